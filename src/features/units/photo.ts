export const PHOTOS_MAX = 6;
export const PHOTO_MAX_BYTES = 10_000_000;

export const PHOTO_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;
export type PhotoType = (typeof PHOTO_TYPES)[number];

/** A picture that somebody took of a unit. It is kept as it came, data about the camera included. */
export interface Photo {
  readonly id: string;
  readonly sha256: string;
  readonly size: number;
  readonly type: PhotoType;
  readonly byId: string;
  /** Who may see it besides staff. */
  readonly partyIds: readonly string[];
  /** What it belongs to, such as `hand_over:01J…`. */
  readonly about: string;
  readonly takenAt: Date;
}

/** How many bytes of a file's beginning `photoTypeOf` wants to see. */
export const PHOTO_HEAD_BYTES = 12;

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Told by the first bytes, because names and types are only claims: JPEG (ITU-T T.81, SOI and the
 * next marker), PNG (ISO/IEC 15948, signature), WebP (RFC 9649, RIFF header). Undefined otherwise.
 */
export function photoTypeOf(head: Buffer): PhotoType | undefined {
  if (head.length >= 3 && head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff)
    return 'image/jpeg';
  if (head.subarray(0, PNG.length).equals(PNG)) return 'image/png';
  const isWebp =
    head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP';
  return isWebp ? 'image/webp' : undefined;
}
