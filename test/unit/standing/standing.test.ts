import { expect } from 'chai';
import fc from 'fast-check';
import { DAY, HOUR, later } from '../../../src/kernel/clock.js';
import {
  activityDrafts,
  cureDraft,
  deliveryDrafts,
  proposalDraft,
  weekDrafts,
  type Draft,
} from '../../../src/features/standing/judge.js';
import { endOf, periodOf, shiftPeriod } from '../../../src/features/standing/period.js';
import { CURE_HOURS_MIN, type StandingRule } from '../../../src/features/standing/rule.js';
import { ENTRY_KINDS, type StandingEntry } from '../../../src/features/standing/entry.js';
import {
  actionsFrom,
  foldStanding,
  newStanding,
  nextStanding,
  STANDING_STATES,
  type Removal,
  type Standing,
} from '../../../src/features/standing/standing.js';
import { entryOf, RULE, WEEK, ZONE } from '../../support/standing.js';

const FAN = 'fan';
const START = new Date('2026-03-03T02:00:00Z');

/** What anybody may try at any time; the first number is how many hours pass before. */
type Attempt = readonly [hours: number, what: string, who: string];

/** Weighted so that many runs get as far as an appeal. */
const WEIGHTS: Readonly<Record<string, number>> = {
  ...{ judge: 10, deliver: 10, propose: 8, remove: 8, appeal: 6, uphold: 4 },
  ...{ keep: 1, dismiss: 1, heartbeat: 1, report: 1, pause: 1, resume: 1 },
  ...{ cure: 1, edit: 1, readmit: 1, rogue: 2, note: 2 },
};

const attempts = fc.array(
  fc.tuple(
    fc.nat({ max: 100 }),
    fc.oneof(
      ...Object.entries(WEIGHTS).map(([what, weight]) => ({
        weight,
        arbitrary: fc.constant(what),
      })),
    ),
    fc.constantFrom('ada', 'bo', 'ada', 'bo', FAN, ''),
  ),
  { minLength: 50, maxLength: 120, size: 'max' },
);

interface Model {
  entries: StandingEntry[];
  rules: StandingRule[];
  judged: string;
}

const personal = (kind: StandingEntry['kind'], more: Partial<StandingEntry>): Draft => ({
  kind,
  key: '',
  period: WEEK,
  ruleId: 'human_review',
  ...more,
});

/** The drafts that the attempt leads to; most of them are refused most of the time. */
function draftsOf(model: Model, standing: Standing, now: Date, [, what, who]: Attempt): Draft[] {
  const period = periodOf(now, ZONE);
  const until = later(now, 14 * DAY);
  const by = { byId: who || null, until, about: standing.removal?.id ?? null };
  const holding = { personId: FAN, roundId: 'round', since: new Date('2026-01-05T00:00:00Z') };
  switch (what) {
    case 'judge': {
      const next = shiftPeriod(model.judged, 1);
      if (endOf(next, ZONE) > now) return [];
      model.judged = next;
      return [...weekDrafts(standing, holding, model.rules, next, ZONE)];
    }
    case 'deliver': {
      const open = standing.warnings.find(({ deliveredAt }) => !deliveredAt);
      return [...deliveryDrafts(standing, new Map(open ? [[open.id, now]] : []), model.rules)];
    }
    case 'propose':
      return [proposalDraft(standing, period, now) ?? personal('proposal', { period })];
    case 'remove':
    case 'keep':
      return [personal('decision', { ...by, outcome: what, period })];
    case 'heartbeat':
      return [{ kind: 'heartbeat', key: '', period, ruleId: 'weekly_sign' }];
    case 'report':
      return [...activityDrafts([{ personId: FAN, at: now, link: '/reports/R-1', period }])];
    case 'pause':
    case 'resume':
      return [{ kind: what, key: '', period: shiftPeriod(period, 1), ruleId: 'pause' }];
    case 'appeal':
      return [personal('appeal', { ...by, period })];
    case 'uphold':
    case 'dismiss':
      return [
        personal('appeal_decision', {
          ...by,
          outcome: what === 'uphold' ? 'upheld' : 'dismissed',
          period,
        }),
      ];
    case 'cure':
      return [cureDraft(standing, model.rules, period, now) ?? personal('cured', by)];
    case 'note':
      return [{ kind: 'note', key: '', period, ruleId: 'show_unit' }];
    case 'readmit':
      return [personal('readmitted', { period })];
    case 'edit': {
      const version = model.rules.length + 1;
      const effectiveFrom = shiftPeriod(period, 1);
      const cureHours = CURE_HOURS_MIN + version;
      model.rules.push({ ...RULE, id: String(version), version, effectiveFrom, cureHours });
      return [];
    }
    default:
      // Entries that no code of ours would write: the fold refuses them all the same.
      return [
        { kind: 'warning', key: '', period, ruleId: 'first_warning' },
        personal('delivered', { about: standing.warnings.at(-1)?.id ?? null, until: now }),
        personal('proposal', { period }),
        personal('decision', { byId: null, outcome: 'remove', until }),
      ];
  }
}

