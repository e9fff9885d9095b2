import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { FoundCrash } from '../../src/features/crashes/crash.js';
import { protectedTexts } from '../../src/features/crashes/exam-copy.js';
import { examineFile } from '../../src/features/crashes/examine-file.js';

const CORPUS = fileURLToPath(new URL('../../../shared/fixtures/', import.meta.url));
const FOLDERS = [
  'java-themis',
  'java-jvm',
  'tombstone-text',
  'anr',
  'kernel',
  'kernel-groups',
].concat(['logcat', 'logcat-java', 'bugreport-text', 'sanitizer-groups']);

const filesOf = (folder: string): readonly string[] =>
  readdirSync(join(CORPUS, folder))
    .filter((name) => !name.endsWith('.expected.json') && !name.endsWith('.tsv'))
    .map((name) => join(CORPUS, folder, name))
    .filter((path) => statSync(path).isFile());

const protectedOf = async (path: string): Promise<string> => {
  let text = '';
  for await (const part of protectedTexts(path, 'a key of tests'))
    if ('lines' in part) text += part.lines;
  return text;
};

/** What must be the same before and after: all that names code and places. */
const codeOf = ({
  kind,
  key,
  frames,
  signal,
  faultAddress,
  exception,
  device,
  pid,
}: FoundCrash) => ({
  ...{ kind, key, frames, signal, faultAddress, exception, pid },
  fingerprint: device.fingerprint,
});

/** Lines that show code: frames, registers, maps, fingerprints, build ids. */
const CODE =
  /^\s*(?:at [\w.$<>]+\(|#\d+ +pc )|fingerprint|BuildId|^\s+[xr]\d+ +[0-9a-f]{8,16} |^[0-9a-f]{8,16}-[0-9a-f]{8,16} /i;

if (!existsSync(CORPUS)) {
  describe('redaction of the sample logs', () => {
    it('has none beside this checkout; nothing to compare', () => {
      expect(existsSync(CORPUS)).to.equal(false);
    });
  });
} else {
  describe('redaction of the sample logs', () => {
    let dir: string;
    before(async () => {
      dir = await mkdtemp(join(tmpdir(), 'firstbatch-redaction-'));
    });
    after(async () => {
      await rm(dir, { recursive: true, force: true });
    });

    it('reads the same crashes before and after', async function () {
      this.timeout(60_000);
      const copy = join(dir, 'copy.txt');
      for (const path of FOLDERS.flatMap(filesOf)) {
        const before = await examineFile(path);
        if (before.crashes.length === 0) continue;
        await writeFile(copy, await protectedOf(path));
        const after = await examineFile(copy);
        expect(after.crashes.map(codeOf), path).to.deep.equal(before.crashes.map(codeOf));
      }
    });

    it('changes no line that shows code, and no number of lines', async function () {
      this.timeout(60_000);
      for (const path of FOLDERS.flatMap(filesOf)) {
        const before = readFileSync(path, 'utf8').split('\n');
        const text = await protectedOf(path);
        // A binary stream has no lines.
        if (text === '') continue;
        const after = text.split('\n');
        expect(after.length, path).to.be.at.least(before.length);
        before.forEach((line, index) => {
          if (CODE.test(line) && !line.includes('\uFFFD'))
            expect(after[index], path).to.equal(line);
        });
      }
    });

    it('finds what is seeded in the bug report', async () => {
      const text = await protectedOf(join(CORPUS, 'bugreport-zip', 'assembled_bugreport_std.zip'));
      expect(text).to.include('Xiaomi/houji_global/houji:14/UKQ1.230804.001/V816.0.12.0.UNCMIXM');
      for (const value of ['9a8b7c6d', '860123045678904']) expect(text).not.to.include(value);
    });
  });
}
