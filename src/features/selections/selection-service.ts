import type { Clock } from '../../kernel/clock.js';
import { Conflict, NotFound } from '../../kernel/errors.js';
import type { News } from '../../kernel/news.js';
import { roundPhase, type Round, type Rounds } from '../rounds/index.js';
import { commitmentOf } from './draw.js';
import type { DrawPool } from './draw-pool.js';
import { tallyStrata, type Strata } from './strata.js';
import type { SelectionQueries } from './selection-queries.js';
import type { SelectionStore } from './selection-store.js';
import {
  needsDraw,
  needsSelection,
  stepOf,
  termsOf,
  type Beacon,
  type NextStep,
  type Selection,
} from './selection.js';
import type { Decided, SelectionWork } from './work-service.js';

export interface SelectionServiceDeps {
  readonly store: SelectionStore;
  readonly queries: SelectionQueries;
  readonly rounds: Pick<Rounds['service'], 'roundBySlug' | 'publishedRounds' | 'recordDecided'>;
  readonly countSubmitted: Rounds['applications']['countSubmitted'];
  readonly work: Pick<SelectionWork, 'assessed' | 'finishNow'>;
  readonly pool: DrawPool;
  /** Up to here a request does the work itself; a longer list is for the job. */
  readonly inlineRows: number;
  /** There is work that is too long for a request. */
  readonly asked: News<Decided>;
  readonly clock: Clock;
  /** 32 bytes of chance, in hex. */
  readonly newSeed: () => string;
}

export type SelectionService = ReturnType<typeof createSelectionService>;

/** A dry run ranks about so many rows in all, which takes some three seconds. */
const DRY_RUN_ROWS = 150_000;
const DRY_RUNS_MAX = 200;
const DRY_RUNS_MIN = 2;

export function createSelectionService(deps: SelectionServiceDeps) {
  const { store, queries, rounds, work, pool, clock } = deps;

  async function roundOf(slug: string): Promise<Round> {
    const round = await rounds.roundBySlug(slug);
    if (!round || !needsSelection(round)) throw new NotFound();
    return round;
  }

  /** A Conflict whose sentence names the state and the step that is possible in it. */
  async function expectStep(
    round: Round,
    ...wanted: readonly NextStep[]
  ): Promise<Selection | undefined> {
    const selection = await store.byRound(round.id);
    const now = clock.now();
    const step = stepOf(selection, round, now);
    if (wanted.includes(step)) return selection;
    if (step === 'none' && roundPhase(round, now) === 'ended' && selection?.state !== 'decided')
      throw new Conflict('selections.round_ended');
    throw new Conflict(`selections.next_is_${step}`);
  }

  /** Fixes the seed of a round that will be drawn; a second call changes nothing. */
  async function commit(round: Pick<Round, 'id' | 'quotas'>): Promise<void> {
    const seed = needsDraw(round) ? deps.newSeed() : '';
    await store.commit({
      id: round.id,
      state: 'committed',
      seed,
      commitment: seed && commitmentOf(seed),
      committedAt: clock.now(),
      terms: null,
      frozenAt: null,
      frozenBy: null,
      listHash: null,
      listed: 0,
      leftOut: {},
      leftOutPeople: 0,
      beacon: null,
      beaconAt: null,
      decidingAt: null,
      decidingBy: null,
      decidedAt: null,
      resultHash: null,
      leaseUntil: null,
      done: 0,
      problem: null,
      toldUpTo: '',
      toldAt: null,
    });
  }

  /** Does the work of so many rows, or leaves it to the job; true when it did it. */
  async function workOn(roundId: string, rows: number): Promise<boolean> {
    if (rows > deps.inlineRows) {
      await deps.asked.publish({ roundId });
      return false;
    }
    return work.finishNow(roundId);
  }

  return {
    roundOf,
    commit,
    stepOf: async (round: Round): Promise<NextStep> =>
      stepOf(await store.byRound(round.id), round, clock.now()),

    /**
     * Takes the list of applicants for good, at once or – a long one – by the job: true when it is
     * done. A broken-off freeze is finished by the next try; of several at once one makes the list.
     */
    async freeze(slug: string, frozenBy: string | null = null): Promise<boolean> {
      const round = await roundOf(slug);
      if (!(await expectStep(round, 'freeze', 'freezing'))) await commit(round);
      const wish = { terms: termsOf(round), frozenAt: clock.now(), frozenBy };
      await store.beginFreeze(round.id, wish);
      return workOn(round.id, await deps.countSubmitted(round.id));
    },

    /** The public value, entered once. */
    async seal(slug: string, beacon: Beacon): Promise<void> {
      const round = await roundOf(slug);
      await expectStep(round, 'beacon');
      if (!(await store.seal(round.id, beacon, clock.now()))) await expectStep(round, 'beacon');
    },

    /** Ranks everybody, hands the seats out and shows the seed: true when it is done already. */
    async decide(slug: string, decidingBy: string | null = null): Promise<boolean> {
      const round = await roundOf(slug);
      const selection = await expectStep(round, 'decide', 'deciding');
      await store.beginDecision(round.id, { decidingAt: clock.now(), decidingBy });
      if (selection?.problem) await store.recordProblem(round.id, null);
      return workOn(round.id, selection?.listed ?? 0);
    },

    /** Who would win how often, with throw-away seeds; before the freeze on whoever applied so far. */
    async dryRun(slug: string): Promise<Strata> {
      const round = await roundOf(slug);
      const selection = await store.byRound(round.id);
      const isFrozen = selection?.listHash !== null && selection?.listHash !== undefined;
      const rows = [];
      if (isFrozen) for await (const row of queries.listed(round.id)) rows.push(row);
      else
        for await (const batch of work.assessed(round, clock.now()))
          rows.push(...batch.filter(({ state }) => state === 'listed'));
      const runs = Math.floor(DRY_RUN_ROWS / Math.max(rows.length, 1));
      return tallyStrata(rows, selection?.terms ?? termsOf(round), (task) =>
        pool.dryRun({
          ...task,
          runs: Math.min(Math.max(runs, DRY_RUNS_MIN), DRY_RUNS_MAX),
          seed: deps.newSeed(),
        }),
      );
    },

    /** Commits what was published meanwhile and tells rounds of decisions that broke off. */
    async sweep(): Promise<void> {
      let after: string | undefined;
      do {
        const page = await rounds.publishedRounds(after);
        const live = page.rows.filter((round) => needsSelection(round) && round.endedAt === null);
        const ids = live.map(({ id }) => id);
        const [known, decided] = await Promise.all([queries.committed(ids), queries.decided(ids)]);
        for (const round of live) {
          if (!known.has(round.id)) await commit(round);
          const at = decided.get(round.id);
          if (at && round.decidedAt === null) await rounds.recordDecided(round.id, at);
        }
        after = page.next;
      } while (after !== undefined);
    },
  };
}
