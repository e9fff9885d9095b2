import { trusted, type Connection } from 'mongoose';
import { fromStored, toStored } from '../../platform/records.js';
import type { CrashGroup } from './crash-group.js';
import { crashGroupModel } from './crash-schema.js';
import type { GroupStep } from './group-step.js';

export type GroupStepStore = ReturnType<typeof createGroupStepStore>;

const FREE = { mergedInto: null, isLocked: false } as const;

/** What engineers do to groups. A step stands in the document that it changes, written at once. */
export function createGroupStepStore(connection: Connection) {
  const groups = crashGroupModel(connection);

  async function take(id: string, step: GroupStep, change: object): Promise<boolean> {
    const { modifiedCount } = await groups.updateOne(
      { _id: id, ...FREE },
      { $set: { ...change, updatedAt: step.at }, $push: { steps: step } },
    );
    return modifiedCount === 1;
  }

  return {
    async byRef(ref: string): Promise<CrashGroup | undefined> {
      const record = await groups.findOne({ ref }).lean();
      return record ? fromStored(record) : undefined;
    },
    async byId(id: string): Promise<CrashGroup | undefined> {
      const record = await groups.findById(id).lean();
      return record ? fromStored(record) : undefined;
    },
    /** Each of these is false when the group is locked or merged by now. */
    merge: (id: string, step: GroupStep) => take(id, step, { mergedInto: step.otherId }),
    lock: (id: string, step: GroupStep) => take(id, step, { isLocked: true }),
    async setApart(id: string, step: GroupStep): Promise<boolean> {
      const { modifiedCount } = await groups.updateOne(
        { _id: id, ...FREE },
        {
          $set: { updatedAt: step.at },
          $addToSet: { apart: step.otherId },
          $push: { steps: step },
        },
      );
      return modifiedCount === 1;
    },
    async addSplit(group: CrashGroup): Promise<void> {
      await groups.create(toStored(group));
    },
    /** The group lost its last crash to another, which stands for it from now on. */
    async replace(id: string, otherId: string, updatedAt: Date): Promise<void> {
      await groups.updateOne(
        { _id: id, mergedInto: null },
        { mergedInto: otherId, crashCount: 0, unitCount: 0, updatedAt },
      );
    },
    /** Takes a merge back that found its goal merged meanwhile: as if it had not been. */
    async withdraw(id: string, step: GroupStep): Promise<void> {
      await groups.updateOne(
        { _id: id, mergedInto: step.otherId },
        { $set: { mergedInto: null }, $pull: { steps: { id: step.id } } },
      );
    },
    /** False when it was undone already, or when the group has moved on since. */
    async undo(
      id: string,
      step: GroupStep,
      by: { readonly id: string; readonly at: Date },
    ): Promise<boolean> {
      const { must, change } = undoing(step);
      const { modifiedCount } = await groups.updateOne(
        {
          _id: id,
          ...must,
          steps: trusted({ $elemMatch: { id: step.id, undoneAt: null } }),
        },
        {
          ...change,
          $set: {
            ...change.$set,
            'steps.$.undoneAt': by.at,
            'steps.$.undoneById': by.id,
            updatedAt: by.at,
          },
        },
      );
      return modifiedCount === 1;
    },
  };
}

/** What has to stand for a step to be undone, and what undoing changes. */
function undoing({ kind, otherId }: GroupStep): {
  readonly must: object;
  readonly change: { readonly $set?: object; readonly $pull?: { apart: string | null } };
} {
  const back = {
    merge: { must: { mergedInto: otherId }, change: { $set: { mergedInto: null } } },
    split: {
      must: FREE,
      change: { $set: { mergedInto: otherId }, $pull: { apart: otherId } },
    },
    apart: { must: FREE, change: { $pull: { apart: otherId } } },
    lock: { must: { isLocked: true }, change: { $set: { isLocked: false } } },
  };
  return back[kind];
}
