/** Bits after the point of every logarithm here; its error stays below 2⁻¹¹⁴. */
export const FRACTION_BITS = 128n;

const HASH_BITS = 256n;
const TABLE_BITS = 7n;
const TABLE_SIZE = 1n << TABLE_BITS;

/** ln((1 + z) / (1 − z)) = 2 (z + z³/3 + z⁵/5 + …), for z from 0 to 1/3 in fixed point. */
function lnOfRatio(z: bigint): bigint {
  const square = (z * z) >> FRACTION_BITS;
  let sum = 0n;
  for (let power = z, odd = 1n; power !== 0n; odd += 2n) {
    sum += power / odd;
    power = (power * square) >> FRACTION_BITS;
  }
  return 2n * sum;
}

/** ln(a / b) for b ≤ a ≤ 2b. */
const lnOf = (a: bigint, b: bigint): bigint => lnOfRatio(((a - b) << FRACTION_BITS) / (a + b));

const LN_2 = lnOf(2n, 1n);
/** ln((128 + i) / 128), which leaves eight terms of the series for the rest of a number. */
const LN_TABLE = Array.from({ length: Number(TABLE_SIZE) }, (_, i) =>
  lnOf(TABLE_SIZE + BigInt(i), TABLE_SIZE),
);

/**
 * −ln(u) for u = (2h + 1) / 2²⁵⁷, the middle of the h-th of 2²⁵⁶ equal parts of the unit interval,
 * where h is a hash of 32 bytes read as a big-endian number. The answer counts in units of 2⁻¹²⁸
 * and is made of whole numbers only, so that every machine finds the same one.
 */
export function negativeLog(hash: Uint8Array): bigint {
  let scaled = 2n * numberOf(hash) + 1n;
  let log = LN_2;
  while (scaled >> HASH_BITS === 0n) {
    scaled <<= 1n;
    log += LN_2;
  }
  const mantissa = scaled >> (HASH_BITS - FRACTION_BITS);
  const index = (mantissa >> (FRACTION_BITS - TABLE_BITS)) - TABLE_SIZE;
  const start = (TABLE_SIZE + index) << (FRACTION_BITS - TABLE_BITS);
  log -= (LN_TABLE[Number(index)] ?? 0n) + lnOf(mantissa, start);
  return log > 0n ? log : 0n;
}

/** A big-endian number of 32 bytes. */
function numberOf(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let number = 0n;
  for (let at = 0; at < bytes.byteLength; at += 8) number = (number << 64n) | view.getBigUint64(at);
  return number;
}
