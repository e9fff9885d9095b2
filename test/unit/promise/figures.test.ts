import { expect } from 'chai';
import fc from 'fast-check';
import {
  figuresOf,
  LONGEST_MINUTES,
  percentile,
  type AnswerCount,
} from '../../../src/features/promise/figures.js';

const counted = (minutes: number, count = 1, isInTime = minutes <= 15): AnswerCount => ({
  ...{ week: '2026-W10', hour: 9 },
  ...{ minutes, count, isInTime },
});

describe('the figures of the promise', () => {
  it('are none of fewer than five reports, which are counted all the same', () => {
    const none = { percentInTime: undefined, p50: undefined, p90: undefined };
    expect(figuresOf([])).to.deep.equal({ count: 0, late: 0, ...none });
    expect(figuresOf([counted(3, 4)])).to.deep.equal({ count: 4, late: 0, ...none });
  });

  it('are shares in time and percentiles by the nearest rank', () => {
    const figures = figuresOf([counted(2, 4), counted(7, 5), counted(300, 1)]);
    expect(figures).to.deep.equal({ count: 10, late: 1, percentInTime: 90, p50: 7, p90: 7 });
  });

  it('say a hundred of a hundred only where nobody waited too long', () => {
    expect(figuresOf([counted(2, 999), counted(16, 1)]).percentInTime).to.equal(99);
    expect(figuresOf([counted(2, 999)]).percentInTime).to.equal(100);
  });

  it('count who is late and waits among the longest', () => {
    const waiting = counted(LONGEST_MINUTES + 1, 3, false);
    expect(figuresOf([counted(2, 3), waiting]).p90).to.equal(LONGEST_MINUTES + 1);
  });

  it('have as many at or below a percentile as it says, and fewer below', () => {
    const counts = fc.array(
      fc.record({
        minutes: fc.integer({ min: 1, max: 60 }),
        count: fc.integer({ min: 1, max: 9 }),
      }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 100 }), (rows, percent) => {
        const all = rows.flatMap(({ minutes, count }) => Array<number>(count).fill(minutes));
        const found = percentile(rows, percent)!;
        const share = (isCounted: (minutes: number) => boolean) =>
          (100 * all.filter(isCounted).length) / all.length;
        expect(share((minutes) => minutes <= found)).to.be.at.least(percent);
        expect(share((minutes) => minutes < found)).to.be.below(percent);
      }),
    );
  });
});
