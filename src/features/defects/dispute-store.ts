import { trusted, type Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import type { Dispute, DisputeState, Overturned } from './dispute.js';
import { disputeModel } from './dispute-schema.js';

const PAGE_SIZE = 30;
const LATE_MAX = 100;

export type DisputeStore = ReturnType<typeof createDisputeStore>;

export function createDisputeStore(connection: Connection) {
  const disputes = disputeModel(connection);
  return {
    /** Why it was not added: the person's place is taken, or the decline was disputed before. */
    async add(dispute: Dispute): Promise<'added' | 'place_taken' | 'known'> {
      try {
        await disputes.create(toStored(dispute));
        return 'added';
      } catch (error) {
        if (isDuplicateKey(error, 'place_unique')) return 'place_taken';
        if (isDuplicateKey(error, 'decline_unique')) return 'known';
        throw error;
      }
    },
    async byId(id: string): Promise<Dispute | undefined> {
      const record = await disputes.findById(id).lean();
      return record ? fromStored(record) : undefined;
    },
    async of(reportId: string, declinedAt: Date): Promise<Dispute | undefined> {
      const record = await disputes.findOne({ reportId, declinedAt }).lean();
      return record ? fromStored(record) : undefined;
    },
    /** Open ones by deadline, decided ones the latest deadline first. */
    async page(isOpen: boolean, after: string | undefined): Promise<Page<Dispute>> {
      const way = isOpen ? 1 : -1;
      const states: DisputeState[] = isOpen ? ['open'] : ['upheld', 'rejected'];
      const rows = await disputes
        .find({ state: trusted({ $in: states }), ...beyond(isOpen, after) })
        .sort({ dueAt: way, _id: way })
        .hint('by_deadline')
        .limit(PAGE_SIZE + 1)
        .lean();
      return toPage(rows.map(fromStored), PAGE_SIZE, (row) =>
        encodeCursor(row.dueAt.getTime(), row.id),
      );
    },
    /** The decided dispute; undefined when somebody decided before. */
    async decide(
      id: string,
      decision: Pick<Dispute, 'state' | 'answer' | 'decidedById' | 'decidedAt' | 'isPending'>,
    ): Promise<Dispute | undefined> {
      const record = await disputes
        .findOneAndUpdate(
          { _id: id, state: 'open' },
          { $set: { ...decision, place: null } },
          { returnDocument: 'after' },
        )
        .lean();
      return record ? fromStored(record) : undefined;
    },
    async settle(id: string): Promise<void> {
      await disputes.updateOne({ _id: id }, { isPending: false });
    },
    async pending(): Promise<readonly Dispute[]> {
      return (await disputes.find({ isPending: true }).limit(LATE_MAX).lean()).map(fromStored);
    },
    /** Open ones that should have been decided, and that nobody was told of. */
    async late(now: Date): Promise<readonly Dispute[]> {
      const rows = await disputes
        .find({ state: 'open', dueAt: trusted({ $lt: now }), isLateTold: false })
        .sort({ dueAt: 1 })
        .limit(LATE_MAX)
        .lean();
      return rows.map(fromStored);
    },
    async markLate(id: string): Promise<void> {
      await disputes.updateOne({ _id: id }, { isLateTold: true });
    },
    /** Of each person whose declines were disputed, decided ones only. */
    async overturned(): Promise<readonly Overturned[]> {
      const count = (state: string) => ({ $sum: { $cond: [{ $eq: ['$state', state] }, 1, 0] } });
      return disputes.aggregate<Overturned>([
        { $match: { state: { $in: ['upheld', 'rejected'] } } },
        {
          $group: { _id: '$declinedById', upheld: count('upheld'), rejected: count('rejected') },
        },
        { $project: { _id: 0, personId: '$_id', upheld: 1, rejected: 1 } },
        { $sort: { personId: 1 } },
      ]);
    },
  };
}

function beyond(isOpen: boolean, after: string | undefined): Readonly<Record<string, unknown>> {
  const [ms, id] = decodeCursor(after, 2) ?? [];
  if (typeof ms !== 'number' || typeof id !== 'string') return {};
  const [from, past] = isOpen ? ['$gte', '$gt'] : ['$lte', '$lt'];
  const dueAt = new Date(ms);
  return {
    dueAt: trusted({ [from]: dueAt }),
    $or: [{ dueAt: trusted({ [past]: dueAt }) }, { _id: trusted({ [past]: id }) }],
  };
}
