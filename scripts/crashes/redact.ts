import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { protectedTexts } from '../../src/features/crashes/exam-copy.js';

async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/**
 * `redact FILE [KEY]`: the protected copy of a text, a tombstone, a gzip or an archive on standard
 * output; in an archive each text after a line with its name. Pseudonyms are equal within one run,
 * and between runs with one KEY.
 *
 * @returns 0; 1 when the file holds no text or can't be opened; 2 without a file
 */
export async function run([file, key]: readonly string[]): Promise<number> {
  if (file === undefined) {
    console.error('Name a file: redact FILE [KEY]');
    return 2;
  }
  let texts = 0;
  try {
    for await (const part of protectedTexts(file, key ?? randomBytes(32).toString('hex'))) {
      if ('lines' in part) await print(part.lines);
      else {
        texts += 1;
        if (part.entry !== '') await print(`===== ${part.entry} =====\n`);
      }
    }
  } catch (error) {
    console.error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
  if (texts === 0) console.error(`${file}: no text in it`);
  return texts === 0 ? 1 : 0;
}
