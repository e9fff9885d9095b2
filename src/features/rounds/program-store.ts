import { trusted, type Connection } from 'mongoose';
import { InvalidInput } from '../../kernel/errors.js';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { toStored } from '../../platform/records.js';
import type { Build, DeviceModel, Program } from './program.js';
import { deviceModelModel, programModel } from './round-schema.js';

export type ProgramStore = ReturnType<typeof createProgramStore>;

/** Programmes, models and their builds. */
export function createProgramStore(connection: Connection) {
  const programs = programModel(connection);
  const models = deviceModelModel(connection);
  return {
    async addProgram(program: Program): Promise<void> {
      try {
        await programs.create(toStored(program));
      } catch (error) {
        if (isDuplicateKey(error, 'slug_unique'))
          throw new InvalidInput({ slug: { code: 'rounds.slug_taken' } });
        throw error;
      }
    },
    /** Adds the model; one that exists keeps its name and learns the revisions it did not have. */
    async ensureModel({ id, hardwareRevisions, ...model }: DeviceModel): Promise<void> {
      await models.updateOne(
        { code: model.code },
        {
          $setOnInsert: { _id: id, name: model.name, builds: [], createdAt: model.createdAt },
          $addToSet: { hardwareRevisions: { $each: hardwareRevisions } },
        },
        { upsert: true },
      );
    },
    /** Puts the build last; false when the model is unknown or has that version. */
    async addBuild(
      { modelCode, version, branch }: Omit<Build, 'order'>,
      at: Date,
    ): Promise<boolean> {
      const { matchedCount } = await models.updateOne(
        { code: modelCode, 'builds.version': trusted({ $ne: version }) },
        { $push: { builds: { version, branch, addedAt: at } } },
      );
      return matchedCount === 1;
    },
  };
}
