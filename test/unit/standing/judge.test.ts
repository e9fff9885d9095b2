import { expect } from 'chai';
import { DAY, HOUR, later } from '../../../src/kernel/clock.js';
import {
  cureDraft,
  deliveryDrafts,
  expectationOf,
  proposalDraft,
  weekDrafts,
  type Draft,
} from '../../../src/features/standing/judge.js';
import { endOf, shiftPeriod, startOf } from '../../../src/features/standing/period.js';
import { ruleFor, type StandingRule } from '../../../src/features/standing/rule.js';
import { newStanding, type Standing } from '../../../src/features/standing/standing.js';
import { RULE, take, WEEK, ZONE } from '../../support/standing.js';

const FAN = 'fan';
const holding = { personId: FAN, roundId: 'round', since: new Date('2026-01-05T00:00:00Z') };
const week = (n: number) => shiftPeriod(WEEK, n);
const kinds = (drafts: readonly Draft[]) => drafts.map(({ kind }) => kind);
const sign = (period: string): Draft => ({
  kind: 'heartbeat',
  key: `heartbeat:${period}`,
  period,
  ruleId: 'weekly_sign',
});

/** Judges the week as the job does on the Monday after it. */
const judged = (standing: Standing, period: string, rules = [RULE]) =>
  take(standing, weekDrafts(standing, holding, rules, period, ZONE), endOf(period, ZONE)).standing;
const delivered = (standing: Standing, at: Date) => {
  const deliveries = new Map(standing.warnings.map(({ id }) => [id, at]));
  return take(standing, deliveryDrafts(standing, deliveries, [RULE]), at).standing;
};
/** Warned about week 0, and the warning arrived on the Monday after it. */
const atRisk = () => delivered(judged(newStanding(FAN), WEEK), endOf(WEEK, ZONE));
const onProbation = () => delivered(judged(atRisk(), week(1)), endOf(week(1), ZONE));

describe('what a week asks', () => {
  const start = startOf(WEEK, ZONE);
  const rows: readonly [string, Date | undefined, readonly string[], string][] = [
    ['nothing without a unit', undefined, [], 'no_unit'],
    ['nothing in the first week', later(start, -6 * DAY), [], 'grace'],
    ['nothing when the unit came in its middle', later(start, 2 * DAY), [], 'grace'],
    ['a sign after the grace', later(start, -7 * DAY), [], 'expected'],
    ['nothing in a pause', later(start, -60 * DAY), [WEEK], 'paused'],
    ['a sign beside a pause', later(start, -60 * DAY), [week(1)], 'expected'],
  ];
  for (const [what, since, paused, expected] of rows)
    it(`is ${what}`, () => {
      const pauses = paused.map((period) => ({ period, roundId: null }));
      expect(expectationOf({ pauses }, since, RULE, WEEK, ZONE)).to.equal(expected);
    });
});

describe('the judgement of a week', () => {
  it('adds nothing to a ledger with a sign of life', () => {
    const { standing } = take(newStanding(FAN), [sign(WEEK)], startOf(WEEK, ZONE));
    expect(weekDrafts(standing, holding, [RULE], WEEK, ZONE)).to.deep.equal([]);
  });

  it('warns about a missed week, and a second time only after the first could be answered', () => {
    expect(kinds(weekDrafts(newStanding(FAN), holding, [RULE], WEEK, ZONE))).to.deep.equal([
      'missed',
      'warning',
    ]);
    const unheard = judged(newStanding(FAN), WEEK);
    expect(kinds(weekDrafts(unheard, holding, [RULE], week(1), ZONE))).to.deep.equal(['missed']);
    const onSaturday = delivered(unheard, later(endOf(WEEK, ZONE), 5 * DAY));
    expect(kinds(weekDrafts(onSaturday, holding, [RULE], week(1), ZONE))).to.deep.equal(['missed']);
    expect(kinds(weekDrafts(onSaturday, holding, [RULE], week(2), ZONE))).to.deep.equal([
      'missed',
      'warning',
    ]);
    expect(kinds(weekDrafts(onProbation(), holding, [RULE], week(2), ZONE))).to.deep.equal([
      'missed',
    ]);
  });

  it('warns nobody who has been back since, however late it comes', () => {
    const { standing } = take(newStanding(FAN), [sign(week(1))], startOf(week(1), ZONE));
    expect(kinds(weekDrafts(standing, holding, [RULE], WEEK, ZONE))).to.deep.equal(['missed']);
  });

  it('notes a missed week without a warning for fourteen days after a cure', () => {
    const cured = later(startOf(week(1), ZONE), DAY);
    const standing: Standing = { ...newStanding(FAN), holdUntil: later(cured, 14 * DAY) };
    const [missed, ...others] = weekDrafts(standing, holding, [RULE], week(2), ZONE);
    expect([missed?.ruleId, others]).to.deep.equal(['hold', []]);
    expect(kinds(weekDrafts(standing, holding, [RULE], week(3), ZONE))).to.deep.equal([
      'missed',
      'warning',
    ]);
  });

  it('is made by the rules in force at the start of the week', () => {
    const strict: StandingRule = {
      ...RULE,
      id: '2',
      version: 2,
      effectiveFrom: week(1),
      graceWeeks: 0,
    };
    const rules = [RULE, strict];
    const late = { ...holding, since: later(startOf(WEEK, ZONE), -DAY) };
    expect(weekDrafts(newStanding(FAN), late, rules, WEEK, ZONE)).to.deep.equal([]);
    const [missed] = weekDrafts(
      newStanding(FAN),
      { ...holding, since: later(startOf(week(1), ZONE), -DAY) },
      rules,
      week(1),
      ZONE,
    );
    expect(missed?.ruleVersion).to.equal(2);
    expect(ruleFor(rules, week(-5)).version).to.equal(1);
  });
});

describe('a warning', () => {
  it('is ended by a sign of life, and by having no unit', () => {
    const back = take(atRisk(), [sign(week(1))], startOf(week(1), ZONE)).standing;
    const now = later(startOf(week(1), ZONE), DAY);
    const cure = cureDraft(back, [RULE], week(1), now);
    expect([cure?.kind, cure?.until]).to.deep.equal(['cured', later(now, 14 * DAY)]);
    expect(take(back, [cure!], now).standing.state).to.equal('good');
    expect(cureDraft(atRisk(), [RULE], week(1), now)).to.equal(undefined);
    expect(cureDraft(onProbation(), [RULE], week(2), now, false)?.ruleId).to.equal('no_unit');
  });

  it('leads to a proposal only when both arrived and 72 hours passed after the second', () => {
    const arrived = endOf(week(1), ZONE);
    const standing = onProbation();
    expect(proposalDraft(standing, week(2), later(arrived, 72 * HOUR - 1))).to.equal(undefined);
    expect(proposalDraft(standing, week(2), later(arrived, 72 * HOUR))?.kind).to.equal('proposal');
    const unheard = judged(atRisk(), week(1));
    expect(unheard.state).to.equal('probation');
    expect(proposalDraft(unheard, week(2), later(arrived, 300 * DAY))).to.equal(undefined);
  });
});
