/** Two public renumberings, so that one post has one key however its address was copied. */

const BASE62 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const MID_DIGITS = 7;
const BID_LETTERS = 4;

/**
 * Weibo's number of a post from the letters in its address: from the right, four letters of base
 * 62 stand for seven decimal digits; all groups but the first are padded with zeros. Undefined for
 * letters that stand for no number of 16 digits.
 */
export function bidToMid(bid: string): string | undefined {
  const groups: string[] = [];
  for (let end = bid.length; end > 0; end -= BID_LETTERS) {
    const letters = bid.slice(Math.max(end - BID_LETTERS, 0), end);
    const count = Array.from(letters).reduce((sum, one) => sum * 62 + BASE62.indexOf(one), 0);
    groups.unshift(String(count).padStart(end > BID_LETTERS ? MID_DIGITS : 1, '0'));
  }
  const mid = groups.join('');
  return /^\d{16}$/.test(mid) && groups.slice(1).every(({ length }) => length === MID_DIGITS)
    ? mid
    : undefined;
}

const BV_ALPHABET = 'FcwAPNKTMug3GV5Lj7EJnHpWsx4tb8haYeviqBz6rkCy12mUSDQX9RdoZf';
const BV_XOR = 23_442_827_791_579n;
const BV_TOP = 1n << 51n;
const BV_LENGTH = 12;

/** Bilibili's letters for a video from its older number: mixed by XOR, written in base 58, two pairs swapped. */
export function avToBv(av: string): string {
  const letters = Array.from('BV1000000000');
  let rest = (BV_TOP | BigInt(av)) ^ BV_XOR;
  for (let place = BV_LENGTH - 1; rest > 0n && place > 2; place -= 1) {
    letters[place] = BV_ALPHABET[Number(rest % 58n)] ?? '';
    rest /= 58n;
  }
  swap(letters, 3, 9);
  swap(letters, 4, 7);
  return letters.join('');
}

function swap(letters: string[], a: number, b: number): void {
  [letters[a], letters[b]] = [letters[b] ?? '', letters[a] ?? ''];
}
