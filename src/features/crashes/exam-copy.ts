import { createCopyWriter, createDigest, createRedactor } from '../redaction/index.js';
import type { CopyTask, MadeCopy } from './copy.js';
import { EXAM_BUDGETS } from './exam.js';
import { LogTrouble, readLogFile, type LogBytes } from './log-source.js';
import { createTextReader } from './log-text.js';

/** Every line is copied whole unless it is longer than a page of a viewer could ever show. */
const MAX_LINE_BYTES = 64 * 1024;

/** The texts of a stored file, one after the other, as blocks of whole lines. */
async function* textsOf(path: string): AsyncGenerator<LogBytes> {
  for await (const part of readLogFile(path, EXAM_BUDGETS))
    if (part.kind === 'text' || part.kind === 'acra') yield part;
}

/** Blocks of whole lines; a text that ends badly ends where it can no longer be read. */
async function* blocksOf({ bytes }: LogBytes): AsyncGenerator<Buffer> {
  let blocks: Buffer[] = [];
  const reader = createTextReader(MAX_LINE_BYTES, (lines) => blocks.push(lines));
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
