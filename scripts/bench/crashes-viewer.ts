import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createCopyWriter, type Redactor } from '../../src/features/redaction/index.js';
import { createFileVault, hashFile } from '../../src/platform/file-vault.js';
import { syntheticBugreport } from './crashes-log.js';
import { withSite } from './engine.js';
import { figure, median, type Figure } from './figure.js';
import { IS_QUICK } from './interleave.js';
import type { Site } from './site.js';

const PIECE_BYTES = 20e6;
const PIECES = IS_QUICK ? 2 : 10;
const WINDOWS = IS_QUICK ? 20 : 200;
const WITHIN_MS = 30_000;

/** What a viewer costs does not depend on what was hidden. */
const same = (text: string): string => text;
const UNPROTECTED: Redactor = { text: same, words: same, name: same, path: same };

interface StoredCopy {
  readonly _id: string;
  readonly reportId: string;
  readonly n: number;
  readonly state: string;
}

interface Viewer {
  readonly href: string;
  readonly lines: number;
}

async function madeCopy({ database }: Site): Promise<StoredCopy> {
  const copies = database.connection.collection<StoredCopy>('protected_copies');
  const giveUpAt = performance.now() + WITHIN_MS;
  while (performance.now() < giveUpAt) {
    const made = await copies.findOne({ state: 'made' });
    if (made) return made;
    await wait(100);
  }
  throw new Error('The first log was not protected in time');
}

/** Puts a copy of 200 MB of text in the place of that of the site's first log. */
async function growCopy(site: Site, dir: string): Promise<Viewer> {
  const { connection } = site.database;
  const { _id, reportId, n } = await madeCopy(site);
  const reports = connection.collection<{ _id: string; ref: string }>('reports');
  const report = await reports.findOne({ _id: reportId });
  const href = `${site.served.url}/reports/${report?.ref ?? ''}/files/${n}/log`;
  // The small one, so that the server has shown a log before.
  await timePage(href, site);
  const file = path.join(dir, 'copy');
  const writer = await createCopyWriter(file, () => UNPROTECTED);
  await writer.begin('');
  const piece = syntheticBugreport(PIECE_BYTES);
  for (let done = 0; done < PIECES; done += 1) await writeLines(writer.write, piece);
  const { lines } = await writer.end();
  const { sha256 } = await hashFile(file);
  await createFileVault(path.join(site.uploadsDir, 'protected')).keep(file, sha256);
  await connection
    .collection<StoredCopy>('protected_copies')
    .updateOne({ _id }, { $set: { sha256, lines } });
  return { href, lines };
}

/** A chunk of a file at a time, as an exam does. */
async function writeLines(write: (lines: Buffer) => Promise<void>, text: Buffer): Promise<void> {
  for (let from = 0; from < text.length;) {
    const to = text.indexOf('\n', from + 256 * 1024) + 1 || text.length;
    await write(text.subarray(from, to));
    from = to;
  }
}

/** Milliseconds until the whole page has arrived. */
async function timePage(href: string, { qaCookie }: Site): Promise<number> {
  const begun = performance.now();
  const answer = await fetch(href, { headers: { cookie: qaCookie } });
  const html = await answer.text();
  if (answer.status !== 200 || !html.includes('id="L'))
    throw new Error(`The viewer answered ${answer.status}`);
  return performance.now() - begun;
}

/** The log viewer at a text of 200 MB: what its first page, any page and a search without a hit take. */
export function viewerFigures(): Promise<readonly Figure[]> {
  return withSite(async (site, _engine, dir) => {
    const { href, lines } = await growCopy(site, dir);
    const first = await timePage(`${href}?line=${Math.floor(lines / 2)}`, site);
    const times: number[] = [];
    for (let n = 0; n < WINDOWS; n += 1)
      times.push(await timePage(`${href}?from=${1 + Math.floor((lines / WINDOWS) * n)}`, site));
    times.sort((one, other) => one - other);
    const searches: number[] = [];
    for (let n = 0; n < 3; n += 1)
      searches.push(await timePage(`${href}?q=nowhere+at+all&find=1&from=1`, site));
    const size = `${(PIECES * PIECE_BYTES) / 1e6} MB`;
    return [
      figure(`log viewer, first window of ${size}`, first, 'ms', { goal: '<= 300' }),
      figure('any window of it, median', median(times), 'ms'),
      figure('any window of it, p95', times[Math.floor(times.length * 0.95)] ?? Number.NaN, 'ms'),
      figure('search in it without a hit, one request', median(searches), 'ms'),
    ];
  });
}
