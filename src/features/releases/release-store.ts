import type { Connection } from 'mongoose';
import { Conflict } from '../../kernel/errors.js';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import type { Release, ReleaseEvent } from './release.js';
import { releaseModel, type ReleaseRecord } from './release-schema.js';

export type ReleaseStore = ReturnType<typeof createReleaseStore>;

/** The fields that a step changes, and the event that says so. */
export interface ReleaseStep {
  readonly changes: Partial<Omit<Release, 'id' | 'modelCode' | 'build' | 'revision' | 'events'>>;
  readonly event: ReleaseEvent;
}

export function createReleaseStore(connection: Connection) {
  const releases = releaseModel(connection);
  const found = (record: ReleaseRecord | null): Release | undefined =>
    record ? { ...fromStored(record), files: record.files ?? [] } : undefined;

  return {
    /** False when the build has a release already. */
    async add(release: Release): Promise<boolean> {
      try {
        await releases.create(toStored(release));
        return true;
      } catch (error) {
        if (isDuplicateKey(error, 'build_unique')) return false;
        throw error;
      }
    },
    async byBuild({
      modelCode,
      build,
    }: Pick<Release, 'modelCode' | 'build'>): Promise<Release | undefined> {
      return found(await releases.findOne({ modelCode, build }).lean());
    },
    /** Which release of the build there is now: after a discarded draft it may be another one. */
    async editionOf({
      modelCode,
      build,
    }: Pick<Release, 'modelCode' | 'build'>): Promise<
      Pick<Release, 'id' | 'revision'> | undefined
    > {
      const record = await releases.findOne({ modelCode, build }, { revision: 1 }).lean();
      return record ? fromStored(record) : undefined;
    },
    async byId(id: string): Promise<Release | undefined> {
      return found(await releases.findById(id).lean());
    },
    /**
     * Takes the step if nobody took another one since `before` was read; else undefined.
     * @throws Conflict `releases.shipped` when another release published one of its fixes.
     */
    async take(
      { id, state, revision }: Pick<Release, 'id' | 'state' | 'revision'>,
      { changes, event }: ReleaseStep,
    ): Promise<Release | undefined> {
      try {
        const record = await releases
          .findOneAndUpdate(
            { _id: id, state, revision },
            {
              $set: { ...changes, updatedAt: event.at },
              $inc: { revision: 1 },
              $push: { events: event },
            },
            { returnDocument: 'after' },
          )
          .lean();
        return found(record);
      } catch (error) {
        if (isDuplicateKey(error, 'shipped_once')) throw new Conflict('releases.shipped');
        throw error;
      }
    },
    /** False when it is no draft, or was changed since it was read. */
    async discard({ id, revision }: Pick<Release, 'id' | 'revision'>): Promise<boolean> {
      const { deletedCount } = await releases.deleteOne({ _id: id, state: 'draft', revision });
      return deletedCount === 1;
    },
    /** Of a published one; false when a step was taken since it was read. */
    async reword(
      { id, revision }: Pick<Release, 'id' | 'revision'>,
      entries: Release['entries'],
      at: Date,
    ): Promise<boolean> {
      const { matchedCount } = await releases.updateOne(
        { _id: id, revision },
        { $set: { entries, updatedAt: at }, $inc: { revision: 1 } },
      );
      return matchedCount === 1;
    },
    async endTelling(id: string): Promise<void> {
      await releases.updateOne({ _id: id }, { $set: { isTelling: false } });
    },
  };
}
