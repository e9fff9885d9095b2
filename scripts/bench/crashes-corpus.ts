import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { examineFile } from '../../src/features/crashes/examine-file.js';
import { parseMapping } from '../../src/features/symbols/r8-mapping.js';
import { retraceText } from '../../src/features/symbols/retrace.js';
import { CORPUS, expectedOf, factsOf, FOLDERS, REALLY } from '../../test/support/corpus.js';
import { figure, type Figure } from './figure.js';

const logsIn = (folder: string): readonly string[] =>
  readdirSync(path.join(CORPUS, folder))
    .filter((name) => !name.endsWith('.expected.json') && !name.endsWith('.tsv'))
    .map((name) => `${folder}/${name}`);

/** Of all facts that the samples' sidecars state, the share that was read so. */
async function fieldFigures(): Promise<readonly Figure[]> {
  let [files, ofKind, stated, right] = [0, 0, 0, 0];
  for (const [folder, kind] of Object.entries(FOLDERS))
    for (const file of logsIn(folder)) {
      const wanted = REALLY[file] ?? kind;
      const { crashes } = await examineFile(path.join(CORPUS, file));
      const crash = crashes.find((one) => one.kind === wanted);
      files += 1;
      if (wanted === 'nothing' ? crashes.length === 0 : crash) ofKind += 1;
      if (wanted === 'nothing') continue;
      const facts = factsOf(expectedOf(file), crash).filter(([, said]) => said !== undefined);
      stated += facts.length;
      right += facts.filter(([, said, read]) => said === read).length;
    }
  return [
    figure(`kind right, of ${files} samples`, ofKind / files, '', { goal: '>= 0.98' }),
    figure(`fields right, of ${stated} stated`, right / stated, '', { goal: '>= 0.98' }),
  ];
}

interface RetraceCase {
  readonly mapping: string;
  readonly obfuscatedStackTrace: readonly string[];
}

function retraceFigure(): Figure {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(CORPUS, file), 'utf8'));
  const cases = logsIn('retrace').filter((file) => path.basename(file).startsWith('r8_'));
  const exact = cases.filter((file) => {
    const { mapping, obfuscatedStackTrace } = read(file) as RetraceCase;
    const expected = read(`${file}.expected.json`) as {
      readonly retracedStackTrace: readonly string[];
    };
    const retraced = retraceText(parseMapping(mapping), obfuscatedStackTrace.join('\n'));
    return retraced === expected.retracedStackTrace.join('\n');
  });
  const name = `cases of R8 retraced exactly, of ${cases.length}`;
  return figure(name, exact.length / cases.length, '', { goal: '>= 0.92' });
}

/** How right the reading of the sample logs is, by what stands beside them. */
export async function corpusFigures(): Promise<readonly Figure[]> {
  if (!existsSync(CORPUS)) {
    console.error('The sample logs are not beside this checkout: no figures of fields.');
    return [];
  }
  return [...(await fieldFigures()), retraceFigure()];
}
