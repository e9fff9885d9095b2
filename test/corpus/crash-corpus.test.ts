import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { FoundCrash } from '../../src/features/crashes/crash.js';
import { examineFile } from '../../src/features/crashes/examine-file.js';
import { createGrouper } from '../../src/features/crashes/grouping.js';
import { CORPUS, expectedOf, factsOf, FOLDERS, REALLY, type Expected } from '../support/corpus.js';

const crashesOf = async (path: string): Promise<readonly FoundCrash[]> =>
  (await examineFile(join(CORPUS, path))).crashes;

/** The stated facts that a crash does not bear out. */
const missesOf = (expected: Expected, crash: FoundCrash): readonly string[] =>
  factsOf(expected, crash)
    .filter(([, stated, read]) => stated !== undefined && stated !== read)
    .map(([name, stated, read]) => `${name}: ${String(stated)}, not ${String(read)}`);

if (!existsSync(CORPUS)) {
  describe('the sample logs', () => {
    it('are not present beside this checkout; nothing to compare', () => {
      expect(existsSync(CORPUS)).to.equal(false);
    });
  });
} else {
  describe('the sample logs', () => {
    const counts: Record<string, number> = {};
    const groups = new Map<string, { path: string; keys: readonly string[] }[]>();

    for (const [folder, kind] of Object.entries(FOLDERS)) {
      const names = readdirSync(join(CORPUS, folder)).filter(
        (name) => !name.endsWith('.expected.json') && !name.endsWith('.tsv'),
      );
      for (const name of names) {
        const path = `${folder}/${name}`;
        const wanted = REALLY[path] ?? kind;
        it(`give ${wanted} for ${path}`, async () => {
          const crashes = await crashesOf(path);
          const expected = expectedOf(path);
          counts[wanted] = (counts[wanted] ?? 0) + 1;
          if (wanted === 'nothing') {
            expect(crashes).to.deep.equal([]);
            return;
          }
          const crash = crashes.find((one) => one.kind === wanted);
          expect(crash, crashes.map((one) => one.kind).join()).not.to.equal(undefined);
          if (!crash) return;
          expect(missesOf(expected, crash)).to.deep.equal([]);
          const members = groups.get(expected.group ?? path) ?? [];
          groups.set(expected.group ?? path, [...members, { path, keys: [crash.key] }]);
        });
      }
    }

    const linked = readFileSync(join(CORPUS, 'java-themis/MUST_LINK.tsv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t')[0] ?? '');
    for (const path of linked) {
      it(`make one group of every crash of ${path}`, async () => {
        const crashes = await crashesOf(path);
        expect(crashes).to.have.length(expectedOf(path).fatal_blocks ?? 2);
        const grouper = createGrouper();
        expect(new Set(crashes.map((crash) => grouper.add(crash).group)).size).to.equal(1);
      });
    }

    it('give one key to one crash on several processors', () => {
      const several = [...groups].filter(([, members]) => members.length > 1);
      for (const [group, members] of several) {
        expect(new Set(members.flatMap(({ keys }) => keys)).size, group).to.equal(1);
      }
    });

    after(() => {
      const summary = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
      process.stdout.write(`      sample logs as expected: ${summary.join(', ')}\n`);
    });
  });
}
