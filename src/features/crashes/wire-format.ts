/** A field of a protobuf message: a number (wire types 0, 1, 5) or bytes (wire type 2). */
export interface WireField {
  readonly number: number;
  readonly value: bigint | Buffer;
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
const MAX_VARINT_BYTES = 10;

interface Read<Value> {
  readonly value: Value;
  readonly next: number;
}

const readVarint = (bytes: Buffer, start: number): Read<bigint> | undefined => {
  let value = 0n;
  for (let index = 0; index < MAX_VARINT_BYTES; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined) return undefined;
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), next: start + index + 1 };
  }
  return undefined;
};

const readValue = (
  bytes: Buffer,
  start: number,
  wireType: number,
): Read<bigint | Buffer> | undefined => {
  if (wireType === VARINT) return readVarint(bytes, start);
  const isFixed = wireType === FIXED64 || wireType === FIXED32;
  if (!isFixed && wireType !== BYTES) return undefined;
  const length = isFixed ? undefined : readVarint(bytes, start);
  if (!isFixed && !length) return undefined;
  const from = length?.next ?? start;
  const size = length ? Number(length.value) : wireType === FIXED64 ? 8 : 4;
  const next = from + size;
  if (next > bytes.length) return undefined;
  const value = bytes.subarray(from, next);
  if (!isFixed) return { value, next };
  return {
    value: size === 8 ? value.readBigUInt64LE() : BigInt(value.readUInt32LE()),
    next,
  };
};

/**
 * The fields of a protobuf message in their order, known or not; ends silently where the bytes stop
 * making sense (cut off, groups, no message at all). After protobuf.dev/programming-guides/encoding.
 */
export function* readFields(bytes: Buffer): Generator<WireField> {
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint(bytes, at);
    if (!tag) return;
    const number = Number(tag.value >> 3n);
    const field = number === 0 ? undefined : readValue(bytes, tag.next, Number(tag.value & 7n));
    if (!field) return;
    yield { number, value: field.value };
    at = field.next;
  }
}