/** What the issue demands of every removal, read from the ledger alone. */
function assertFairRemoval(entries: readonly StandingEntry[], decision: StandingEntry): void {
  const upTo = entries.slice(0, entries.indexOf(decision));
  const good = ['cured', 'readmitted', 'keep', 'upheld'];
  const fresh = upTo.slice(
    upTo.findLastIndex(({ kind, outcome }) => good.includes(outcome ?? kind)) + 1,
  );
  const warnings = fresh.filter(({ kind }) => kind === 'warning');
  expect(warnings, 'two warnings').to.have.length(2);
  const arrivals = warnings.map(({ id }) =>
    fresh.find(({ kind, about }) => kind === 'delivered' && about === id),
  );
  expect(arrivals.every(Boolean), 'both arrived').to.equal(true);
  const answerable = warnings[1]!.at.getTime() - arrivals[0]!.at.getTime();
  expect(answerable, 'time to answer the first').to.be.at.least(72 * HOUR);
  const proposal = fresh.find(({ kind }) => kind === 'proposal')!;
  const arrived = arrivals[1]!.at;
  expect(proposal.at.getTime() - arrived.getTime(), 'the cure window').to.be.at.least(72 * HOUR);
  const answered = fresh
    .slice(0, fresh.indexOf(proposal))
    .some(
      ({ kind, period }) =>
        (kind === 'heartbeat' || kind === 'activity') && period > warnings[1]!.period,
    );
  expect(answered, 'no sign of life in it').to.equal(false);
  expect(decision.byId, 'a human').to.be.oneOf(['ada', 'bo']);
}

const REMOVAL: Removal = {
  ...{ id: 'decision', at: START, byId: 'ada', text: 'Silent.' },
  outcome: 'remove',
  appealUntil: later(START, DAY),
  appeal: null,
};

describe('a standing', () => {
  it('reaches no removal without two delivered warnings, their time and a human', function () {
    this.timeout(60_000);
    let removals = 0;
    fc.assert(
      fc.property(attempts, (tried) => {
        const model: Model = { entries: [], rules: [RULE], judged: shiftPeriod(WEEK, -1) };
        let now = START;
        let standing = newStanding(FAN);
        for (const attempt of tried) {
          now = later(now, attempt[0] * HOUR);
          for (const draft of draftsOf(model, standing, now, attempt)) {
            const entry = entryOf({ at: now, ...draft });
            const next = nextStanding(standing, entry);
            if (!next) continue;
            if (entry.kind === 'note') expect(next).to.equal(standing);
            model.entries.push(entry);
            if (next.state === 'removed' && standing.state !== 'removed') {
              removals += 1;
              assertFairRemoval(model.entries, entry);
            }
            if (standing.removal && entry.outcome === 'upheld') {
              expect(entry.byId).not.to.be.oneOf([standing.removal.byId, FAN, null]);
            }
            standing = next;
          }
        }
        expect(foldStanding(FAN, model.entries)).to.deep.equal(standing);
      }),
      { numRuns: 150 },
    );
    // The property says nothing unless removals do happen in it.
    expect(removals).to.be.greaterThan(10);
  });

  it('is what its ledger adds up to, whatever the ledger holds', () => {
    const entries = fc.array(
      fc.record({
        kind: fc.constantFrom(...ENTRY_KINDS),
        outcome: fc.constantFrom('remove', 'keep', 'upheld', 'dismissed', null),
        byId: fc.constantFrom('ada', FAN, null),
        about: fc.constantFrom('w1', null),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(entries, (drafts) => {
        const { state } = foldStanding(FAN, drafts.map(entryOf));
        expect(state).not.to.equal('removed');
      }),
      { numRuns: 1000 },
    );
  });

  it('names what is possible in every state', () => {
    for (const state of STANDING_STATES) expect(actionsFrom(state)).not.to.have.length(0);
  });

  it('keeps the one who removed, and the person, from deciding on the appeal', () => {
    const removal = { ...REMOVAL, appeal: { at: START, text: 'I was ill.', answer: null } };
    const removed: Standing = { ...newStanding(FAN), state: 'removed', removal };
    const answer = (byId: string | null, outcome: 'upheld' | 'dismissed' = 'upheld') =>
      nextStanding(removed, entryOf({ kind: 'appeal_decision', outcome, byId }))?.state;
    expect([answer('ada'), answer(FAN), answer(null)]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
    expect([answer('bo'), answer('bo', 'dismissed')]).to.deep.equal(['good', 'removed']);
  });

  it('takes an appeal once, from the person, in time', () => {
    const removed: Standing = { ...newStanding(FAN), state: 'removed', removal: REMOVAL };
    const appeal = (byId: string, at: Date) =>
      nextStanding(removed, entryOf({ kind: 'appeal', byId, at }));
    expect(appeal(FAN, later(START, DAY))).not.to.equal(undefined);
    expect(appeal(FAN, later(START, DAY + 1))).to.equal(undefined);
    expect(appeal('bo', START)).to.equal(undefined);
    const once = appeal(FAN, START)!;
    expect(nextStanding(once, entryOf({ kind: 'appeal', byId: FAN, at: START }))).to.equal(
      undefined,
    );
  });
});
