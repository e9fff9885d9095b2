import { hmac, newCode, normaliseCode } from '../../kernel/ids.js';

/** Codes issued together; the codes themselves are in nobody's hands but the receivers'. */
export interface InviteBatch {
  readonly id: string;
  readonly roundId: string;
  readonly count: number;
  /** How many people may use one code. */
  readonly maxUses: number;
  readonly expiresAt: Date;
  /** For whom they are; admins only read it. */
  readonly note: string;
  readonly issuedById: string;
  readonly createdAt: Date;
  /** Unused uses are worth nothing from then on. */
  readonly revokedAt: Date | null;
}

/** A priority code (F-code), kept as a keyed hash of itself. */
export interface InviteCode {
  readonly id: string;
  readonly roundId: string;
  readonly batchId: string;
  readonly hmac: string;
  readonly maxUses: number;
  readonly usesLeft: number;
  /** Who used it: a use is taken together with the name, so that one person never takes two. */
  readonly redeemers: readonly string[];
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
}

/** `pending` until the code's use is taken; the rest as in a claim. */
export type RedemptionState = 'pending' | 'waiting' | 'called' | 'skipped';

/** A person's place, counted from 1, among those who came with codes. */
export interface Redemption {
  /** `redemptionId` of its round, quota and place: whoever stores it first has the place. */
  readonly id: string;
  readonly roundId: string;
  readonly quota: string;
  readonly place: number;
  readonly personId: string;
  readonly applicationId: string;
  readonly codeId: string;
  readonly at: Date;
  readonly state: RedemptionState;
  readonly allocationId: string | null;
}

export const BATCH_MAX_CODES = 500;
export const CODE_MAX_USES = 1_000;

const CODE_LENGTH = 12;
const PURPOSE = 'invites.code';

/** A new code as the store names it: 60 bits of chance in Crockford's letters. */
export const newInviteCode = (): string => newCode(CODE_LENGTH);

/** As it is printed: `F-XXXX-XXXX-XXXX`. */
export const printCode = (code: string): string => ['F', ...(code.match(/.{4}/g) ?? [])].join('-');

/** What was typed, without its F and its hyphens; undefined for what can't be a code. */
export function readCode(typed: string): string | undefined {
  const code = normaliseCode(typed).replace(/^F(?=.{12}$)/, '');
  return /^[0-9A-HJKMNP-TV-Z]{12}$/.test(code) ? code : undefined;
}

export const hashCode = (secret: string, code: string): string => hmac(secret, PURPOSE, code);

/** Padded, so that ids sort as places do. */
const PLACE_DIGITS = 7;
export const redemptionId = (roundId: string, quota: string, place: number): string =>
  `${roundId}:${quota}:${String(place).padStart(PLACE_DIGITS, '0')}`;

/** The places from 1 to `capacity` that nobody has, the first first. */
export function freePlaces(taken: readonly number[], capacity: number): readonly number[] {
  const known = new Set(taken);
  return Array.from({ length: capacity }, (_, n) => n + 1).filter((place) => !known.has(place));
}

export type CodeTrouble = 'expired' | 'revoked' | 'used_up';

/** Why the code gives that person nothing; undefined while it does. Who has used it keeps its use. */
export function codeTrouble(
  code: Pick<InviteCode, 'usesLeft' | 'redeemers' | 'expiresAt' | 'revokedAt'>,
  personId: string,
  now: Date,
): CodeTrouble | undefined {
  if (code.redeemers.includes(personId)) return undefined;
  if (code.revokedAt) return 'revoked';
  if (code.expiresAt <= now) return 'expired';
  return code.usesLeft > 0 ? undefined : 'used_up';
}
