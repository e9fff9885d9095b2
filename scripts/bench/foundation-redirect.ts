import { figure, median, pairRatio, type Figure } from './figure.js';
import { IS_QUICK, interleave, SECONDS } from './interleave.js';
import { load } from './load.js';
import { serveLimit } from './process.js';
import type { Site } from './site.js';

const CONNECTIONS = 50;
const COUNTED_REQUESTS = IS_QUICK ? 5_000 : 20_000;
/** Visits are written at most this long after they were answered. */
const WRITTEN_AFTER_MS = 1_500;
const PHONE =
  'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36';

/** The tracked link beside a bare redirect, and whether every answered visit was stored. */
export async function redirectFigures(site: Site): Promise<Figure[]> {
  const limit = await serveLimit('redirect');
  const run = (url: string, pid: number) => () =>
    load(url, {
      ...{ pid, connections: CONNECTIONS, expect: 302, headers: { 'user-agent': PHONE } },
      seconds: SECONDS,
    });
  const appUrl = site.served.url + site.linkPath;
  const pair = await interleave(
    run(limit.url + site.linkPath, limit.pid),
    run(appUrl, site.served.pid),
  );
  await limit.stop();
  const cpu = pair.app.map(({ cpuUs }) => cpuUs);
  const rate = pair.app.map(({ perSecond }) => perSecond);
  return [
    figure('tracked redirect', median(rate), 'requests/s', {
      against: 'bare Express redirect',
      ratio: pairRatio(
        rate,
        pair.limit.map(({ perSecond }) => perSecond),
      ),
      goal: '>= 1.0',
    }),
    figure('tracked redirect, CPU of the server', median(cpu), 'us/request', {
      against: 'bare Express redirect',
      ratio: pairRatio(
        cpu,
        pair.limit.map(({ cpuUs }) => cpuUs),
      ),
    }),
    await visitsMissing(site, appUrl),
  ];
}

async function visitsMissing(site: Site, url: string): Promise<Figure> {
  const stored = async () => {
    await new Promise((resolve) => setTimeout(resolve, WRITTEN_AFTER_MS));
    return site.database.connection.collection('clicks').countDocuments({});
  };
  const before = await stored();
  const { requests } = await load(url, {
    ...{ pid: site.served.pid, connections: CONNECTIONS, expect: 302 },
    ...{ amount: COUNTED_REQUESTS, headers: { 'user-agent': PHONE } },
  });
  const kept = (await stored()) - before;
  return figure('visits answered and not stored once', Math.abs(requests - kept), 'visits', {
    against: `${requests} requests`,
    goal: '<= 0',
  });
}
