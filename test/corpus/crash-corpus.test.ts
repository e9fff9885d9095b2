import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { CrashKind, FoundCrash } from '../../src/features/crashes/crash.js';
import { examineFile } from '../../src/features/crashes/examine-file.js';
import { createGrouper } from '../../src/features/crashes/grouping.js';

const CORPUS = fileURLToPath(new URL('../../../shared/fixtures/', import.meta.url));

const FOLDERS: Readonly<Record<string, CrashKind>> = {
  'java-themis': 'java',
  'java-jvm': 'java',
  'tombstone-text': 'native',
  anr: 'anr',
};

/** Files whose folder says one thing and whose text another. */
const REALLY: Readonly<Record<string, CrashKind | 'nothing'>> = {
  // A native crash after a handled exception.
  'java-themis/MaterialFBook-224.txt': 'native',
  // Component stacks of JavaScript, no Java trace.
  'java-themis/WordPress-10876.txt': 'nothing',
  // A leak report: stacks of allocations.
  'tombstone-text/aosp_libmemunreachable.txt': 'nothing',
  'tombstone-text/aosp_long_asan_crash.txt': 'sanitizer',
  'tombstone-text/cf_android_asan_null_dereference_read.txt': 'sanitizer',
  'tombstone-text/cf_android_asan_uaf.txt': 'sanitizer',
  'tombstone-text/cf_android_asan_unknown_read.txt': 'sanitizer',
  'tombstone-text/cf_missing_library_android.txt': 'linker',
};

interface Expected {
  readonly group?: string;
  readonly pid?: number;
  readonly process?: string;
  readonly signal?: string;
  readonly code_name?: string;
  readonly fault_addr?: string;
  readonly fingerprint?: string;
  readonly exception?: string;
  readonly top_frames?: readonly string[];
  readonly main_top_frame?: string;
  readonly fatal_blocks?: number;
}

const expectedOf = (path: string): Expected => {
  const sidecar = join(CORPUS, `${path}.expected.json`);
  return existsSync(sidecar) ? (JSON.parse(readFileSync(sidecar, 'utf8')) as Expected) : {};
};

const crashesOf = async (path: string): Promise<readonly FoundCrash[]> =>
  (await examineFile(join(CORPUS, path))).crashes;

/** The stated facts that a crash does not bear out. */
const missesOf = (expected: Expected, crash: FoundCrash): readonly string[] => {
  const top = crash.frames[0];
  const facts: readonly [string, unknown, unknown][] = [
    ['process', expected.process, crash.process],
    ['pid', expected.pid, crash.pid],
    ['signal', expected.signal, crash.signal],
    ['code', expected.code_name, crash.signalCode],
    ['address', expected.fault_addr, crash.faultAddress],
    ['fingerprint', expected.fingerprint, crash.device.fingerprint],
    ['exception', expected.exception, crash.outerException ?? crash.exception],
    ['top frame', expected.top_frames?.[0]?.replace(/\+\d+$/, ''), top?.function],
    ['main frame', expected.main_top_frame?.split('(')[0], top && `${top.module}.${top.function}`],
  ];
  return facts
    .filter(([, stated, read]) => stated !== undefined && stated !== read)
    .map(([name, stated, read]) => `${name}: ${String(stated)}, not ${String(read)}`);
};

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
