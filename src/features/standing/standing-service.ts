import { DAY, later, type Clock } from '../../kernel/clock.js';
import { Conflict, InvalidInput, NotFound } from '../../kernel/errors.js';
import type { Accounts, PersonCard } from '../accounts/index.js';
import type { UnitCard, Units } from '../units/index.js';
import type { ConsequenceService } from './consequence-service.js';
import { activityDrafts, type Draft, type SignOfLife, type Unanswered } from './judge.js';
import { notNow, type LedgerService, type LedgerView } from './ledger-service.js';
import { periodOf, periodsFrom, shiftPeriod, type Period } from './period.js';
import { ruleFor } from './rule.js';
import type { Standing } from './standing.js';

export interface StandingServiceDeps {
  readonly ledgers: LedgerService;
  readonly consequences: Pick<ConsequenceService, 'followSoon'>;
  readonly accounts: Pick<Accounts, 'personByHandle'>;
  readonly units: Pick<Units['service'], 'unitsHeldBy' | 'markSeen' | 'noteBuild'>;
  /** Versions of a model, for the build of a heartbeat. */
  readonly buildsOf: (modelCode: string) => Promise<readonly { readonly version: string }[]>;
  readonly clock: Clock;
  readonly programmeZone: string;
}

type Hand = { readonly id: string };
export type StandingService = ReturnType<typeof createStandingService>;

/** How many weeks ahead a pause may begin. */
export const PAUSE_AHEAD_WEEKS = 12;

