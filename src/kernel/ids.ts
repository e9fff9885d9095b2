import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';

/** Crockford's base 32: no I, L, O, U, so a code survives being read aloud and typed. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export function newCode(length: number, random: (size: number) => Buffer = randomBytes): string {
  let code = '';
  for (const byte of random(length)) code += ALPHABET.charAt(byte & 31);
  return code;
}

/** Folds what people type (case, spaces, O for 0, I or L for 1) into the canonical code. */
export const normaliseCode = (typed: string): string =>
  typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');

/** 256 random bits for links that are a secret; store only `sha256` of it. */
export const newToken = (): string => randomBytes(32).toString('base64url');

export const sha256 = (text: string | Buffer): string =>
  createHash('sha256').update(text).digest('hex');

export const hmac = (secret: string, purpose: string, text: string): string =>
  createHmac('sha256', secret).update(`${purpose}\0${text}`).digest('hex');

/** The references people see: R-1024, D-17, U-0042, G-88, A-7, M-3, C-7. */
export type RefNoun =
  'report' | 'defect' | 'unit' | 'crashGroup' | 'application' | 'meetup' | 'case';
const SHAPES: Record<RefNoun, { letter: string; digits: number }> = {
  report: { letter: 'R', digits: 1 },
  defect: { letter: 'D', digits: 1 },
  unit: { letter: 'U', digits: 4 },
  crashGroup: { letter: 'G', digits: 1 },
  application: { letter: 'A', digits: 1 },
  meetup: { letter: 'M', digits: 1 },
  case: { letter: 'C', digits: 1 },
};
export const formatRef = (noun: RefNoun, count: number): string =>
  `${SHAPES[noun].letter}-${String(count).padStart(SHAPES[noun].digits, '0')}`;

/** For 16 bytes Node asks the system each time, for UUIDs once for many; six of 128 bits are fixed. */
const storedChance = (): Buffer => Buffer.from(randomUUID().replaceAll('-', ''), 'hex');

/**
 * A record's identity: 10 characters of milliseconds and 16 of chance (the ULID layout), so that
 * ids sort by the time they were made at and new index entries land side by side.
 */
export function newId(at: Date): string {
  let ms = at.getTime();
  let time = '';
  for (let place = 0; place < 10; place += 1) {
    time = `${ALPHABET[ms % 32] ?? '0'}${time}`;
    ms = Math.floor(ms / 32);
  }
  return time + newCode(16, storedChance);
}

/** When the id was made. */
export const timeOfId = (id: string): Date =>
  new Date(Array.from(id.slice(0, 10)).reduce((ms, sign) => ms * 32 + ALPHABET.indexOf(sign), 0));
