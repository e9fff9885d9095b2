import { DAY, later } from '../../kernel/clock.js';
import type { NewNotice, Notify } from '../../kernel/notice.js';
import type { Logger } from '../../platform/logger.js';
import type { StandingStore } from './standing-store.js';
import { hasConsequence, type StandingEntry } from './entry.js';

export interface ConsequenceDeps {
  readonly store: Pick<StandingStore, 'ledgerOf' | 'recordFollowed'>;
  readonly notify: Notify;
  readonly log: Logger;
  /** Calls back what the person has in hand; nothing happens to a unit that is called back. */
  readonly callBack: (personId: string, byId: string, returnBy: Date) => Promise<void>;
}

export const RETURN_DAYS = 14;

export type ConsequenceService = ReturnType<typeof createConsequenceService>;

/**
 * What follows from entries: the person is told, a unit is called back. The ledger itself is the
 * list of what is still to do, so a crash in between is made good by the next turn of the job.
 */
export function createConsequenceService({ store, notify, log, callBack }: ConsequenceDeps) {
  async function follow(personId: string): Promise<void> {
    const { rev, entries, followed } = await store.ledgerOf(personId);
    for (const entry of entries.slice(followed).filter(hasConsequence)) {
      await notify(noticeOf(personId, entry));
      if (entry.outcome === 'remove' && entry.byId)
        await callBack(personId, entry.byId, later(entry.at, RETURN_DAYS * DAY));
    }
    if (rev > followed) await store.recordFollowed(personId, rev);
  }

  return {
    follow,
    /** What was decided stays decided when telling it fails; the job tells it then. */
    async followSoon(personId: string): Promise<void> {
      await follow(personId).catch((err: unknown) => {
        log.error({ err, personId }, 'an entry of a standing is still without its consequence');
      });
    },
    /** The id of the notice of a warning, told again if need be: telling it twice tells it once. */
    tellWarning: (personId: string, warning: StandingEntry): Promise<string> =>
      notify(noticeOf(personId, warning)),
  };
}

/** One notice for each such entry, by a key of its own. */
function noticeOf(personId: string, entry: StandingEntry): NewNotice {
  const { id, kind, period, ruleId, ruleVersion, outcome, until, text } = entry;
  return {
    personId,
    topic: 'standing',
    key: `standing:${id}`,
    text: `standing.notices.${kind === 'warning' ? ruleId : (outcome ?? kind)}`,
    facts: {
      period,
      version: ruleVersion,
      reason: text,
      ...(until ? { untilAt: until.toISOString() } : {}),
    },
    link: '/standing',
  };
}
