import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { debugIdOf } from '../../src/features/symbols/debug-id.js';
import { parseSymbols } from '../../src/features/symbols/breakpad-symbols.js';
import { parseMapping } from '../../src/features/symbols/r8-mapping.js';
import { retraceText } from '../../src/features/symbols/retrace.js';

const CORPUS = fileURLToPath(new URL('../../../shared/fixtures/', import.meta.url));
const read = (path: string): string => readFileSync(join(CORPUS, path), 'utf8');

/** The share of R8's own cases that must come out as R8 retraces them. */
const EXACT = 0.92;

interface RetraceCase {
  readonly mapping: string;
  readonly obfuscatedStackTrace: readonly string[];
}

const isExact = (path: string): boolean => {
  const { mapping, obfuscatedStackTrace } = JSON.parse(read(path)) as RetraceCase;
  const { retracedStackTrace } = JSON.parse(read(`${path}.expected.json`)) as {
    readonly retracedStackTrace: readonly string[];
  };
  const retraced = retraceText(parseMapping(mapping), obfuscatedStackTrace.join('\n'));
  return retraced === retracedStackTrace.join('\n');
};

if (!existsSync(join(CORPUS, 'retrace'))) {
  describe('the sample mappings', () => {
    it('are not present beside this checkout; nothing to compare', () => {
      expect(existsSync(CORPUS)).to.equal(false);
    });
  });
} else {
  describe('the sample mappings', () => {
    it('retrace as R8 does', () => {
      const cases = readdirSync(join(CORPUS, 'retrace'))
        .filter((name) => name.startsWith('r8_') && !name.endsWith('.expected.json'))
        .map((name) => `retrace/${name}`);
      const missed = cases.filter((path) => !isExact(path));
      const exact = cases.length - missed.length;
      process.stdout.write(`      R8 cases exact: ${exact} of ${cases.length} ${missed.join()}\n`);
      expect(exact / cases.length).to.be.at.least(EXACT);
    });

    // The expected file is ProGuard's: it also renames the files of classes outside the mapping,
    // and not the exception, which the mapping holds.
    it('name what a real application called its methods', () => {
      const mapping = parseMapping(read('retrace/unscrambler_mapping.txt'));
      const framesOf = (text: string): readonly string[] =>
        text.split('\n').filter((line) => line.startsWith('\tat at.cmg.'));
      const retraced = retraceText(mapping, read('retrace/unscrambler_stacktrace.txt'));
      const expected = framesOf(read('retrace/unscrambler_deobfuscated.txt'));
      expect(expected).to.have.length(2);
      expect(framesOf(retraced)).to.deep.equal(expected);
    });

    it('bear their ids', () => {
      const mapping = parseMapping(
        read('retrace/rustproguard_mapping-r8-symbolicated_file_names.txt'),
      );
      expect(mapping.mapId).to.equal('48ffd94');
      expect(mapping.sourceFileOf('io.wzieba.r8fullmoderenamessources.FoobarKt')).to.equal(
        'Foobar.kt',
      );
    });
  });

  describe('the sample symbol files', () => {
    const names = readdirSync(join(CORPUS, 'breakpad-sym')).filter((name) => name.endsWith('.sym'));
    for (const name of names)
      it(`${name} is read to its last symbol, under the id of its build`, () => {
        const text = read(`breakpad-sym/${name}`);
        const symbols = parseSymbols(text);
        const buildId = /^INFO CODE_ID ([0-9A-F]{32,})/m.exec(text)?.[1];
        if (buildId !== undefined) expect(debugIdOf(buildId)).to.equal(symbols?.module.debugId);
        for (const [, address = '', found = ''] of text.matchAll(
          /^(?:PUBLIC|FUNC)(?: m)? ([0-9a-f]+) (?:[0-9a-f]+ )?[0-9a-f]+ (\S.*)$/gm,
        ))
          expect(symbols?.find(Number.parseInt(address, 16)).at(-1)?.function).to.equal(found);
      });
  });
}
