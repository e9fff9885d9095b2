import { trusted, type Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored } from '../../platform/records.js';
import type { InviteBatch } from './invite.js';
import { batchModel, codeModel } from './invite-schema.js';

/** A batch as the admin's list shows it. */
export type BatchRow = InviteBatch & { readonly used: number };

export type InviteQueries = ReturnType<typeof createInviteQueries>;

const PAGE_SIZE = 20;

export function createInviteQueries(connection: Connection) {
  const batches = batchModel(connection);
  const codes = codeModel(connection);
  return {
    /** Newest first, with the uses taken of all their codes: two queries. */
    async batchPage(roundId: string, after: string | undefined): Promise<Page<BatchRow>> {
      const cursor = decodeCursor(after, 1);
      const rows = await batches
        .find({ roundId, ...(cursor ? { _id: trusted({ $lt: String(cursor[0]) }) } : {}) })
        .sort({ _id: -1 })
        .limit(PAGE_SIZE + 1)
        .lean();
      const { rows: shown, next } = toPage(rows, PAGE_SIZE, (row) => encodeCursor(row._id));
      const sums = await codes.aggregate<{ _id: string; left: number }>([
        { $match: { batchId: { $in: shown.map(({ _id }) => _id) } } },
        { $group: { _id: '$batchId', left: { $sum: '$usesLeft' } } },
      ]);
      const left = new Map(sums.map((sum) => [sum._id, sum.left]));
      const used = ({ _id, count, maxUses }: (typeof rows)[number]): number =>
        count * maxUses - (left.get(_id) ?? count * maxUses);
      return { rows: shown.map((row) => ({ ...fromStored(row), used: used(row) })), next };
    },
  };
}
