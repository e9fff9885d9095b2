import { trusted, type Connection } from 'mongoose';
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
      await saved.updateOne({ _id: personId }, { $setOnInsert: { views: [] } }, { upsert: true });
      const { modifiedCount } = await saved.updateOne(
        {
          _id: personId,
          'views.name': trusted({ $ne: view.name }),
          [`views.${MAX_SAVED_VIEWS - 1}`]: trusted({ $exists: false }),
        },
        { $push: { views: view } },
      );
      return modifiedCount === 1;
    },
    async remove(personId: string, name: string): Promise<void> {
      await saved.updateOne({ _id: personId }, { $pull: { views: { name } } });
    },
  };
}