/** What testers do about their own standing, and what admins decide about it. */
export function createStandingService(deps: StandingServiceDeps) {
  const { ledgers, consequences, accounts, units, clock, programmeZone: zone } = deps;
  const thisWeek = (): Period => periodOf(clock.now(), zone);

  async function heldUnits({ id }: Hand): Promise<readonly [UnitCard, ...UnitCard[]]> {
    const [first, ...others] = await units.unitsHeldBy(id);
    if (!first) throw new Conflict('standing.no_unit');
    return [first, ...others];
  }

  async function personBy(handle: string): Promise<PersonCard> {
    const person = await accounts.personByHandle(handle);
    if (!person) throw new NotFound();
    return person;
  }

  /** "All fine this week" counts as much as a report. */
  async function heartbeat(viewer: Hand, build: string): Promise<void> {
    const held = await heldUnits(viewer);
    if (build) await assertBuild(held, build);
    const period = thisWeek();
    await ledgers.record(viewer.id, () => [
      {
        kind: 'heartbeat',
        key: `heartbeat:${period}`,
        period,
        ruleId: 'weekly_sign',
        roundId: held[0].roundId,
        byId: viewer.id,
      },
    ]);
    for (const { id } of held) {
      await units.markSeen(id, clock.now());
      if (build) await units.noteBuild(id, build);
    }
  }

  /** A build says something about one unit only. */
  async function assertBuild(held: readonly [UnitCard, ...UnitCard[]], build: string) {
    const builds = held.length === 1 ? await deps.buildsOf(held[0].modelCode) : [];
    if (!builds.some(({ version }) => version === build))
      throw new InvalidInput({ build: { code: 'not_a_choice' } });
  }

  async function pause(viewer: Hand, first: Period, weeks: number): Promise<void> {
    const [{ roundId }] = await heldUnits(viewer);
    const now = thisWeek();
    if (first <= now || first > shiftPeriod(now, PAUSE_AHEAD_WEEKS))
      throw new InvalidInput({ period: { code: 'standing.pause_not_ahead' } });
    const wanted = periodsFrom(first, shiftPeriod(first, weeks - 1));
    await ledgers.record(viewer.id, (view) => pauseDrafts(view, wanted, roundId, viewer.id));
  }

  function pauseDrafts(
    { standing: { pauses }, entries, rules, now }: LedgerView,
    wanted: readonly Period[],
    roundId: string,
    byId: string,
  ): readonly Draft[] {
    const fresh = wanted.filter((period) => !pauses.some((one) => one.period === period));
    const used = pauses.filter((one) => one.roundId === roundId).length;
    const left = ruleFor(rules, periodOf(now, zone)).pauseWeeks - used;
    if (fresh.length > left)
      throw new InvalidInput({
        weeks: { code: 'standing.pause_budget', facts: { left: Math.max(0, left) } },
      });
    return fresh.map((period) => ({
      kind: 'pause',
      key: `pause:${period}:${entries.length}`,
      period,
      ruleId: 'pause',
      roundId,
      byId,
    }));
  }

  /** Takes a pause back that has not begun. */
  async function resume(viewer: Hand, period: Period): Promise<void> {
    if (period <= thisWeek()) throw new Conflict('standing.pause_begun');
    await ledgers.record(viewer.id, ({ standing: { pauses }, entries }) => {
      const paused = pauses.find((one) => one.period === period);
      if (!paused) return [];
      const key = `resume:${period}:${entries.length}`;
      return [{ ...paused, kind: 'resume', key, ruleId: 'pause', byId: viewer.id }];
    });
  }

  async function appeal(viewer: Hand, text: string): Promise<void> {
    await ledgers.record(viewer.id, ({ standing, now }) => {
      const { removal } = standing;
      if (!removal) throw notNow(standing);
      if (removal.appeal) throw new Conflict('standing.appealed');
      if (now > removal.appealUntil) throw new Conflict('standing.appeal_late');
      const key = `appeal:${removal.id}`;
      const about = { period: periodOf(now, zone), about: removal.id, byId: viewer.id };
      return [{ ...about, kind: 'appeal', key, ruleId: 'appeal', text }];
    });
  }

  /** The human's word on a proposal; of two at once one is told that it is decided. */
  async function decide(
    handle: string,
    outcome: 'remove' | 'keep',
    reason: string,
    admin: Hand,
  ): Promise<Standing> {
    const { id } = await personBy(handle);
    const standing = await ledgers.record(id, ({ standing, entries, rules, now }) => {
      const proposal = entries.findLast(({ kind }) => kind === 'proposal');
      if (standing.state !== 'removal_proposed' || !proposal) throw notNow(standing);
      if (admin.id === id) throw new Conflict('standing.own_case');
      const period = periodOf(now, zone);
      const { holdDays, appealDays } = ruleFor(rules, period);
      const until = later(now, (outcome === 'remove' ? appealDays : holdDays) * DAY);
      const key = `decision:${proposal.id}`;
      const words = { period, outcome, text: reason, until, about: proposal.id, byId: admin.id };
      return [{ ...words, kind: 'decision', key, ruleId: 'human_review' }];
    });
    await consequences.followSoon(id);
    return standing;
  }

  /** By somebody else than who decided on the removal. An upheld appeal undoes that decision. */
  async function decideAppeal(
    handle: string,
    outcome: 'upheld' | 'dismissed',
    reason: string,
    admin: Hand,
  ): Promise<Standing> {
    const { id } = await personBy(handle);
    const standing = await ledgers.record(id, ({ standing: { removal }, rules, now }) => {
      if (!removal?.appeal || removal.appeal.answer) throw new Conflict('standing.no_appeal');
      if (admin.id === removal.byId) throw new Conflict('standing.same_admin');
      if (admin.id === id) throw new Conflict('standing.own_case');
      const period = periodOf(now, zone);
      const until = outcome === 'upheld' ? later(now, ruleFor(rules, period).holdDays * DAY) : null;
      const key = `appeal_decision:${removal.id}`;
      const words = { period, outcome, text: reason, until, about: removal.id, byId: admin.id };
      return [{ ...words, kind: 'appeal_decision', key, ruleId: 'appeal' }];
    });
    await consequences.followSoon(id);
    return standing;
  }

  return {
    personBy,
    heartbeat,
    pause,
    resume,
    appeal,
    decide,
    decideAppeal,
    /** A report, a log or an answer; the first of a week counts, more say nothing new. */
    async recordSign(sign: SignOfLife): Promise<void> {
      const period = periodOf(sign.at, zone);
      await ledgers.record(sign.personId, () => activityDrafts([{ ...sign, period }]));
    },
    /** Written down once for each challenge. It warns nobody and leaves the standing as it is. */
    async noteUnanswered({ challengeId, personId, unitRef, at }: Unanswered): Promise<void> {
      const about = { period: periodOf(at, zone), evidence: `/units/${unitRef}`, at };
      await ledgers.record(personId, () => [
        { ...about, kind: 'note', key: `note:${challengeId}`, ruleId: 'show_unit' },
      ]);
    },
  };
}
