import { type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import type { Period } from './period.js';
import type { StandingRule } from './rule.js';
import { ledgerModel, ruleModel, weekModel, type LedgerRecord } from './standing-schema.js';
import { hasConsequence, type StandingEntry } from './entry.js';
import { foldStanding, type Standing } from './standing.js';

/** A ledger as it was read; `rev` is what the next entries are added against. */
export interface Ledger {
  readonly rev: number;
  readonly entries: readonly StandingEntry[];
  /** How many entries have had their consequences. */
  readonly followed: number;
}

export type StandingStore = ReturnType<typeof createStandingStore>;

/** Ledgers, which only grow, the versions of the rules and the weeks that were judged. */
export function createStandingStore(connection: Connection) {
  const ledgers = ledgerModel(connection);
  const rules = ruleModel(connection);
  const weeks = weekModel(connection);

  return {
    /** An empty one for a person of whom nothing was ever written. */
    async ledgerOf(personId: string): Promise<Ledger> {
      const found = await ledgers.findById(personId, { rev: 1, entries: 1, followed: 1 }).lean();
      return found ?? { rev: 0, entries: [], followed: 0 };
    },

    /**
     * Adds the entries and what they add up to, if the ledger is still the one that was read;
     * false when somebody else has written to it.
     */
    async append(
      personId: string,
      before: Ledger,
      fresh: readonly StandingEntry[],
    ): Promise<boolean> {
      const entries = [...before.entries, ...fresh];
      const shown = projectionOf(foldStanding(personId, entries), entries, before.followed);
      if (before.rev === 0) return add({ _id: personId, entries, followed: 0, ...shown });
      const { matchedCount } = await ledgers.updateOne(
        { _id: personId, rev: before.rev },
        { $set: shown, $push: { entries: { $each: [...fresh] } } },
      );
      return matchedCount === 1;
    },

    /** Notes that everything up to `rev` has had its consequences. */
    async recordFollowed(personId: string, rev: number): Promise<void> {
      await ledgers.updateOne({ _id: personId, rev }, { $set: { followed: rev, isBehind: false } });
    },

    /** All versions in their order. */
    async rules(): Promise<readonly StandingRule[]> {
      const rows = await rules.find().sort({ version: 1 }).lean();
      return rows.map(fromStored);
    },
    /** False when that version is there already. */
    addRule: (rule: StandingRule): Promise<boolean> => unlessThere(rules.create(toStored(rule))),
    async recordAnnounced(version: number, at: Date): Promise<void> {
      await rules.updateOne({ _id: String(version), announcedAt: null }, { announcedAt: at });
    },

    async lastJudged(): Promise<Period | undefined> {
      const found = await weeks.findOne().sort({ _id: -1 }).lean();
      return found?._id;
    },
    async recordJudged(period: Period, at: Date): Promise<void> {
      await unlessThere(weeks.create({ _id: period, judgedAt: at }));
    },
  };

  function add(record: LedgerRecord): Promise<boolean> {
    return unlessThere(ledgers.create(record));
  }
}

async function unlessThere(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** What is stored beside the entries: a function of them alone, so it can be made again any time. */
export function projectionOf(
  { state, since, removal }: Standing,
  entries: readonly StandingEntry[],
  followed: number,
): Omit<LedgerRecord, '_id' | 'entries' | 'followed'> {
  const counted = (outcome: string) => entries.filter((one) => one.outcome === outcome).length;
  return {
    rev: entries.length,
    state,
    since: since ?? entries[0]!.at,
    removedAt: removal?.at ?? null,
    appealAt: removal?.appeal && !removal.appeal.answer ? removal.appeal.at : null,
    removals: counted('remove'),
    upheld: counted('upheld'),
    dismissed: counted('dismissed'),
    isBehind: entries.slice(followed).some(hasConsequence),
  };
}
