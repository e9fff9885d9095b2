import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { createNews } from '../../kernel/news.js';
import type { Logger } from '../../platform/logger.js';
import type { Translations } from '../../platform/i18n.js';
import type { Round, Rounds } from '../rounds/index.js';
import { createDrawPool, type DrawPool } from './draw-pool.js';
import { selectionJobs } from './selection-jobs.js';
import { orderOf, rankOf, rowView, type RowView } from './selection-page.js';
import { createSelectionQueries } from './selection-queries.js';
import { selectionRoutes } from './selection-routes.js';
import { createSelectionService, type Decided, type HistoryOf } from './selection-service.js';
import { createSelectionStore } from './selection-store.js';
import type { SelectionRow } from './selection.js';
import { createSelectionSource } from './source-service.js';

export type { HistoryOf } from './selection-service.js';
export type { RowView as SelectionView } from './selection-page.js';
export type { Beacon, RowReason } from './selection.js';
export type { ScorePart } from './merit.js';

export interface SelectionsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly secret: string;
  readonly translations: Translations;
  readonly log: Logger;
  readonly rounds: Pick<Rounds, 'service' | 'applications'>;
  /** What other features know of applicants, in one question for many. */
  readonly historyOf: HistoryOf;
  /** A thread for long lists unless a test brings another. */
  readonly pool?: DrawPool;
}

export type Selections = ReturnType<typeof createSelections>;

/** Seats by lot and by merit: the list, the decision, the proof, and whose turn it is. */
export function createSelections({ connection, clock, secret, rounds, ...rest }: SelectionsDeps) {
  const pool = rest.pool ?? createDrawPool();
  const store = createSelectionStore(connection);
  const queries = createSelectionQueries(connection);
  const decided = createNews<Decided>((error, { roundId }) => {
    rest.log.error({ err: error, roundId }, 'nobody heard of the decision');
  });
  const service = createSelectionService({
    ...{ store, queries, pool, clock, secret, decided },
    rounds: rounds.service,
    submittedBatches: rounds.applications.submittedBatches,
    historyOf: rest.historyOf,
    newSeed: () => randomBytes(32).toString('hex'),
  });

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
      /** How an application fared and why; undefined while no list is frozen. */
      rowOf: async (applicationId: string) => viewOf(await queries.rowOfApplication(applicationId)),
    },
    source: createSelectionSource(store),
    /** Seats wait for their people from now on. */
    decided,
    routes: selectionRoutes({
      ...{ service, queries, clock },
      selectionOf: store.byRound,
      rowOfPerson: async (round: Round, personId: string) =>
        viewOf(await queries.rowOfPerson(round.id, personId)),
      countSubmitted: rounds.applications.countSubmitted,
      wordsIn: (language) => ({
        language,
        say: (key, facts) => rest.translations.translate(language, key, facts),
      }),
    }),
    jobs: selectionJobs(service),
    /** Ends the worker thread. */
    close: () => pool.close(),
  };
}
