import { trusted, type Connection } from 'mongoose';
import { fromStored, toStored } from '../../platform/records.js';
import type { Defect, DefectEvent } from './defect.js';
import { defectModel, type DefectRecord } from './defect-schema.js';

export type DefectStore = ReturnType<typeof createDefectStore>;

/** The fields that a step changes, and the event that says so. */
export interface DefectStep {
  readonly changes: Pick<Defect, 'status' | 'isOpen' | 'resolution' | 'fixBuild'>;
  readonly event: DefectEvent;
}

export function createDefectStore(connection: Connection) {
  const defects = defectModel(connection);
  const found = (record: DefectRecord | null): Defect | undefined =>
    record ? fromStored(record) : undefined;

  return {
    async add(defect: Defect): Promise<void> {
      await defects.create(toStored(defect));
    },
    async byRef(ref: string): Promise<Defect | undefined> {
      return found(await defects.findOne({ ref }).lean());
    },
    async byId(id: string): Promise<Defect | undefined> {
      return found(await defects.findOne({ _id: id }).lean());
    },
    /** Takes the step if nobody took another one since `before` was read; else undefined. */
    async take(before: Defect, { changes, event }: DefectStep): Promise<Defect | undefined> {
      return found(
        await defects
          .findOneAndUpdate(
            { _id: before.id, history: trusted({ $size: before.history.length }) },
            {
              $set: { ...changes, updatedAt: event.at, isSpreading: true },
              $inc: { spread: 1 },
              $push: { history: event },
            },
            { returnDocument: 'after' },
          )
          .lean(),
      );
    },

    /**
     * The defect as it is now, marked as being written down into its reports. A count made after
     * this sees every link that was made before it.
     */
    async beginSpread(id: string): Promise<Defect | undefined> {
      return found(
        await defects
          .findOneAndUpdate(
            { _id: id },
            { $set: { isSpreading: true }, $inc: { spread: 1 } },
            { returnDocument: 'after' },
          )
          .lean(),
      );
    },
    /** False when the defect was changed or spread by somebody else meanwhile. */
    async endSpread({ id, spread }: Defect, reportCount: number): Promise<boolean> {
      const { matchedCount } = await defects.updateOne(
        { _id: id, spread },
        { $set: { reportCount, isSpreading: false } },
      );
      return matchedCount === 1;
    },
    /** Those a crash left half written down, by id. */
    async spreading(limit: number): Promise<readonly string[]> {
      const rows = await defects
        .find({ isSpreading: true }, { _id: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return rows.map((row) => row._id);
    },
  };
}
