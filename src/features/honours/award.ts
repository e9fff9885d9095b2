import type { BadgeKey } from './badge.js';

/** A badge in a person's hands: granted once, never changed, never taken back. */
export interface Award {
  /** A random UUID; `urn:uuid:<id>` names the award everywhere, `/awards/<id>` shows it. */
  readonly id: string;
  readonly personId: string;
  readonly badge: BadgeKey;
  /** Null for a badge that is not given for a unit of a round. */
  readonly roundId: string | null;
  readonly unitId: string | null;
  readonly modelCode: string;
  /** When what it is given for happened, not when it was written down. */
  readonly grantedAt: Date;
}

export type AwardReason = Omit<Award, 'id'>;
