import { hmac } from '../../kernel/ids.js';
import type { Contact, Marks } from './application.js';

const MOBILE_DIGITS = 11;
const ADDRESS_MIN = 6;

/** Digits only, without the 86 of China in front of a mobile number. */
export function plainPhone(typed: string): string {
  const digits = typed.normalize('NFKC').replace(/\D/g, '').replace(/^00/, '');
  const isChinese = digits.startsWith('86') && digits.length === MOBILE_DIGITS + 2;
  return isChinese ? digits.slice(2) : digits;
}

/** Letters and digits only, so that spaces, commas and line ends make no difference. */
export const plainAddress = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/**
 * What two applications to one round share when one person wrote both. Keyed and bound to the
 * round, so that the marks lead neither back to a number nor from round to round.
 */
export function marksOf(
  secret: string,
  roundId: string,
  { phone, address }: Contact,
  deviceId: string | undefined,
): Marks {
  const mark = (kind: string, plain: string) =>
    plain === '' ? null : hmac(secret, `rounds.mark.${kind}`, `${roundId}\0${plain}`);
  const place = plainAddress(address);
  return {
    phone: mark('phone', plainPhone(phone)),
    address: mark('address', place.length < ADDRESS_MIN ? '' : place),
    device: mark('device', deviceId ?? ''),
  };
}
