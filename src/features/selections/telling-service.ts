import { later, type Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { Logger } from '../../platform/logger.js';
import { roundPhase, type Rounds } from '../rounds/index.js';
import { decisionNotice, placesAfter } from './decision-notices.js';
import type { SelectionQueries } from './selection-queries.js';
import type { SelectionStore } from './selection-store.js';
import type { Selection } from './selection.js';
import { LEASE_MS } from './work-service.js';

export interface DecisionTellerDeps {
  readonly store: SelectionStore;
  readonly queries: SelectionQueries;
  readonly rounds: Pick<Rounds['service'], 'roundById'>;
  readonly notify: Notify;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const BATCH_ROWS = 200;
/** Few enough to leave connections to those who look at pages. */
const AT_ONCE = 8;

/**
 * Tells everybody without an offer what the decision means for them: once, in batches, and on from
 * where it broke off. Winners hear of it by their offer.
 */
export function createDecisionTeller({ signal, ...deps }: DecisionTellerDeps) {
  const { store, queries, rounds, clock } = deps;

  async function tellAll({ id, toldUpTo }: Selection): Promise<void> {
    const placeOf = placesAfter(await queries.winners(id));
    let after = toldUpTo;
    for (;;) {
      const batch = await queries.unseated(id, after, BATCH_ROWS);
      for (let index = 0; index < batch.length; index += AT_ONCE)
        await Promise.all(
          batch
            .slice(index, index + AT_ONCE)
            .map((row) => deps.notify(decisionNotice(row, placeOf))),
        );
      after = batch.at(-1)?.id ?? after;
      if (batch.length < BATCH_ROWS) break;
      const leaseUntil = signal.aborted ? null : later(clock.now(), LEASE_MS);
      await store.note(id, { toldUpTo: after, leaseUntil });
      if (leaseUntil === null) return;
    }
    await store.finishTelling(id, clock.now());
  }

  return async function tell(): Promise<void> {
    for (const id of await queries.toBeTold()) {
      if (signal.aborted) return;
      const now = clock.now();
      const selection = await store.claim(id, ['decided'], now, later(now, LEASE_MS));
      if (!selection) continue;
      try {
        const round = await rounds.roundById(id);
        // A place on the waitlist of a round that is over means nothing.
        if (!round || roundPhase(round, now) === 'ended') await store.finishTelling(id, now);
        else await tellAll(selection);
      } catch (error) {
        deps.log.error({ err: error, roundId: id }, 'not everybody heard of a decision');
      }
    }
  };
}
