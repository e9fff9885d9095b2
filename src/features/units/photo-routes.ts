import { z } from 'zod';
import type { FileVault } from '../../platform/file-vault.js';
import { picture } from '../../web/reply.js';
import { get, type Receiver, type Route } from '../../web/route.js';
import { createUploads } from '../../web/upload.js';
import { uploadLimits, type UploadSettings } from '../../web/upload-limits.js';
import type { PhotoService } from './photo-service.js';
import { PHOTO_MAX_BYTES, PHOTOS_MAX } from './photo.js';

export interface PhotoIntakeDeps {
  /** For photos only: its sweeper removes what no photo names. */
  readonly photoVault: FileVault;
  readonly limits: UploadSettings;
}

/** The photo service and what a route with photos in its form names as `receive`. */
export type Photos = PhotoService & { readonly receiver: Receiver };

/** Reads up to six photos, field `photos`, from a multipart form. */
export function photoReceiver(photos: PhotoService, deps: PhotoIntakeDeps): Receiver {
  const { photoVault: vault, limits } = deps;
  const uploads = createUploads({
    limits: uploadLimits(limits, { busyCode: 'units.busy', fileBytes: PHOTO_MAX_BYTES }),
    newPath: vault.newPath,
    freeBytes: vault.freeBytes,
    admit: photos.admit,
  });
  return uploads.receiver({
    field: 'photos',
    files: PHOTOS_MAX,
    filesBytes: PHOTOS_MAX * PHOTO_MAX_BYTES,
  });
}

const showPhoto = z.strictObject({ id: z.string().regex(/^[0-9A-Z]{26}$/, 'not_found') });

/** One address for the photos of every feature; who may see one is in its record. */
export const photoRoutes = (photos: Pick<PhotoService, 'fetch'>): readonly Route[] => [
  get('/photos/:id', {
    access: 'member',
    input: showPhoto,
    async handle({ input, viewer }) {
      const { path, type } = await photos.fetch(input.id, viewer);
      return picture(path, type);
    },
  }),
];
