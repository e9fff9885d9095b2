import { randomInt, timingSafeEqual } from 'node:crypto';
import { hmac } from '../../kernel/ids.js';
import { HAND_OVER_CODE_DIGITS } from './hand-over.js';

/** Digits only, because it is read across a table and typed on a phone. */
export const newDigits = (): string =>
  String(randomInt(10 ** HAND_OVER_CODE_DIGITS)).padStart(HAND_OVER_CODE_DIGITS, '0');

/** All that is kept of the code. */
export const sealDigits = (secret: string, handOverId: string, digits: string): string =>
  hmac(secret, 'hand-over', `${handOverId}\0${digits}`);

export function isDigits(
  secret: string,
  { id, codeHmac }: { readonly id: string; readonly codeHmac: string },
  typed: string,
): boolean {
  const given = Buffer.from(sealDigits(secret, id, typed));
  const wanted = Buffer.from(codeHmac);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
