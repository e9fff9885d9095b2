import { timingSafeEqual } from 'node:crypto';
import { hmac, normaliseCode } from '../../kernel/ids.js';
import { BOX_CODE_TRIES, type BoxCode } from './unit.js';

const keyed = (secret: string, unitId: string, code: string): string =>
  hmac(secret, 'box-code', `${unitId}\0${code}`);

/** What is kept of a code: nothing from which it could be read again. */
export const sealBoxCode = (secret: string, unitId: string, code: string): BoxCode => ({
  hmac: keyed(secret, unitId, code),
  triesLeft: BOX_CODE_TRIES,
});

/** Compares what was typed, in any case and with O for 0, in constant time. */
export function opensBox(secret: string, unitId: string, typed: string, boxCode: BoxCode): boolean {
  const given = Buffer.from(keyed(secret, unitId, normaliseCode(typed)));
  const wanted = Buffer.from(boxCode.hmac);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** As it is printed: two groups of four are easier to type. */
export const printedCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;
