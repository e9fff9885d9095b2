import { later, MINUTE, type Clock } from '../../kernel/clock.js';
import { Conflict } from '../../kernel/errors.js';
import type { News } from '../../kernel/news.js';
import type { Logger } from '../../platform/logger.js';
import {
  roundPhase,
  type ApplicantHistory,
  type ListedApplication,
  type Round,
  type Rounds,
} from '../rounds/index.js';
import { assess } from './assess.js';
import { createTextHash } from './draw.js';
import { listHead, listLine, readResult } from './draw-file.js';
import type { DrawPool } from './draw-pool.js';
import type { SelectionQueries } from './selection-queries.js';
import type { SelectionStore } from './selection-store.js';
import type { Selection, SelectionRow } from './selection.js';

export type HistoryOf = (
  personIds: readonly string[],
) => Promise<ReadonlyMap<string, ApplicantHistory>>;

export interface Decided {
  readonly roundId: string;
}

export interface SelectionWorkDeps {
  readonly store: SelectionStore;
  readonly queries: SelectionQueries;
  readonly rounds: Pick<Rounds['service'], 'roundById' | 'recordFrozen' | 'recordDecided'>;
  readonly submittedBatches: (
    roundId: string,
    size: number,
  ) => AsyncIterable<readonly ListedApplication[]>;
  readonly historyOf: HistoryOf;
  readonly pool: DrawPool;
  readonly decided: News<Decided>;
  readonly clock: Clock;
  readonly secret: string;
  readonly log: Logger;
  /** Set when the process ends: what is left is for the next one. */
  readonly signal: AbortSignal;
}

export type SelectionWork = ReturnType<typeof createSelectionWork>;

/** Longer than a batch takes, and than a decision does before its first. */
export const LEASE_MS = MINUTE;
const BATCH_ROWS = 1_000;

/** Freezes and decides what was asked for, batch by batch; all of it may be repeated. */
export function createSelectionWork(deps: SelectionWorkDeps) {
  const { store, queries, rounds, clock, signal } = deps;

  /** The rows of everybody who applied, as they stand at that time. */
  async function assessAll(
    round: Round,
    batch: readonly ListedApplication[],
    now: Date,
  ): Promise<readonly SelectionRow[]> {
    if (batch.length === 0) return [];
    const history = await deps.historyOf(batch.map(({ personId }) => personId));
    return batch.map((one) =>
      assess(round, one, history.get(one.personId), { secret: deps.secret, now }),
    );
  }

  async function* assessed(round: Round, now: Date): AsyncGenerator<readonly SelectionRow[]> {
    for await (const batch of deps.submittedBatches(round.id, BATCH_ROWS))
      yield await assessAll(round, batch, now);
  }

  /** False when the process ends and somebody else has to go on. */
  async function goesOn(id: string, done: number): Promise<boolean> {
    const leaseUntil = signal.aborted ? null : later(clock.now(), LEASE_MS);
    await store.note(id, { done, leaseUntil });
    return leaseUntil !== null;
  }

  async function freezeRows(round: Round, { frozenAt }: Selection): Promise<void> {
    const at = frozenAt ?? clock.now();
    // From here on the round takes no other closing time and no one is set aside.
    await rounds.recordFrozen(round.id, at);
    let done = 0;
    for await (const batch of deps.submittedBatches(round.id, BATCH_ROWS)) {
      const known = await queries.rowsAmong(batch.map(({ id }) => id));
      const missing = batch.filter(({ id }) => !known.has(id));
      await store.addRows(await assessAll(round, missing, at));
      done += batch.length;
      if (!(await goesOn(round.id, done))) return;
    }
    const leftOut = await queries.leftOut(round.id);
    await store.finishFreeze(round.id, { ...(await hashOfStored(round.id)), ...leftOut });
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

  /** The published list as it is stored. */
  async function listOf(roundId: string): Promise<string> {
    const lines = [listHead];
    for await (const row of queries.listed(roundId)) lines.push(listLine(row));
    return lines.join('');
  }

  async function decideRows(round: Round, selection: Selection): Promise<void> {
    const { terms, seed, beacon, listHash } = selection;
    const list = await listOf(round.id);
    if (!terms || createTextHash().add(list).hex() !== listHash)
      throw new Conflict('selections.list_changed');
    const facts = { terms, seed, beacon: beacon?.value ?? '' };
    const { result, resultHash } = await deps.pool.decide({ list, facts });
    let done = 0;
    for (const batch of inBatches(readResult(result))) {
      await store.recordOutcomes(batch);
      done += batch.length;
      if (!(await goesOn(round.id, done))) return;
    }
    const at = clock.now();
    await store.finishDecision(round.id, resultHash, at);
    await rounds.recordDecided(round.id, (await store.byRound(round.id))?.decidedAt ?? at);
    await deps.decided.publish({ roundId: round.id });
  }

  /** For this caller alone: of two that freeze one list, one may close it while the other adds. */
  async function claim(id: string): Promise<Selection | undefined> {
    const now = clock.now();
    return store.claim(id, ['freezing', 'deciding'], now, later(now, LEASE_MS));
  }

  /** Does what the selection asks for, if anything. A refusal is kept for the admins to see. */
  async function finish(selection: Selection): Promise<void> {
    const round = await rounds.roundById(selection.id);
    if (!round || roundPhase(round, clock.now()) === 'ended') return;
    try {
      if (selection.state === 'freezing') await freezeRows(round, selection);
      if (selection.state === 'deciding') await decideRows(round, selection);
    } catch (error) {
      if (error instanceof Conflict) await store.recordProblem(selection.id, error.code);
      throw error;
    }
  }

  return {
    assessed,
    /** Finishes it at once; false when somebody else is at it. */
    async finishNow(id: string): Promise<boolean> {
      const selection = await claim(id);
      if (!selection) return false;
      try {
        await finish(selection);
      } catch (error) {
        await store.note(id, { leaseUntil: null });
        throw error;
      }
      return true;
    },
    /** Finishes what was asked for, also what broke off elsewhere. */
    async run(): Promise<void> {
      for (const id of await queries.toBeFinished()) {
        if (signal.aborted) return;
        const selection = await claim(id);
        try {
          if (selection) await finish(selection);
        } catch (error) {
          deps.log.error({ err: error, roundId: id }, 'a selection could not be finished');
        }
      }
    },
  };
}

function* inBatches<Item>(items: Iterable<Item>): Generator<readonly Item[]> {
  let batch: Item[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
