import type { Connection } from 'mongoose';
import { InvalidInput } from '../../kernel/errors.js';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import { linkModel, postModel } from './share-schema.js';
import type { SharePost } from './share-post.js';
import type { TrackedLink } from './tracked-link.js';

export type ShareStore = ReturnType<typeof createShareStore>;

/** Posts and links. */
export function createShareStore(connection: Connection) {
  const posts = postModel(connection);
  const links = linkModel(connection);
  return {
    async addPost(post: SharePost): Promise<void> {
      try {
        await posts.create(toStored(post));
      } catch (error) {
        if (isDuplicateKey(error, 'person_post_unique'))
          throw new InvalidInput({ url: { code: 'shares.post_known' } });
        throw error;
      }
    },
    /** False when another link has the code. */
    async addLink(link: TrackedLink): Promise<boolean> {
      try {
        await links.create(toStored(link));
        return true;
      } catch (error) {
        if (isDuplicateKey(error, 'code_unique')) return false;
        throw error;
      }
    },
    async linkByCode(code: string): Promise<TrackedLink | undefined> {
      const record = await links.findOne({ code }).lean();
      return record ? fromStored(record) : undefined;
    },
    countLinks: (personId: string): Promise<number> => links.countDocuments({ personId }),
  };
}
