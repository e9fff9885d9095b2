import type { PaceLimits } from './upload-pace.js';
import type { SlotLimits } from './upload-slots.js';

export interface UploadLimits extends PaceLimits, SlotLimits {
  readonly fileBytes: number;
  /** What must stay free on the disk after the upload. */
  readonly freeDiskBytes: number;
}

/** The site's settings for uploads, as features are given them. */
export interface UploadSettings {
  readonly fileBytes: number;
  readonly freeDiskBytes: number;
  readonly uploadsInFlight: number;
  readonly uploadsInFlightPerPerson: number;
  readonly uploadIdleMs: number;
  readonly uploadFloorBytesPerMinute: number;
}

/** Of one form: its own size of a file where that is less, and the code of its refusal. */
export const uploadLimits = (
  settings: UploadSettings,
  { busyCode, fileBytes = settings.fileBytes }: { busyCode: string; fileBytes?: number },
): UploadLimits => ({
  ...{ busyCode, fileBytes, freeDiskBytes: settings.freeDiskBytes },
  ...{ idleMs: settings.uploadIdleMs, floorBytesPerMinute: settings.uploadFloorBytesPerMinute },
  inFlight: settings.uploadsInFlight,
  inFlightPerPerson: settings.uploadsInFlightPerPerson,
});
