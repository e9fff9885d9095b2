import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeCopy } from '../../src/features/crashes/exam-copy.js';
import { createDigest, createRedactor, openCopy } from '../../src/features/redaction/index.js';
import { seedPersonalData, type SeededData } from '../../test/support/personal-data.js';
import { syntheticBugreport } from './crashes-log.js';
import { figure, median, type Figure } from './figure.js';
import { IS_QUICK } from './interleave.js';

const KEY = 'a key of the bench';
const TEXT_BYTES = 40e6;
const BLOCK_BYTES = 65_536;
const RUNS = 3;
const SEEDS = IS_QUICK ? 2 : 10;

/** All lines of the protected copy of a file, as the server makes it. */
async function copyOf(folder: string, bytes: Buffer): Promise<string> {
  const [file, copyPath] = [path.join(folder, 'raw'), path.join(folder, randomUUID())];
  await writeFile(file, bytes);
  await writeCopy({ path: file, names: [], key: KEY, copyPath });
  const blocks: string[] = [];
  for await (const { lines } of (await openCopy(copyPath)).blocks()) blocks.push(...lines);
  return blocks.map((line) => `${line}\n`).join('');
}

/** Values that are still there, and code lines that are not, over the copies of one seed's logs. */
async function judge(folder: string, { logs, values, harmless }: SeededData) {
  const copies: string[] = [];
  for (const { bytes } of logs) copies.push(await copyOf(folder, bytes));
  const all = copies.join('\n');
  const missed = values.filter(({ value }) => all.includes(value)).map(({ what }) => what);
  const lines = copies.map((copy) => new Set(copy.split(/\r?\n/)));
  const damaged = lines.flatMap((known) => harmless.filter((line) => !known.has(line)));
  return { missed, damaged };
}

function speed(): Figure {
  const text = syntheticBugreport(TEXT_BYTES);
  const speeds = Array.from({ length: RUNS }, () => {
    const redactor = createRedactor({ digest: createDigest(KEY) });
    const before = process.cpuUsage();
    for (let at = 0; at < text.length;) {
      const end = text.indexOf(10, at + BLOCK_BYTES);
      const next = end < 0 ? text.length : end + 1;
      redactor.text(text.toString('utf8', at, next));
      at = next;
    }
    const { user, system } = process.cpuUsage(before);
    return text.length / (user + system);
  });
  return figure('redaction', median(speeds), 'MB/s', { goal: '>= 40' });
}

/** What protecting costs, and what of seeded personal data it finds in all formats and wrappings. */
export async function protectionFigures(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'firstbatch-bench-'));
  try {
    let seeded = 0;
    const missed: string[] = [];
    const damaged: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const data = seedPersonalData(seed);
      const found = await judge(folder, data);
      seeded += data.values.length;
      missed.push(...found.missed);
      damaged.push(...found.damaged);
    }
    for (const what of new Set(missed)) console.error(`not found: ${what}`);
    for (const line of new Set(damaged)) console.error(`damaged: ${line}`);
    return [
      speed(),
      figure(`personal data found, of ${seeded}`, 1 - missed.length / seeded, '', { goal: '>= 1' }),
      figure('frames, addresses and builds damaged', damaged.length, '', { goal: '<= 0' }),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
