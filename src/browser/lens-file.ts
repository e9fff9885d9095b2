import { endOfPiece } from '../features/redaction/pieces.js';
import type { Redactor } from '../features/redaction/redactor.js';
import {
  crc32,
  createZip,
  openMember,
  packedBytes,
  readMembers,
  type ZipMember,
} from './lens-zip.js';

const SAMPLE_BYTES = 64 * 1024;
/** A line longer than this is worked on in pieces. */
const MAX_LINE_CHARS = 1024 * 1024;
/** Of archives within archives; the server reads as deep. */
const MAX_DEPTH = 2;

export interface LensWork {
  /** A redactor for one text. */
  readonly redactorFor: () => Redactor;
  /** Told how many bytes of the file were worked on since it was told last. */
  readonly onBytes: (bytes: number) => void;
  /** Told of each member that is no text and stays as it is. */
  readonly onUnread?: () => void;
  /** Whether a protected file is wanted, or only a look. */
  readonly isWriting: boolean;
}

type Bytes = Uint8Array<ArrayBuffer>;
type Kind = 'zip' | 'gzip' | 'text' | 'other';

const kindOf = (head: Uint8Array): Kind => {
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4) return 'zip';
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (encodingOf(head).startsWith('utf-16')) return 'text';
  let controls = 0;
  for (const byte of head) if (byte < 32 && (byte < 8 || byte > 13) && byte !== 27) controls += 1;
  return head.length > 0 && controls * 100 <= head.length ? 'text' : 'other';
};

const encodingOf = (head: Uint8Array): string => {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return 'utf-8';
  } catch {
    return 'gb18030';
  }
};

/** Whole lines of a decoded text, in pieces as large as they came; a line too long is several. */
async function* linesOf(stream: ReadableStream<Bytes>, head: Uint8Array): AsyncGenerator<string> {
  const decoder = new TextDecoder(encodingOf(head));
  const reader = stream.getReader();
  let rest = '';
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const text = rest + decoder.decode(next.value, { stream: true });
    const lines = text.lastIndexOf('\n') + 1;
    const isTooLong = lines === 0 && text.length > MAX_LINE_CHARS;
    const end = isTooLong ? endOfPiece(text, 0, MAX_LINE_CHARS) : lines;
    if (end > 0) yield text.slice(0, end);
    rest = text.slice(end);
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

/** The protected text in UTF-8, piece by piece. */
async function* protectedText(
  stream: ReadableStream<Bytes>,
  head: Uint8Array,
  { redactorFor }: LensWork,
): AsyncGenerator<Bytes> {
  const redactor = redactorFor();
  const encoder = new TextEncoder();
  for await (const lines of linesOf(stream, head)) yield encoder.encode(redactor.text(lines));
}

const collect = async (pieces: AsyncIterable<Bytes>, isKept: boolean): Promise<Blob> => {
  const parts: Blob[] = [];
  // A blob may lie on the disk; an array of bytes may not.
  for await (const piece of pieces) if (isKept) parts.push(new Blob([piece]));
  return new Blob(parts);
};

const headOf = async (blob: Blob): Promise<Uint8Array> =>
  new Uint8Array(await blob.slice(0, SAMPLE_BYTES).arrayBuffer());

/** The first bytes of a stream, and a stream that still has them. */
async function peek(
  stream: ReadableStream<Bytes>,
): Promise<{ head: Uint8Array; all: ReadableStream<Bytes> }> {
  const reader = stream.getReader();
  const first = await reader.read();
  const all = new ReadableStream<Bytes>({
    start: (controller) => {
      if (first.value) controller.enqueue(first.value);
    },
    pull: async (controller) => {
      const next = await reader.read();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { head: first.value?.subarray(0, SAMPLE_BYTES) ?? new Uint8Array(), all };
}

/** A packed text, packed again without what is personal; undefined for anything else. */
async function protectGzip(
  stream: ReadableStream<Bytes>,
  work: LensWork,
): Promise<Blob | undefined> {
  const { head, all } = await peek(stream.pipeThrough(new DecompressionStream('gzip')));
  if (kindOf(head) !== 'text') {
    work.onUnread?.();
    await all.cancel();
    return undefined;
  }
  const plain = await collect(protectedText(all, head, work), work.isWriting);
  return new Response(plain.stream().pipeThrough(new CompressionStream('gzip'))).blob();
}

/** A member with its personal data replaced; undefined to keep it as it is. */
async function protectMember(
  zip: Blob,
  member: ZipMember,
  depth: number,
  work: LensWork,
): Promise<Blob | undefined> {
  const stream = member.name.endsWith('/') ? undefined : await openMember(zip, member);
  if (!stream) return undefined;
  const { head, all } = await peek(stream);
  const kind = kindOf(head);
  if (kind === 'text') return collect(protectedText(all, head, work), work.isWriting);
  if (kind === 'gzip') return protectGzip(all, work);
  if (kind === 'zip' && depth < MAX_DEPTH)
    return protectZip(await new Response(all).blob(), depth + 1, { ...work, onBytes: () => 0 });
  work.onUnread?.();
  await all.cancel();
  return undefined;
}

async function pack(plain: Blob): Promise<{ packed: Blob; crc: number }> {
  let crc = 0;
  const summed = plain.stream().pipeThrough(
    new TransformStream<Bytes, Bytes>({
      transform: (bytes, controller) => {
        crc = crc32(bytes, crc);
        controller.enqueue(bytes);
      },
    }),
  );
  const packed = await new Response(
    summed.pipeThrough(new CompressionStream('deflate-raw')),
  ).blob();
  return { packed, crc };
}

async function protectZip(zip: Blob, depth: number, work: LensWork): Promise<Blob> {
  const { path } = work.redactorFor();
  const result = createZip();
  for (const member of await readMembers(zip)) {
    const plain = await protectMember(zip, member, depth, work);
    work.onBytes(member.packedSize);
    if (!work.isWriting) continue;
    const name = path(member.name);
    if (!plain) {
      result.add({ ...member, name }, await packedBytes(zip, member));
      continue;
    }
    const { packed, crc } = await pack(plain);
    const sizes = { packedSize: packed.size, size: plain.size };
    result.add({ ...member, name, method: 8, crc, ...sizes }, packed);
  }
  return result.end();
}

const counted = (file: Blob, onBytes: LensWork['onBytes']): ReadableStream<Bytes> =>
  file.stream().pipeThrough(
    new TransformStream<Bytes, Bytes>({
      transform: (bytes, controller) => {
        onBytes(bytes.length);
        controller.enqueue(bytes);
      },
    }),
  );

/**
 * Looks through a file for what is personal, and gives the file without it when `isWriting`: texts
 * become UTF-8, gzip stays gzip, an archive keeps its members, those of archives within it too.
 * Undefined for a file that is neither; UnknownZip for an archive it can't read.
 */
export async function protectFile(file: Blob, work: LensWork): Promise<Blob | undefined> {
  const kind = kindOf(await headOf(file));
  if (kind === 'other') return undefined;
  if (kind === 'zip') return protectZip(file, 0, work);
  const stream = counted(file, work.onBytes);
  if (kind === 'text')
    return collect(protectedText(stream, await headOf(file), work), work.isWriting);
  return protectGzip(stream, work);
}
