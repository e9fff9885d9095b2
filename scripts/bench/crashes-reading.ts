import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { ZipFile } from 'yazl';
import { examineFile } from '../../src/features/crashes/examine-file.js';
import { syntheticBugreport } from './crashes-log.js';
import { figure, median, type Figure } from './figure.js';

const TEXT_BYTES = 100e6;
const RUNS = 3;

/** What anybody would write first: a line at a time, and one expression for the head of it. */
const HEAD = /^\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} +(\d+) +(\d+) ([VDIWEF]) ([^:]*): (.*)$/;

async function readLines(path: string): Promise<number> {
  let errors = 0;
  for await (const line of createInterface({ input: createReadStream(path) }))
    if (HEAD.exec(line)?.[3] === 'E') errors += 1;
  return errors;
}

/** Megabytes of text in a second of one core's work, whatever else the machine does; the median. */
async function speedOf(bytes: number, work: () => Promise<unknown>): Promise<number> {
  const speeds: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    speeds.push(bytes / (user + system));
  }
  return median(speeds);
}

async function zipOf(text: Buffer): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(text, 'bugreport-aurora-2026-08-14-21-30-00.txt');
  zip.end();
  return buffer(zip.outputStream);
}

/** How fast the whole parser reads a synthetic bug report, plain, gzipped and in a zip. */
export async function readingFigures(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'firstbatch-bench-'));
  try {
    const text = syntheticBugreport(TEXT_BYTES);
    const forms = { plain: text, gzip: gzipSync(text), zip: await zipOf(text) };
    const goals = { plain: '>= 250', gzip: '>= 200', zip: '>= 150' };
    const plainPath = join(folder, 'plain');
    await writeFile(plainPath, text);
    const byLine = await speedOf(text.length, () => readLines(plainPath));
    const figures: Figure[] = [];
    for (const name of ['plain', 'gzip', 'zip'] as const) {
      const path = join(folder, name);
      await writeFile(path, forms[name]);
      const speed = await speedOf(text.length, () => examineFile(path));
      figures.push(figure(`parser, ${name}`, speed, 'MB/s', { goal: goals[name] }));
      if (name === 'plain')
        figures.push(
          figure('parser beside readline', speed, 'MB/s', {
            against: `${byLine.toFixed(0)} MB/s of readline with one expression`,
            ratio: speed / byLine,
            goal: '>= 1.2',
          }),
        );
    }
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
