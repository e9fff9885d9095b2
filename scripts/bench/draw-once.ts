import { hashText, type ListRow } from '../../src/features/selections/draw.js';
import { decideList, listText } from '../../src/features/selections/draw-file.js';
import { peakMb, resetPeak } from './process.js';

/** One draw in a process of its own. Arguments: applicants, strata, seats. Prints one line of JSON. */
const [applicants = 0, strata = 0, seats = 0] = process.argv.slice(2).map(Number);
const quotas = Array.from({ length: strata }, (_, index) => ({
  key: `stratum-${index}`,
  seats: Math.ceil(seats / strata),
  mode: 'draw',
}));

function makeList(): string {
  const rows: ListRow[] = [];
  for (let index = 0; index < applicants; index += 1)
    rows.push({
      id: hashText(`applicant ${index}`).slice(0, 24),
      weight: 1 + (index % 10),
      score: index % 10,
      quotas: [`stratum-${index % strata}`],
    });
  return listText(rows);
}

const list = makeList();
resetPeak(process.pid);
const from = performance.now();
const facts = { terms: { quotas, spillsOver: true }, seed: hashText('bench'), beacon: 'bench' };
const { outcomes, resultHash } = decideList(list, facts);
const seconds = (performance.now() - from) / 1000;
const won = outcomes.filter(({ seat }) => seat > 0).length;
console.log(JSON.stringify({ seconds, peakMb: peakMb(process.pid), won, resultHash }));
