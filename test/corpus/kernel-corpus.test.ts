import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { FoundCrash } from '../../src/features/crashes/crash.js';
import { isNativeGlue, normaliseFunction } from '../../src/features/crashes/frame-rules.js';
import { examineFile } from '../../src/features/crashes/examine-file.js';
import { kernelPlaceName } from '../../src/features/crashes/kernel-signature.js';

const CORPUS = fileURLToPath(new URL('../../../shared/fixtures/', import.meta.url));

const crashesOf = async (path: string): Promise<readonly FoundCrash[]> =>
  (await examineFile(join(CORPUS, path))).crashes;

const kindsOf = async (path: string): Promise<readonly string[]> =>
  (await crashesOf(path)).map(({ kind }) => kind);

interface Labelled {
  readonly name: string;
  readonly group: string;
  readonly key: string;
}

const share = (rows: readonly Labelled[], of: (row: Labelled) => readonly Labelled[]): number =>
  rows.reduce((sum, row) => {
    const both = rows.filter(({ key, group }) => key === row.key && group === row.group);
    return sum + both.length / of(row).length;
  }, 0) / rows.length;

/** BCubed: of the reports with its key, and of those of its group, how many each report shares both with. */
const bcubed = (rows: readonly Labelled[]) => {
  const precision = share(rows, (row) => rows.filter(({ key }) => key === row.key));
  const recall = share(rows, (row) => rows.filter(({ group }) => group === row.group));
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
};

const LABELS = join(CORPUS, 'kernel-groups/labels.tsv');

if (!existsSync(LABELS)) {
  describe('the sample kernel logs', () => {
    it('are not present beside this checkout; nothing to compare', () => {
      expect(existsSync(LABELS)).to.equal(false);
    });
  });
} else {
  describe('the sample kernel logs', () => {
    const labels = readFileSync(LABELS, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'));

    it('are grouped as syzkaller titles them', async () => {
      const rows: Labelled[] = [];
      for (const [name = '', group = ''] of labels) {
        const crash = (await crashesOf(`kernel-groups/${name}`))[0];
        expect(crash?.kind, name).to.equal('kernel');
        rows.push({ name, group, key: crash?.key ?? name });
      }
      const { precision, recall, f1 } = bcubed(rows);
      const figures = [precision, recall, f1].map((figure) => figure.toFixed(3)).join('/');
      process.stdout.write(`      kernel BCubed P/R/F1 over ${rows.length}: ${figures}\n`);
      expect(f1).to.be.at.least(0.9);
    });

    it('name the first function that tells something', async () => {
      const place = async (name: string, at = 0): Promise<string | undefined> => {
        const crash = (await crashesOf(`kernel/${name}`))[at];
        return crash && kernelPlaceName(crash);
      };
      expect(await place('cf_kasan_gpf.txt')).to.equal('keyring_destroy');
      expect(await place('cf_kasan_null.txt')).to.equal('snd_seq_fifo_clear');
      expect(await place('cf_android_kernel_panic_modules.txt')).to.equal(
        'slc_pt:pt_client_enable',
      );
      // Its frames were renamed by hand to top_frame and so on, the counter before them was not.
      expect(await place('cf_android_kernel.txt', 1)).to.equal('process_one_work');
    });

    it('say why a phone started again, once', async () => {
      const report = 'bugreport-text/loganalysis_BugreportParser_testParse_bootreason';
      expect(await kindsOf('kernel/loganalysis_KernelLogParser_testMantaReset.txt')).to.deep.equal([
        'reboot',
      ]);
      expect(await kindsOf(`${report}_bad.txt`)).to.deep.equal(['reboot']);
      expect(await kindsOf(`${report}_duplicate.txt`)).to.deep.equal(['kernel']);
      expect(await kindsOf(`${report}_good.txt`)).to.deep.equal([]);
    });

    it('find nothing in refusals of SELinux', async () => {
      const path = 'kernel/loganalysis_KernelLogParser_testSelinuxDenialParse.txt';
      expect(await kindsOf(path)).to.deep.equal([]);
    });
  });

  describe('the sample reports of sanitizers', () => {
    // The groups that the samples' own test expects for five frames; numbers of its file list.
    const GROUPS: readonly (readonly string[])[] = [
      ['703472', '703482'],
      ['703480'],
      ['703486', '703500', '703506', '703512'],
      ['703504'],
      ['703498', '703510'],
      ['703514'],
      ['703515'],
    ];

    it('are grouped as their own test groups them', async () => {
      const keys: string[] = [];
      for (const group of GROUPS) {
        const found = new Set<string | undefined>();
        for (const name of group) {
          found.add((await crashesOf(`sanitizer-groups/test.${name}.txt`))[0]?.key);
        }
        expect([...found], group.join()).to.have.length(1);
        keys.push([...found][0] ?? '');
      }
      expect(new Set(keys).size).to.equal(GROUPS.length);
    });

    it('have the three places that ClusterFuzz names', async () => {
      const names = ['null_dereference_read', 'uaf', 'unknown_read'];
      for (const name of names) {
        const path = `tombstone-text/cf_android_asan_${name}.txt`;
        const sidecar: unknown = JSON.parse(
          readFileSync(join(CORPUS, `${path}.expected.json`), 'utf8'),
        );
        const [crash] = await crashesOf(path);
        const places = crash?.frames
          .filter((frame) => !isNativeGlue(frame))
          .slice(0, 3)
          .map((frame) => `${normaliseFunction(frame.function)}\n`)
          .join('');
        expect(sidecar).to.include({ state: places });
      }
    });
  });

  describe('the sample report of ACRA', () => {
    it('gives the trace of its field', async () => {
      const [crash, ...more] = await crashesOf('acra/acrarium_example_report.json');
      expect(more).to.deep.equal([]);
      expect(crash).to.include({
        kind: 'java',
        process: 'com.faendir.acratest',
        exception: 'java.lang.RuntimeException',
        outerException: 'java.lang.IllegalStateException',
        line: 228,
      });
      expect(crash?.device).to.include({ model: 'sdk_gphone_x86', build: '6903271' });
    });
  });
}
