import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { FileVault } from '../../platform/file-vault.js';
import { createThrottle } from '../../platform/throttle.js';
import { createUploads } from '../../web/upload.js';
import { createPhotoService, PHOTO_FORMS } from './photo-service.js';
import { createPhotoStore } from './photo-store.js';
import { PHOTO_MAX_BYTES, PHOTOS_MAX } from './photo.js';

export interface PhotosDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly secret: string;
  /** For photos only: its sweeper removes what no photo names. */
  readonly photoVault: FileVault;
  readonly limits: {
    readonly freeDiskBytes: number;
    readonly uploadsInFlight: number;
    readonly uploadsInFlightPerPerson: number;
    readonly uploadIdleMs: number;
    readonly uploadFloorBytesPerMinute: number;
  };
}

export type Photos = ReturnType<typeof createPhotos>;

/** The photo service with the receiver that reads up to six of them from a multipart form. */
export function createPhotos(deps: PhotosDeps) {
  const { photoVault: vault, limits } = deps;
  const photos = createPhotoStore(deps.connection);
  const service = createPhotoService({
    ...{ photos, vault, clock: deps.clock },
    forms: createThrottle(deps, PHOTO_FORMS),
  });
  const uploads = createUploads({
    limits: {
      fileBytes: PHOTO_MAX_BYTES,
      freeDiskBytes: limits.freeDiskBytes,
      idleMs: limits.uploadIdleMs,
      floorBytesPerMinute: limits.uploadFloorBytesPerMinute,
      inFlight: limits.uploadsInFlight,
      inFlightPerPerson: limits.uploadsInFlightPerPerson,
      busyCode: 'units.busy',
    },
    newPath: vault.newPath,
    freeBytes: vault.freeBytes,
    admit: service.admit,
  });
  const rule = { field: 'photos', files: PHOTOS_MAX, filesBytes: PHOTOS_MAX * PHOTO_MAX_BYTES };
  return { ...service, receiver: uploads.receiver(rule) };
}
