import { MAX_FRAMES, type CrashDraft } from './detectors/detector.js';
import { nativeDraft } from './detectors/native-facts.js';
import { tombstoneFrame, type NativeFrame } from './detectors/native-frame.js';
import { readFields } from './wire-format.js';

/**
 * Field numbers of AOSP system/core debuggerd/proto/tombstone.proto. A field that equals zero is not
 * written, so a missing pid is 0; where zero means something else, another field says so.
 */
export const TOMBSTONE = {
  arch: 1,
  fingerprint: 2,
  revision: 3,
  timestamp: 4,
  pid: 5,
  tid: 6,
  uid: 7,
  commandLine: 9,
  signal: 10,
  abortMessage: 14,
  cause: 15,
  thread: 16,
  uptime: 20,
} as const;
export const SIGNAL = {
  number: 1,
  name: 2,
  code: 3,
  codeName: 4,
  hasFaultAddress: 8,
  faultAddress: 9,
} as const;
export const CAUSE = { words: 1 } as const;
export const MAP_ENTRY = { key: 1, value: 2 } as const;
export const THREAD = { name: 2, register: 3, frame: 4 } as const;
export const REGISTER = { name: 1, value: 2 } as const;
export const FRAME = {
  relativePc: 1,
  function: 4,
  functionOffset: 5,
  file: 6,
  fileOffset: 7,
  buildId: 8,
} as const;
/** DropBox wraps it: android.os.TombstoneWithHeadersProto. */
const WRAPPED_TOMBSTONE = 1;

/** ARM32 = 0, ARM64 = 1, X86 = 2, X86_64 = 3, RISCV64 = 4; text writes addresses that wide. */
const NARROW_ARCHES: readonly number[] = [0, 2];
/** Real ones are below 1 MiB; all of it is held while it is read. */
export const MAX_TOMBSTONE_BYTES = 16 * 1024 * 1024;
const MAX_TEXT_BYTES = 16 * 1024;
const MAX_FIELDS = 100_000;

/** The first field of each number; `all` gives every one of a repeated field. */
export const readMessage = (bytes: Buffer) => {
  const fields = new Map<number, (bigint | Buffer)[]>();
  let count = 0;
  for (const { number, value } of readFields(bytes)) {
    count += 1;
    if (count > MAX_FIELDS) break;
    const known = fields.get(number);
    if (known) known.push(value);
    else fields.set(number, [value]);
  }
  const all = (number: number): readonly Buffer[] =>
    (fields.get(number) ?? []).filter((value) => typeof value !== 'bigint');
  const unsigned = (number: number): bigint => {
    const value = fields.get(number)?.[0];
    return typeof value === 'bigint' ? value : 0n;
  };
  const text = (number: number): string | undefined => {
    const value = all(number)[0]?.subarray(0, MAX_TEXT_BYTES).toString('utf8');
    return value === '' ? undefined : value;
  };
  return { all, unsigned, number: (field: number) => Number(unsigned(field)), text };
};

export type Message = ReturnType<typeof readMessage>;

const frameOf = (bytes: Buffer, index: number, digits: number): NativeFrame => {
  const frame = readMessage(bytes);
  return tombstoneFrame({
    index,
    pc: frame.unsigned(FRAME.relativePc).toString(16).padStart(digits, '0'),
    path: frame.text(FRAME.file) ?? '',
    function: frame.text(FRAME.function) ?? '',
    buildId: frame.text(FRAME.buildId),
  });
};

const threadOf = (tombstone: Message, tid: number): Message => {
  const entry = tombstone
    .all(TOMBSTONE.thread)
    .map(readMessage)
    .find((one) => one.number(MAP_ENTRY.key) === tid);
  return readMessage(entry?.all(MAP_ENTRY.value)[0] ?? Buffer.alloc(0));
};

/** Digits of an address on that machine. */
export const addressDigits = (tombstone: Message): number =>
  NARROW_ARCHES.includes(tombstone.number(TOMBSTONE.arch)) ? 8 : 16;

export const faultOf = (signal: Message, digits: number): string | undefined =>
  signal.unsigned(SIGNAL.hasFaultAddress) === 0n
    ? undefined
    : `0x${signal.unsigned(SIGNAL.faultAddress).toString(16).padStart(digits, '0')}`;

/** The message of a tombstone, out of DropBox's wrapper if it is in one. */
export const openTombstone = (bytes: Buffer): Message => {
  const outer = readMessage(bytes);
  const inner = outer.all(WRAPPED_TOMBSTONE)[0];
  return inner ? readMessage(inner) : outer;
};

/**
 * Reads a protobuf tombstone, also one that DropBox wrapped, to the facts that its text form gives.
 * Undefined when neither a signal nor a frame of the crashing thread is left of it.
 */
export const readTombstone = (bytes: Buffer): CrashDraft | undefined => {
  const tombstone = openTombstone(bytes);
  const signalBytes = tombstone.all(TOMBSTONE.signal)[0];
  const signal = readMessage(signalBytes ?? Buffer.alloc(0));
  const tid = tombstone.number(TOMBSTONE.tid);
  const thread = threadOf(tombstone, tid);
  const digits = addressDigits(tombstone);
  const frames = thread
    .all(THREAD.frame)
    .slice(0, MAX_FRAMES)
    .map((frame, index) => frameOf(frame, index, digits));
  if (!signalBytes && frames.length === 0) return undefined;
  const cause = tombstone.all(TOMBSTONE.cause)[0];
  return nativeDraft(
    {
      process: tombstone.text(TOMBSTONE.commandLine),
      pid: tombstone.number(TOMBSTONE.pid),
      tid,
      thread: thread.text(THREAD.name),
      at: tombstone.text(TOMBSTONE.timestamp),
      signal: signal.text(SIGNAL.name),
      signalCode: signal.text(SIGNAL.codeName),
      faultAddress: faultOf(signal, digits),
      fingerprint: tombstone.text(TOMBSTONE.fingerprint),
      abort: tombstone.text(TOMBSTONE.abortMessage),
      cause: cause && readMessage(cause).text(CAUSE.words),
    },
    frames,
    1,
    1,
  );
};

const FINGERPRINT = /^[\x20-\x7e]{1,100}\/[\x20-\x7e]{1,100}\/[\x20-\x7e]{1,300}$/;
const HEAD_FIELDS = 4;

const hasFingerprint = (bytes: Buffer): boolean => {
  let count = 0;
  for (const { number, value } of readFields(bytes)) {
    count += 1;
    if (number > TOMBSTONE.thread || count > HEAD_FIELDS) return false;
    if (number === TOMBSTONE.fingerprint && typeof value !== 'bigint')
      return FINGERPRINT.test(value.toString('latin1'));
  }
  return false;
};

/** What stands in a wrapper's first field, as far as `head` reaches. */
const insideWrapper = (head: Buffer): Buffer => {
  let start = 1;
  while (start < 6 && (head[start] ?? 0) >= 0x80) start += 1;
  return head.subarray(start + 1);
};

/** Whether a file that begins so is a protobuf tombstone: field 2 is a build fingerprint. */
export const looksLikeTombstone = (head: Buffer): boolean => {
  if (head[0] === 0x08 || head[0] === 0x12) return hasFingerprint(head);
  return head[0] === 0x0a && hasFingerprint(insideWrapper(head));
};

export const TOMBSTONE_PATTERNS: readonly RegExp[] = [FINGERPRINT];
