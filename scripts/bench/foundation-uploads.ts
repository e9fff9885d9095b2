import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { figure, median, pairRatio, type Figure } from './figure.js';
import { interleave, type Pair } from './interleave.js';
import { upload } from './load.js';
import { peakMb, resetPeak, serveLimit } from './process.js';
import type { Site } from './site.js';

const MB = 1_000_000;
/** A small one is over too soon to be measured by itself. */
const SMALL = { bytes: 50 * MB, times: 4 };
const LARGE = { bytes: 500 * MB, times: 1 };
const TINY = { bytes: MB, times: 4 };

/** Uploads beside the bare multipart parser, and what a large one adds to the server's memory. */
export async function uploadFigures(site: Site, dir: string): Promise<Figure[]> {
  const { url, pid } = site.served;
  const limitDir = path.join(dir, 'limit');
  await mkdir(limitDir);
  const limit = await serveLimit('upload', limitDir);
  const headers = { cookie: site.testerCookie };

  async function toApp({ bytes, times }: typeof SMALL) {
    resetPeak(pid);
    const ms = await sendAll({ url, path: '/uploads', headers }, bytes, times);
    await emptyVault(site.uploadsDir);
    return { perSecond: (bytes * times) / MB / (ms / 1000), peak: peakMb(pid) };
  }
  async function toLimit({ bytes, times }: typeof SMALL) {
    const ms = await sendAll({ url: limit.url, path: '/uploads' }, bytes, times);
    return { perSecond: (bytes * times) / MB / (ms / 1000), peak: peakMb(limit.pid) };
  }

  const small = await interleave(
    () => toLimit(SMALL),
    () => toApp(SMALL),
  );
  const large = await interleave(
    async () => ({ ...(await toLimit(LARGE)), added: 0 }),
    async () => {
      const tiny = await toApp(TINY);
      const large = await toApp(LARGE);
      return { ...large, added: large.peak - tiny.peak };
    },
  );
  await limit.stop();
  return [
    rate('upload of 50 MB', small),
    rate('upload of 500 MB', large),
    figure(
      'memory of 500 MB over that of 1 MB',
      median(large.app.map(({ added }) => added)),
      'MB',
      { goal: '<= 30' },
    ),
  ];
}

function rate(name: string, pair: Pair<{ readonly perSecond: number }>): Figure {
  const app = pair.app.map(({ perSecond }) => perSecond);
  const limit = pair.limit.map(({ perSecond }) => perSecond);
  return figure(name, median(app), 'MB/s', {
    against: 'bare busboy to disk',
    ratio: pairRatio(app, limit),
    goal: '>= 0.7',
  });
}

async function sendAll(to: Parameters<typeof upload>[0], bytes: number, times: number) {
  let ms = 0;
  for (let n = 0; n < times; n += 1) ms += await upload(to, bytes);
  return ms;
}

/** Gigabytes of nothing are not kept; the limit's server removes its files too. */
async function emptyVault(dir: string): Promise<void> {
  const folders = (await readdir(dir)).filter((name) => name !== 'incoming');
  for (const name of folders) await rm(path.join(dir, name), { recursive: true });
}
