import { expect } from 'chai';
import { HOUR, later } from '../../../src/kernel/clock.js';
import {
  engineerFigures,
  type EngineerAnswers,
} from '../../../src/features/reports/engineer-figures.js';

const AT = new Date('2026-03-03T02:00:00Z');
const answers = (
  count: number,
  minutes: number,
  overrides: Partial<EngineerAnswers> = {},
): EngineerAnswers => ({
  ...{ personId: 'lin', at: AT, minutes, isInTime: minutes <= 15, count },
  ...{ cameBack: 0, askedAgain: 0 },
  ...overrides,
});

describe("an engineer's figures", () => {
  it('have neither a share nor a median below five answers', () => {
    const { answers: count, percentInTime, median } = engineerFigures([answers(4, 3)], []);
    expect({ count, percentInTime, median }).to.deep.equal({
      ...{ count: 4, percentInTime: undefined, median: undefined },
    });
  });
  it('round the share down, so that a hundred means all', () => {
    expect(engineerFigures([answers(299, 3), answers(1, 40)], []).percentInTime).to.equal(99);
    expect(engineerFigures([answers(300, 3)], []).percentInTime).to.equal(100);
  });
  it('measure by own shifts where there are any, and count all answers', () => {
    const early = answers(5, 60, { at: later(AT, -HOUR) });
    const shift = { startsAt: AT, endsAt: later(AT, HOUR) };
    const figures = engineerFigures([early, answers(5, 6)], [shift]);
    expect(figures).to.deep.include({ answers: 10, counted: 5, percentInTime: 100, median: 6 });
    expect(engineerFigures([early, answers(5, 6)], [])).to.deep.include({ percentInTime: 50 });
  });
  it('add up what came back and what was asked again, whatever the shift', () => {
    const shift = { startsAt: later(AT, HOUR), endsAt: later(AT, 2 * HOUR) };
    const figures = engineerFigures([answers(3, 2, { cameBack: 2, askedAgain: 1 })], [shift]);
    expect(figures).to.deep.include({ answers: 3, counted: 0, cameBack: 2, askedAgain: 1 });
  });
});
