import { DAY, later, MINUTE, type Clock } from '../../kernel/clock.js';
import type { ConsequenceService } from './consequence-service.js';
import {
  activityDrafts,
  cureDraft,
  deliveryDrafts,
  proposalDraft,
  weekDrafts,
  type Holding,
  type SignOfLife,
} from './judge.js';
import type { LedgerService, LedgerView } from './ledger-service.js';
import { periodOf, periodsFrom, shiftPeriod, startOf, type Period } from './period.js';
import type { StandingQueries } from './standing-queries.js';
import type { StandingStore } from './standing-store.js';
import type { StandingEntry } from './entry.js';

/** What earlier and later features tell about the time between two moments. */
export interface WeekSources {
  /** Everybody who has a unit in hand to test now. */
  readonly holdings: () => Promise<readonly Holding[]>;
  /** Which of the people have a unit in hand to test now. */
  readonly holdersAmong: (personIds: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly signsBetween: (
    personIds: readonly string[],
    from: Date,
    to: Date,
  ) => Promise<readonly SignOfLife[]>;
  /** When each notice was shown or taken by the mail server; null or absent while it was not. */
  readonly deliveryOf: (noticeIds: readonly string[]) => Promise<ReadonlyMap<string, Date | null>>;
}

export interface WeekServiceDeps extends WeekSources {
  readonly store: StandingStore;
  readonly queries: StandingQueries;
  readonly ledgers: LedgerService;
  readonly consequences: ConsequenceService;
  readonly clock: Clock;
  readonly programmeZone: string;
}

export type WeekService = ReturnType<typeof createWeekService>;

const BATCH = 200;
/** After the end of a week, so that what was sent in its last minute is in. */
const JUDGED_AFTER_MS = 30 * MINUTE;
/** Signs are looked for so far back: longer than any cure window waits for its warning's answer. */
const LOOK_BACK_DAYS = 60;

/** Judges ended weeks, follows warnings through, and hands over to humans. */
export function createWeekService(deps: WeekServiceDeps) {
  const { store, queries, ledgers, consequences, clock, programmeZone: zone } = deps;

  /** Weeks that are over and not yet judged, the oldest first; none before the first rule. */
  async function dueWeeks(): Promise<readonly Period[]> {
    const [rules, last] = await Promise.all([ledgers.rules(), store.lastJudged()]);
    const first = last ? shiftPeriod(last, 1) : (rules[0]?.effectiveFrom ?? '');
    const ended = periodOf(later(clock.now(), -JUDGED_AFTER_MS), zone);
    return periodsFrom(first, shiftPeriod(ended, -1));
  }

  /** Safe to repeat, as every entry is written once; a crash on the way begins the week again. */
  async function judgeWeek(period: Period, holdings: readonly Holding[]): Promise<void> {
    const from = startOf(period, zone);
    for (const batch of batches(holdings)) {
      const signs = await firstSigns(batch.map(idOf), from, clock.now());
      for (const holding of batch) {
        const { personId } = holding;
        await recordAll(personId, () => activityDrafts(signs.get(personId) ?? []));
        await recordAll(personId, ({ standing, rules }) =>
          weekDrafts(standing, holding, rules, period, zone),
        );
      }
    }
    await store.recordJudged(period, clock.now());
  }

  async function recordAll(
    personId: string,
    plan: Parameters<LedgerService['record']>[1],
  ): Promise<void> {
    await ledgers.record(personId, plan);
    await consequences.followSoon(personId);
  }

  /** The first sign of each person and week in the time, by person. */
  async function firstSigns(personIds: readonly string[], from: Date, to: Date) {
    const first = new Map<string, Map<Period, SignOfLife & { readonly period: Period }>>();
    for (const sign of await deps.signsBetween(personIds, from, to)) {
      const period = periodOf(sign.at, zone);
      const weeks = first.get(sign.personId) ?? new Map<Period, SignOfLife & { period: Period }>();
      const known = weeks.get(period);
      if (!known || sign.at < known.at) weeks.set(period, { ...sign, period });
      first.set(sign.personId, weeks);
    }
    return new Map([...first].map(([personId, weeks]) => [personId, [...weeks.values()]]));
  }

  /** Warned people: signs that no news brought, warnings that arrived, windows that are over. */
  async function settle(personIds: readonly string[]): Promise<void> {
    const now = clock.now();
    const [signs, holders, deliveries] = await Promise.all([
      firstSigns(personIds, later(now, -LOOK_BACK_DAYS * DAY), now),
      deps.holdersAmong(personIds),
      deliveredWarnings(personIds),
    ]);
    for (const personId of personIds) {
      await ledgers.record(personId, () => activityDrafts(signs.get(personId) ?? []));
      await ledgers.record(personId, ({ standing, rules }) =>
        deliveryDrafts(standing, deliveries, rules),
      );
      await recordAll(personId, (view) => handOn(view, holders.has(personId)));
    }
  }

  /** A warned person without a unit owes nothing; one whose time is over is a human's matter. */
  function handOn({ standing, rules, now }: LedgerView, hasUnit: boolean) {
    const period = periodOf(now, zone);
    const draft = hasUnit
      ? proposalDraft(standing, period, now)
      : cureDraft(standing, rules, period, now, false);
    return draft ? [draft] : [];
  }

  /** When the warnings that were not known to have arrived did so, by entry. */
  async function deliveredWarnings(
    personIds: readonly string[],
  ): Promise<ReadonlyMap<string, Date>> {
    const entryOfNotice = new Map<string, string>();
    for (const personId of personIds)
      for (const warning of await undelivered(personId))
        entryOfNotice.set(await consequences.tellWarning(personId, warning), warning.id);
    const found = await deps.deliveryOf([...entryOfNotice.keys()]);
    return new Map(
      [...found].flatMap(([noticeId, at]): [string, Date][] => {
        const entryId = entryOfNotice.get(noticeId);
        return at && entryId ? [[entryId, at]] : [];
      }),
    );
  }

  async function undelivered(personId: string): Promise<readonly StandingEntry[]> {
    const [{ entries }, { warnings }] = await Promise.all([
      ledgers.ledgerOf(personId),
      ledgers.standingOf(personId),
    ]);
    const open = new Set(warnings.filter(({ deliveredAt }) => !deliveredAt).map(({ id }) => id));
    return entries.filter(({ id }) => open.has(id));
  }

  return {
    async judgeWeeks(): Promise<void> {
      const weeks = await dueWeeks();
      if (weeks.length === 0) return;
      const holdings = await deps.holdings();
      for (const period of weeks) await judgeWeek(period, holdings);
    },

    async settleWarned(): Promise<void> {
      for (let after = ''; ;) {
        const personIds = await queries.warned(after, BATCH);
        if (personIds.length > 0) await settle(personIds);
        if (personIds.length < BATCH) return;
        after = personIds.at(-1)!;
      }
    },

    /** Consequences that a crash or a failure has left undone. */
    async followUp(): Promise<void> {
      for (const personId of await queries.behind(BATCH)) await consequences.followSoon(personId);
    },
  };
}

const idOf = ({ personId }: Holding): string => personId;

function* batches(holdings: readonly Holding[]): Generator<readonly Holding[]> {
  for (let at = 0; at < holdings.length; at += BATCH) yield holdings.slice(at, at + BATCH);
}
