import type { Role } from '../../kernel/people.js';

/**
 * A secret link that works once: `setup` makes the first admin, `invitation` a member of staff,
 * `reset` a new password. Only the hash of its token is stored.
 */
export type LinkPurpose = 'setup' | 'invitation' | 'reset';

export interface Link {
  readonly id: string;
  readonly purpose: LinkPurpose;
  readonly tokenHash: string;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  /** Of an invitation. */
  readonly email: string | null;
  readonly roles: readonly Role[];
  /** Of a reset. */
  readonly personId: string | null;
}

export const isUsable = (link: Pick<Link, 'expiresAt' | 'usedAt'>, now: Date): boolean =>
  link.usedAt === null && link.expiresAt > now;
