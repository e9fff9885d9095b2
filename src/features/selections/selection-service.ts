import type { Clock } from '../../kernel/clock.js';
import { Conflict, NotFound } from '../../kernel/errors.js';
import type { News } from '../../kernel/news.js';
import {
  roundPhase,
  type ApplicantHistory,
  type ListedApplication,
  type Round,
  type Rounds,
} from '../rounds/index.js';
import { assess } from './assess.js';
import { commitmentOf, createTextHash } from './draw.js';
import { listHead, listLine, readResult } from './draw-file.js';
import type { DrawPool } from './draw-pool.js';
import { tallyStrata, type Strata } from './strata.js';
import type { SelectionQueries } from './selection-queries.js';
import type { SelectionStore } from './selection-store.js';
import {
  needsDraw,
  needsSelection,
  nextStep,
  termsOf,
  type Beacon,
  type NextStep,
  type Selection,
  type SelectionRow,
} from './selection.js';

export type HistoryOf = (
  personIds: readonly string[],
) => Promise<ReadonlyMap<string, ApplicantHistory>>;

export interface Decided {
  readonly roundId: string;
}

export interface SelectionServiceDeps {
  readonly store: SelectionStore;
  readonly queries: SelectionQueries;
  readonly rounds: Pick<
    Rounds['service'],
    'roundBySlug' | 'roundById' | 'publishedRounds' | 'recordFrozen' | 'recordDecided'
  >;
  readonly submittedBatches: (
    roundId: string,
    size: number,
  ) => AsyncIterable<readonly ListedApplication[]>;
  readonly historyOf: HistoryOf;
  readonly pool: DrawPool;
  readonly decided: News<Decided>;
  readonly clock: Clock;
  readonly secret: string;
  /** 32 bytes of chance, in hex. */
  readonly newSeed: () => string;
}

export type SelectionService = ReturnType<typeof createSelectionService>;

const BATCH = 500;
/** A dry run ranks about so many rows in all, which takes some three seconds. */
const DRY_RUN_ROWS = 150_000;
const DRY_RUNS_MAX = 200;
const DRY_RUNS_MIN = 2;

export function createSelectionService(deps: SelectionServiceDeps) {
  const { store, queries, rounds, pool, clock } = deps;

  async function roundOf(slug: string): Promise<Round> {
    const round = await rounds.roundBySlug(slug);
    if (!round || !needsSelection(round)) throw new NotFound();
    return round;
  }

  /** A Conflict whose sentence names the state and the step that is possible in it. */
  async function expectStep(round: Round, wanted: NextStep): Promise<Selection | undefined> {
    const selection = await store.byRound(round.id);
    const phase = roundPhase(round, clock.now());
    const step = nextStep(selection, phase);
    if (step === wanted) return selection;
    if (step === 'none' && phase === 'ended' && selection?.state !== 'decided')
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
      listHash: null,
      listed: 0,
      leftOut: {},
      leftOutPeople: 0,
      beacon: null,
      beaconAt: null,
      decidedAt: null,
      resultHash: null,
    });
  }

  async function* assessed(round: Round, now: Date): AsyncGenerator<readonly SelectionRow[]> {
    for await (const batch of deps.submittedBatches(round.id, BATCH)) {
      const history = await deps.historyOf(batch.map(({ personId }) => personId));
      yield batch.map((one) =>
        assess(round, one, history.get(one.personId), { secret: deps.secret, now }),
      );
    }
  }

  /** The published list as it is stored. */
  async function listOf(roundId: string): Promise<string> {
    const lines = [listHead];
    for await (const row of queries.listed(roundId)) lines.push(listLine(row));
    return lines.join('');
  }

  async function hashOfStored(roundId: string) {
    const hash = createTextHash().add(listHead);
    let listed = 0;
    for await (const row of queries.listed(roundId)) {
      hash.add(listLine(row));
      listed += 1;
    }
    return { listHash: hash.hex(), listed };
  }

  async function existing(roundId: string): Promise<Selection> {
    const selection = await store.byRound(roundId);
    if (!selection) throw new NotFound();
    return selection;
  }

  async function decideFrozen(round: Round, selection: Selection): Promise<void> {
    const { terms, seed, beacon, listHash } = selection;
    const list = await listOf(round.id);
    if (!terms || createTextHash().add(list).hex() !== listHash)
      throw new Conflict('selections.list_changed');
    const facts = { terms, seed, beacon: beacon?.value ?? '' };
    const { result, resultHash } = await pool.decide({ list, facts });
    await store.recordOutcomes(readResult(result));
    const at = clock.now();
    await store.finishDecision(round.id, resultHash, at);
    await rounds.recordDecided(round.id, (await existing(round.id)).decidedAt ?? at);
    await deps.decided.publish({ roundId: round.id });
  }

  return {
    roundOf,
    commit,
    stepOf: async (round: Round): Promise<NextStep> =>
      nextStep(await store.byRound(round.id), roundPhase(round, clock.now())),

    /**
     * Takes the list of applicants for good. A broken-off freeze is finished by the next try, and
     * several at once make one list: each row is written by whoever comes first.
     */
    async freeze(slug: string): Promise<void> {
      const round = await roundOf(slug);
      if (!(await expectStep(round, 'freeze'))) await commit(round);
      await store.beginFreeze(round.id, termsOf(round), clock.now());
      const { frozenAt } = await existing(round.id);
      const at = frozenAt ?? clock.now();
      // From here on the round takes no other closing time and no one is set aside.
      await rounds.recordFrozen(round.id, at);
      for await (const rows of assessed(round, at)) await store.addRows(rows);
      const leftOut = await queries.leftOut(round.id);
      await store.finishFreeze(round.id, { ...(await hashOfStored(round.id)), ...leftOut });
    },

    /** The public value, entered once. */
    async seal(slug: string, beacon: Beacon): Promise<void> {
      const round = await roundOf(slug);
      await expectStep(round, 'beacon');
      if (!(await store.seal(round.id, beacon, clock.now()))) await expectStep(round, 'beacon');
    },

    /** Ranks everybody, hands the seats out and shows the seed. */
    async decide(slug: string): Promise<void> {
      const round = await roundOf(slug);
      const selection = await expectStep(round, 'decide');
      if (selection) await decideFrozen(round, selection);
    },

    /** Who would win how often, with throw-away seeds; before the freeze on whoever applied so far. */
    async dryRun(slug: string): Promise<Strata> {
      const round = await roundOf(slug);
      const selection = await store.byRound(round.id);
      const isFrozen = selection?.listHash !== null && selection?.listHash !== undefined;
      const rows = [];
      if (isFrozen) for await (const row of queries.listed(round.id)) rows.push(row);
      else
        for await (const batch of assessed(round, clock.now()))
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
