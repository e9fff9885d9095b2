import type { CrashShape } from './crash-shape.js';

/**
 * One exact key and the group that it leads to: all crashes with it are one variant of the group.
 * A key leads to one group, whatever happens to the group.
 */
export interface GroupKey {
  /** The key itself: `v3:` and 40 hex digits. */
  readonly id: string;
  readonly groupId: string;
  /** Crashes are told by it; false for a second key that only leads here. */
  readonly isVariant: boolean;
  readonly title: string;
  /** What the key was made of (`signatureParts`). */
  readonly parts: readonly string[];
  /** Null where there is nothing to compare. */
  readonly shape: CrashShape | null;
  /** Where likeness finds it (`termsOf`); empty when it does not stand for its group. */
  readonly terms: readonly string[];
  readonly by: 'new' | 'key' | 'similarity';
  /** Of a likeness, as it was then; null otherwise. */
  readonly score: number | null;
  /** The variant that it resembled most. */
  readonly likeKey: string | null;
  readonly addedAt: Date;
}
