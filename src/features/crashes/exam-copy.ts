import { createCopyWriter, createDigest, createRedactor } from '../redaction/index.js';
import type { CopyTask, MadeCopy } from './copy.js';
import { EXAM_BUDGETS } from './exam.js';
import { LogTrouble, readLogFile, type LogBytes } from './log-source.js';
import { createTextReader } from './log-text.js';
import { MAX_TOMBSTONE_BYTES } from './tombstone-proto.js';
import { tombstoneText } from './tombstone-text.js';

/** Every line is copied whole unless it is longer than a page of a viewer could ever show. */
const MAX_LINE_BYTES = 64 * 1024;

const NEWLINE = 10;
/** What a cut may have halved: what stands behind the last of these is left out. */
const DIVIDERS = Buffer.from(' ,;&"\t');
const MAX_HALVED_BYTES = 512;

/** A line that was cut loses the value at its end, which no rule would know any more. */
const withoutHalf = (lines: Buffer): Buffer => {
  if (lines.length <= MAX_LINE_BYTES) return lines;
  if (lines.indexOf(NEWLINE) !== MAX_LINE_BYTES) return lines;
  const tail = lines.subarray(MAX_LINE_BYTES - MAX_HALVED_BYTES, MAX_LINE_BYTES);
  const divider = Math.max(...Array.from(DIVIDERS, (byte) => tail.lastIndexOf(byte)));
  const end = MAX_LINE_BYTES - MAX_HALVED_BYTES + Math.max(divider, 0);
  return Buffer.concat([lines.subarray(0, end), lines.subarray(MAX_LINE_BYTES)]);
};

/** The texts of a stored file, one after the other, as blocks of whole lines. */
async function* textsOf(path: string): AsyncGenerator<LogBytes> {
  for await (const part of readLogFile(path, EXAM_BUDGETS))
    if (part.kind === 'tombstone') yield { ...part, bytes: textOf(part) };
    else if (part.kind === 'text' || part.kind === 'acra') yield part;
}

/** A protobuf tombstone stands in the copy as the text that debuggerd writes of it. */
async function* textOf({ bytes }: LogBytes): AsyncGenerator<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > MAX_TOMBSTONE_BYTES) throw new LogTrouble('crashes.over_limit');
    chunks.push(chunk);
  }
  yield Buffer.from(tombstoneText(Buffer.concat(chunks)));
}

/** Blocks of whole lines; a text that ends badly ends where it can no longer be read. */
async function* blocksOf({ bytes }: LogBytes): AsyncGenerator<Buffer> {
  let blocks: Buffer[] = [];
  const reader = createTextReader(MAX_LINE_BYTES, (lines) => blocks.push(withoutHalf(lines)));
  const take = (): readonly Buffer[] => {
    const taken = blocks;
    blocks = [];
    return taken;
  };
  try {
    for await (const chunk of bytes) {
      reader.write(chunk);
      yield* take();
    }
  } catch (error) {
    if (!(error instanceof LogTrouble)) throw error;
  }
  reader.end();
  yield* take();
}

/** Writes the protected copy of a stored file to a new file. */
export async function writeCopy({ path, names, key, copyPath }: CopyTask): Promise<MadeCopy> {
  const digest = createDigest(key);
  const writer = await createCopyWriter(copyPath, () => createRedactor({ digest, own: names }));
  try {
    for await (const text of textsOf(path)) {
      await writer.begin(text.entry);
      for await (const lines of blocksOf(text)) await writer.write(lines);
    }
    const { lines, entries } = await writer.end();
    return { lines, entries: entries.length };
  } catch (error) {
    await writer.abandon().catch(() => undefined);
    throw error;
  }
}

/** The same for a person at a desk: each text as it is protected, with its protected name. */
export async function* protectedTexts(
  path: string,
  key: string,
): AsyncGenerator<{ readonly entry: string } | { readonly lines: string }> {
  const digest = createDigest(key);
  for await (const text of textsOf(path)) {
    const redactor = createRedactor({ digest });
    yield { entry: redactor.path(text.entry) };
    for await (const lines of blocksOf(text))
      yield { lines: redactor.text(lines.toString('utf8')) };
  }
}
