import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { MAX_SAVED_VIEWS, type SavedView } from './saved-view.js';
import { savedViewsModel } from './search-schema.js';

export type SavedViewStore = ReturnType<typeof createSavedViewStore>;

export function createSavedViewStore(connection: Connection, collection?: string) {
  const saved = savedViewsModel(connection, collection);
  return {
    async viewsOf(personId: string): Promise<readonly SavedView[]> {
      return (await saved.findById(personId).lean())?.views ?? [];
    },
    /** False when the person has a view of that name, or as many as one may have. */
    async add(personId: string, view: SavedView): Promise<boolean> {
      const last = `views.${MAX_SAVED_VIEWS - 1}`;
      try {
        await saved.updateOne(
          {
            _id: personId,
            'views.name': trusted({ $ne: view.name }),
            [last]: trusted({ $exists: false }),
          },
          { $push: { views: view } },
          { upsert: true },
        );
        return true;
      } catch (error) {
        // The record is there and does not fit the condition, so the upsert would make it twice.
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async remove(personId: string, name: string): Promise<void> {
      await saved.updateOne({ _id: personId }, { $pull: { views: { name } } });
    },
  };
}
