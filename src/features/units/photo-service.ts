import { open } from 'node:fs/promises';
import { DAY, SECOND, type Clock } from '../../kernel/clock.js';
import { InvalidInput, NotFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { isStaff, type Viewer } from '../../kernel/people.js';
import type { FileVault } from '../../platform/file-vault.js';
import type { Throttle } from '../../platform/throttle.js';
import { PHOTO_HEAD_BYTES, photoTypeOf, type Photo, type PhotoType } from './photo.js';
import type { PhotoStore } from './photo-store.js';

/** Forms with photos that one person may send in a day. */
export const PHOTO_FORMS = { name: 'unit-photos', tries: 60, seconds: DAY / SECOND } as const;

export interface PhotoServiceDeps {
  readonly photos: PhotoStore;
  readonly vault: FileVault;
  readonly clock: Clock;
  readonly forms: Throttle;
}

/** What `take` needs of a file that the intake has received. */
export interface TakenFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** What the photos are of, and who may see them besides staff. */
export interface PhotoMatter {
  readonly byId: string;
  readonly partyIds: readonly string[];
  readonly about: string;
}

export type PhotoService = ReturnType<typeof createPhotoService>;

/** Pictures of units: taken in, kept in a vault of their own, shown to the parties and staff. */
export function createPhotoService({ photos, vault, clock, forms }: PhotoServiceDeps) {
  return {
    /** Refuses (422, field `photos`) all of them when one is no JPEG, PNG or WebP. */
    async take(files: readonly TakenFile[], matter: PhotoMatter): Promise<readonly Photo[]> {
      const types = await Promise.all(files.map(({ path }) => typeOf(path)));
      const takenAt = clock.now();
      const taken = files.map(({ size, sha256 }, index): Photo => {
        const type = types[index];
        if (!type) throw new InvalidInput({ photos: { code: 'units.not_a_photo' } });
        return { id: newId(takenAt), sha256, size, type, takenAt, ...matter };
      });
      for (const { path, sha256 } of files) await vault.keep(path, sha256);
      await photos.add(taken);
      return taken;
    },

    /** Lets one more person see them. */
    share: photos.share,

    /**
     * Where the bytes are, for a party or staff; NotFound for everybody else. Without a viewer the
     * caller has decided already that the photo may be seen.
     */
    async fetch(
      id: string,
      viewer: Viewer | undefined,
    ): Promise<{ path: string; type: PhotoType }> {
      const photo = await photos.find(id, !viewer || isStaff(viewer) ? undefined : viewer.id);
      if (!photo) throw new NotFound();
      return { path: vault.pathOf(photo.sha256), type: photo.type };
    },

    /** Counts one form with photos, before its body is read. */
    async admit(viewer: Viewer): Promise<() => Promise<void>> {
      await forms.take(viewer.id);
      return () => Promise.resolve();
    },

    sweep: () => vault.sweep(clock.now(), photos.referencedHashes),
  };
}

async function typeOf(path: string): Promise<PhotoType | undefined> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(PHOTO_HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, PHOTO_HEAD_BYTES, 0);
    return photoTypeOf(head.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
