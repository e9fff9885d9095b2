import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { createNews } from '../../kernel/news.js';
import type { Notify } from '../../kernel/notice.js';
import type { Logger } from '../../platform/logger.js';
import type { Translations } from '../../platform/i18n.js';
import type { Round, Rounds } from '../rounds/index.js';
import { createDecisionTeller } from './telling-service.js';
import { createDrawPool, type DrawPool } from './draw-pool.js';
import { selectionJobs } from './selection-jobs.js';
import { orderOf, rankOf, rowView, type RowView } from './selection-page.js';
import { createSelectionQueries } from './selection-queries.js';
import { selectionRoutes } from './selection-routes.js';
import { createSelectionService } from './selection-service.js';
import { createSelectionStore } from './selection-store.js';
import type { SelectionRow } from './selection.js';
import { createSelectionSource } from './source-service.js';
import { createSelectionWork, type Decided, type HistoryOf } from './work-service.js';

export { TELL_JOB, WORK_JOB } from './selection-jobs.js';
export type { HistoryOf } from './work-service.js';
export type { RowView as SelectionView } from './selection-page.js';
export type { Beacon, RowReason } from './selection.js';
export type { ScorePart } from './merit.js';

export interface SelectionsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly secret: string;
  readonly translations: Translations;
  readonly log: Logger;
  readonly notify: Notify;
  readonly rounds: Pick<Rounds, 'service' | 'applications'>;
  /** What other features know of applicants, in one question for many. */
  readonly historyOf: HistoryOf;
  /** A thread for long lists unless a test brings another. */
  readonly pool?: DrawPool;
  /** Rows that a request freezes or decides itself; more are for the job. */
  readonly inlineRows?: number;
}

const INLINE_ROWS = 2_000;

export type Selections = ReturnType<typeof createSelections>;

/** Seats by lot and by merit: the list, the decision, the proof, and whose turn it is. */
export function createSelections({ connection, clock, secret, rounds, ...rest }: SelectionsDeps) {
  const pool = rest.pool ?? createDrawPool();
  const store = createSelectionStore(connection);
  const queries = createSelectionQueries(connection);
  const stopping = new AbortController();
  const news = (failure: string) =>
    createNews<Decided>((error, { roundId }) => {
      rest.log.error({ err: error, roundId }, failure);
    });
  const decided = news('nobody heard of the decision');
  const asked = news('nobody heard of the work');
  const shared = { store, queries, pool, clock, signal: stopping.signal, rounds: rounds.service };
  const { submittedBatches, countSubmitted } = rounds.applications;
  const { historyOf, log, notify } = rest;
  const work = createSelectionWork({
    ...shared,
    ...{ historyOf, submittedBatches, decided, secret, log },
  });
  const service = createSelectionService({
    ...{ ...shared, work, asked, countSubmitted, inlineRows: rest.inlineRows ?? INLINE_ROWS },
    newSeed: () => randomBytes(32).toString('hex'),
  });
  const tell = createDecisionTeller({ ...shared, notify, log });

  /** Undefined until the list is published. */
  async function viewOf(row: SelectionRow | undefined): Promise<RowView | undefined> {
    if (!row) return undefined;
    const selection = await store.byRound(row.roundId);
    if (!selection?.terms || selection.listHash === null) return undefined;
    const order = orderOf(row, selection.terms);
    const waits = row.state === 'waiting' && rankOf(row, order) > 0;
    const ahead = waits
      ? await queries.countAhead(
          row.roundId,
          order === 'draw' ? 'drawRank' : 'meritRank',
          rankOf(row, order),
        )
      : undefined;
    return rowView(row, { terms: selection.terms, listed: selection.listed }, ahead);
  }

  return {
    service: {
      ...service,
      work: work.run,
      tell,
      /** How an application fared and why; undefined while no list is frozen. */
      rowOf: async (applicationId: string) => viewOf(await queries.rowOfApplication(applicationId)),
    },
    source: createSelectionSource(store),
    /** Seats wait for their people from now on. */
    decided,
    /** The job has work: a list that is too long for a request. */
    asked,
    routes: selectionRoutes({
      ...{ service, queries, clock },
      selectionOf: store.byRound,
      async rowOfPerson(round: Round, personId: string) {
        const mine = await rounds.applications.ofPerson(round.id, personId);
        return mine && viewOf(await queries.rowOfApplication(mine.id));
      },
      countSubmitted,
      wordsIn: (language) => ({
        language,
        say: (key, facts) => rest.translations.translate(language, key, facts),
      }),
    }),
    jobs: selectionJobs({ sweep: service.sweep, work: work.run, tell }),
    /** Ends the worker thread; work under way stops after its batch. */
    async close() {
      stopping.abort();
      await pool.close();
    },
  };
}
