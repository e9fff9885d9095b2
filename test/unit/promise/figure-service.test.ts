import { expect } from 'chai';
import { MINUTE } from '../../../src/kernel/clock.js';
import { defaultCalendar } from '../../../src/features/promise/calendar.js';
import { createFigureService } from '../../../src/features/promise/figure-service.js';
import type { AnswersRequest } from '../../../src/features/promise/figures.js';
import { createTestClock } from '../../support/app.js';

describe('the figures that everybody reads', () => {
  function open() {
    const clock = createTestClock();
    const asked: AnswersRequest[] = [];
    const state = { version: 1, isDown: false };
    const figures = createFigureService({
      clock,
      service: {
        current: () =>
          Promise.resolve({ ...defaultCalendar('Asia/Shanghai'), version: state.version }),
      },
      answers: () => ({
        counts(request) {
          asked.push(request);
          return state.isDown ? Promise.reject(new Error('down')) : Promise.resolve([]);
        },
        breaches: () => Promise.resolve([]),
        waiting: () => Promise.resolve({ open: 0, late: 0 }),
      }),
    });
    return { clock, asked, state, figures };
  }

  it('are counted once for all who ask at once, up to the Monday of last week and from it on', async () => {
    const { asked, figures } = open();
    await Promise.all([figures(), figures(), figures()]);
    const monday = new Date('2026-02-22T16:00:00Z');
    expect(asked.map(({ from }) => from)).to.deep.equal([new Date('2025-12-28T16:00:00Z'), monday]);
    expect(asked[0]?.to).to.deep.equal(monday);
  });

  it('are counted again after a minute, those of earlier weeks after ten', async () => {
    const { clock, asked, figures } = open();
    const askedAfter = async (ms: number) => {
      clock.advance(ms);
      await figures();
      return asked.length;
    };
    expect(await askedAfter(0)).to.equal(2);
    expect(await askedAfter(MINUTE - 1)).to.equal(2);
    expect(await askedAfter(1)).to.equal(3);
    expect(await askedAfter(9 * MINUTE)).to.equal(5);
  });

  it('are counted again at once when the promise was changed, and after a failure', async () => {
    const { asked, state, figures } = open();
    await figures();
    Object.assign(state, { version: 2, isDown: true });
    expect(await figures().catch((error: unknown) => String(error))).to.equal('Error: down');
    state.isDown = false;
    await figures();
    expect(asked).to.have.length(6);
  });
});
