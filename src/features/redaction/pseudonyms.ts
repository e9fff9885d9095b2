import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Digest } from './personal-data.js';

const MAX_KNOWN = 20_000;

/**
 * Digests under one key: HMAC-SHA-256 of type and value, the first 8 hex digits. In plain code, so
 * that a browser gives the very same; values seen before are remembered.
 */
export const createDigest = (key: string): Digest => {
  const bytes = utf8ToBytes(key);
  const known = new Map<string, string>();
  return (type, value) => {
    const text = `${type}\0${value}`;
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= MAX_KNOWN) known.clear();
    const hex = bytesToHex(hmac(sha256, bytes, utf8ToBytes(text)).subarray(0, 4));
    known.set(text, hex);
    return hex;
  };
};
