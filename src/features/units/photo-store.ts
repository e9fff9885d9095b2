import { trusted, type Connection } from 'mongoose';
import { fromStored, toStored } from '../../platform/records.js';
import { photoModel } from './photo-schema.js';
import type { Photo } from './photo.js';

export type PhotoStore = ReturnType<typeof createPhotoStore>;

export function createPhotoStore(connection: Connection) {
  const photos = photoModel(connection);
  return {
    async add(fresh: readonly Photo[]): Promise<void> {
      if (fresh.length > 0) await photos.insertMany(fresh.map(toStored));
    },
    /** Any photo for staff (`partyId` undefined), else only one of the person's own matters. */
    async find(id: string, partyId: string | undefined): Promise<Photo | undefined> {
      const record = await photos
        .findOne({ _id: id, ...(partyId === undefined ? {} : { partyIds: partyId }) })
        .lean();
      return record ? fromStored(record) : undefined;
    },
    async share(ids: readonly string[], personId: string): Promise<void> {
      if (ids.length === 0) return;
      await photos.updateMany(
        { _id: trusted({ $in: [...ids] }) },
        { $addToSet: { partyIds: personId } },
      );
    },
    /** Those of the hashes that a photo has. */
    async referencedHashes(hashes: readonly string[]): Promise<ReadonlySet<string>> {
      return new Set(await photos.distinct('sha256', { sha256: trusted({ $in: [...hashes] }) }));
    },
  };
}
