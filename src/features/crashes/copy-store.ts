import { trusted, type Connection } from 'mongoose';
import { later, MINUTE } from '../../kernel/clock.js';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import { copyModel } from './copy-schema.js';
import { COPY_ATTEMPTS, type Copy } from './copy.js';

/** How long one process may work on a copy before another takes it. */
const LEASE_MS = 10 * MINUTE;

export type CopyStore = ReturnType<typeof createCopyStore>;

export function createCopyStore(connection: Connection) {
  const copies = copyModel(connection);
  return {
    /** Nothing happens when the attachment has its copy, or waits for it already. */
    async add(copy: Copy): Promise<void> {
      try {
        await copies.create(toStored(copy));
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
    async byId(id: string): Promise<Copy | undefined> {
      const record = await copies.findById(id).lean();
      return record ? fromStored(record) : undefined;
    },
    /** Takes one that waits, or whose maker's lease ran out, for this caller alone. */
    async claim(now: Date): Promise<Copy | undefined> {
      const record = await copies
        .findOneAndUpdate(
          {
            $or: [{ state: 'waiting' }, { state: 'making', leaseUntil: trusted({ $lt: now }) }],
          },
          {
            $set: { state: 'making', leaseUntil: later(now, LEASE_MS) },
            $inc: { attempts: 1 },
          },
          { sort: { _id: 1 }, returnDocument: 'after' },
        )
        .lean();
      return record ? fromStored(record) : undefined;
    },
    async finish(id: string, made: Pick<Copy, 'sha256' | 'lines' | 'rules'>): Promise<void> {
      await copies.updateOne({ _id: id }, { $set: { ...made, state: 'made', leaseUntil: null } });
    },
    /** Waits for another try while it has one. */
    async giveBack(copy: Copy): Promise<void> {
      const state = copy.attempts < COPY_ATTEMPTS ? 'waiting' : 'failed';
      await copies.updateOne({ _id: copy.id }, { $set: { state, leaseUntil: null } });
    },
    /** What older rules made is made again. */
    async renew(rules: number): Promise<void> {
      await copies.updateMany(
        { state: 'made', rules: trusted({ $lt: rules }) },
        { $set: { state: 'waiting', attempts: 0 } },
      );
    },
    async referencedHashes(hashes: readonly string[]): Promise<ReadonlySet<string>> {
      const found = await copies.distinct('sha256', { sha256: trusted({ $in: hashes }) });
      return new Set(found.filter((hash) => hash !== null));
    },
  };
}
