import { trusted, type Connection } from 'mongoose';
import { fromStored } from '../../platform/records.js';
import { reportModel } from './report-schema.js';
import type { Report } from './report.js';

export type TellingStore = ReturnType<typeof createTellingStore>;

/** Reports whose authors have still to be told of something, or to be asked once more. */
export function createTellingStore(connection: Connection) {
  const reports = reportModel(connection);
  return {
    async byId(id: string): Promise<Report | undefined> {
      const record = await reports.findById(id).lean();
      return record ? fromStored(record) : undefined;
    },
    /** What happened before `until`, the oldest first. */
    async toTell(until: Date, limit: number): Promise<readonly Report[]> {
      const records = await reports
        .find({ tellFrom: trusted({ $lt: until, $type: 'date' }) })
        .sort({ tellFrom: 1 })
        .hint('to_tell')
        .limit(limit)
        .lean();
      return records.map(fromStored);
    },
    /** Leaves the report to be told again when anything was said or done meanwhile. */
    async markTold({ id, version, tellFrom }: Report): Promise<void> {
      await reports.updateOne({ _id: id, version, tellFrom }, { $set: { tellFrom: null } });
    },
    /** Questions put in the span that stand, of which nobody was reminded. */
    async toRemind(from: Date, to: Date, limit: number): Promise<readonly Report[]> {
      const records = await reports
        .find({
          status: 'needs_info',
          isReminded: false,
          statusAt: trusted({ $gt: from, $lte: to }),
        })
        .sort({ statusAt: 1 })
        .hint('to_remind')
        .limit(limit)
        .lean();
      return records.map(fromStored);
    },
    /** Not when a newer question was put since. */
    async markReminded({ id, statusAt }: Pick<Report, 'id' | 'statusAt'>): Promise<void> {
      await reports.updateOne(
        { _id: id, status: 'needs_info', statusAt },
        { $set: { isReminded: true } },
      );
    },
    /** Questions put before `asked` that nobody answered, the oldest first. */
    async toPark(asked: Date, limit: number): Promise<readonly Report[]> {
      const records = await reports
        .find({ status: 'needs_info', statusAt: trusted({ $lte: asked }) })
        .sort({ statusAt: 1 })
        .hint('by_status')
        .limit(limit)
        .lean();
      return records.map(fromStored);
    },
  };
}
