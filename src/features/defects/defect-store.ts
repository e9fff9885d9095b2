import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import type { Defect, DefectEvent, Figures } from './defect.js';
import { defectModel, type DefectRecord } from './defect-schema.js';

export type DefectStore = ReturnType<typeof createDefectStore>;

/** The fields that a step changes, and the event that says so. */
export interface DefectStep {
  readonly changes: Partial<
    Pick<
      Defect,
      | 'status'
      | 'isOpen'
      | 'shelf'
      | 'resolution'
      | 'fixBuild'
      | 'mergedInto'
      | 'severity'
      | 'severityAt'
      | 'alarm'
      | 'embargo'
    >
  >;
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
    /**
     * Takes the step if nobody took another one since `before` was read; else undefined. A merge is
     * a step too, so what was merged meanwhile takes none.
     */
    async take(before: Defect, { changes, event }: DefectStep): Promise<Defect | undefined> {
      const { id, mergedInto, history } = before;
      return found(
        await defects
          .findOneAndUpdate(
            { _id: id, mergedInto, history: trusted({ $size: history.length }) },
            {
              $set: { ...changes, updatedAt: event.at, isSpreading: true },
              $inc: { marks: 1 },
              $push: { history: event },
            },
            { returnDocument: 'after' },
          )
          .lean(),
      );
    },
    /** False when another defect has the group. */
    async tie(id: string, groupRef: string, byId: string): Promise<boolean> {
      try {
        await defects.updateOne(
          { _id: id },
          { $addToSet: { groupRefs: groupRef, tying: { groupRef, byId } } },
        );
        return true;
      } catch (error) {
        if (isDuplicateKey(error, 'group_unique')) return false;
        throw error;
      }
    },

    async endTie(id: string, groupRef: string): Promise<void> {
      await defects.updateOne({ _id: id }, { $pull: { tying: { groupRef } } });
    },
    /** Those whose linking nobody has ended. */
    async tying(limit: number) {
      const rows = await defects
        .find({ 'tying.groupRef': trusted({ $type: 'string' }) })
        .limit(limit)
        .lean();
      return rows
        .map(fromStored)
        .flatMap((defect) => defect.tying.map((tie) => ({ defect, ...tie })));
    },

    /** Says that something about the defect has to be spread, before it is done. */
    async mark(id: string): Promise<void> {
      await defects.updateOne({ _id: id }, { $set: { isSpreading: true }, $inc: { marks: 1 } });
    },
    /** The defect as it is now. A count made after this sees everything written before it. */
    async beginSpread(id: string): Promise<Defect | undefined> {
      return found(
        await defects
          .findOneAndUpdate({ _id: id }, { $inc: { spread: 1 } }, { returnDocument: 'after' })
          .lean(),
      );
    },
    /** False when somebody else began to count meanwhile. */
    async endSpread({ id, spread }: Defect, figures: Figures): Promise<boolean> {
      const { matchedCount } = await defects.updateOne({ _id: id, spread }, { $set: figures });
      return matchedCount === 1;
    },
    /** Leaves it marked when something more was marked since the defect was read. */
    async unmark({ id, marks }: Defect): Promise<void> {
      await defects.updateOne({ _id: id, marks }, { $set: { isSpreading: false } });
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
