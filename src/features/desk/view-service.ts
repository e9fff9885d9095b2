import { InvalidInput } from '../../kernel/errors.js';
import type { Viewer } from '../../kernel/people.js';
import { MAX_SAVED_VIEWS, type SavedView, type SavedViewStore } from '../search/index.js';

type Who = Pick<Viewer, 'id'>;
export type ViewService = ReturnType<typeof createViewService>;

/** Parts of the queue that an engineer keeps under a name. */
export const createViewService = (views: SavedViewStore) => ({
  of: ({ id }: Who): Promise<readonly SavedView[]> => views.viewsOf(id),

  /** @throws InvalidInput when the person has a view of that name, or as many as one may have. */
  async save({ id }: Who, view: SavedView): Promise<void> {
    if (await views.add(id, view)) return;
    const isTaken = (await views.viewsOf(id)).some(({ name }) => name === view.name);
    throw new InvalidInput({
      name: isTaken
        ? { code: 'desk.view_exists' }
        : { code: 'desk.too_many_views', facts: { max: MAX_SAVED_VIEWS } },
    });
  },
  remove: ({ id }: Who, name: string): Promise<void> => views.remove(id, name),
});
