import { execFileSync } from 'node:child_process';
import { figure, median, type Figure } from './figure.js';
import { IS_QUICK } from './interleave.js';

const APPLICANTS = 100_000;
const STRATA = 20;
const SEATS = 500;

interface Drawn {
  readonly seconds: number;
  readonly peakMb: number;
  readonly won: number;
  readonly resultHash: string;
}

function drawOnce(): Drawn {
  const script = ['--import', 'tsx', 'scripts/bench/draw-once.ts'];
  const words = [APPLICANTS, STRATA, SEATS].map(String);
  const line = execFileSync(process.execPath, [...script, ...words], { encoding: 'utf8' });
  return JSON.parse(line) as Drawn;
}

/**
 * A published list of 100,000 applicants in 20 strata: read, hashed, ranked, seated and written as
 * the result file, each time in a new process.
 */
export function drawFigures(): Promise<readonly Figure[]> {
  const draws = Array.from({ length: IS_QUICK ? 1 : 3 }, drawOnce);
  const [first] = draws;
  if (!first || draws.some((one) => one.resultHash !== first.resultHash || one.won !== SEATS))
    throw new Error('two draws of one list came out differently');
  const name = `draw of ${APPLICANTS.toLocaleString('en')} applicants in ${STRATA} strata`;
  return Promise.resolve([
    figure(name, median(draws.map(({ seconds }) => seconds)), 's', { goal: '<= 5' }),
    figure(`${name}: most memory`, Math.max(...draws.map((one) => one.peakMb)), 'MB', {
      goal: '<= 300',
    }),
  ]);
}
