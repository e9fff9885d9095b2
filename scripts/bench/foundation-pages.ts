import { figure, median, pairRatio, type Figure } from './figure.js';
import { interleave, SECONDS } from './interleave.js';
import { load } from './load.js';
import { cpuMs, serveLimit } from './process.js';
import type { Site } from './site.js';

const QUEUE = '/desk?view=waiting';
const ROWS = 50;
const CONNECTIONS = 10;
/** How far the limit's page may be from the real one. */
const SAME_BYTES = 0.02;

/** The queue of QA, one request after the other, with few and with many reports. */
export async function queueFigures(few: Site, many: Site): Promise<Figure[]> {
  const time = (site: Site) => async () => {
    const { served, qaCookie } = site;
    const { perSecond } = await load(served.url + QUEUE, {
      ...{ pid: served.pid, connections: 1, expect: 200, headers: { cookie: qaCookie } },
      seconds: SECONDS,
    });
    return 1000 / perSecond;
  };
  const pair = await interleave(time(few), time(many));
  return [
    figure('queue page with 100,000 reports', median(pair.app), 'ms', {
      against: 'the one with 1,000',
      ratio: pairRatio(pair.app, pair.limit),
      goal: '<= 1.2',
    }),
  ];
}

/** The same page under load beside bare Express that draws as many rows and bytes from memory. */
export async function listFigures(site: Site, enginePid: number): Promise<Figure[]> {
  const { url, pid } = site.served;
  const headers = { cookie: site.qaCookie };
  const bytes = await bytesOf(url + QUEUE, headers);
  const limit = await serveLimit('render', String(bytes), String(ROWS));
  const limitBytes = await bytesOf(`${limit.url}/list`, {});
  if (Math.abs(limitBytes / bytes - 1) > SAME_BYTES)
    throw new Error(`The limit's page has ${limitBytes} bytes, the real one ${bytes}`);
  const options = { connections: CONNECTIONS, expect: 200, seconds: SECONDS };
  const pair = await interleave(
    async () => ({
      ...(await load(`${limit.url}/list`, { ...options, pid: limit.pid })),
      engineUs: 0,
    }),
    async () => {
      const before = cpuMs(enginePid);
      const result = await load(url + QUEUE, { ...options, pid, headers });
      return { ...result, engineUs: ((cpuMs(enginePid) - before) * 1000) / result.requests };
    },
  );
  await limit.stop();
  const rate = pair.app.map(({ perSecond }) => perSecond);
  const cpu = pair.app.map(({ cpuUs }) => cpuUs);
  const against = `bare Express render of ${Math.round(bytes / 1000)} kB`;
  return [
    figure('signed-in list page', median(rate), 'requests/s', {
      against,
      ratio: pairRatio(
        rate,
        pair.limit.map(({ perSecond }) => perSecond),
      ),
      goal: '>= 0.2',
    }),
    figure('signed-in list page, CPU of the server', median(cpu), 'us/request', {
      against,
      ratio: pairRatio(
        cpu,
        pair.limit.map(({ cpuUs }) => cpuUs),
      ),
    }),
    figure(
      'signed-in list page, CPU of the database',
      median(pair.app.map(({ engineUs }) => engineUs)),
      'us/request',
    ),
  ];
}

async function bytesOf(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const answer = await fetch(url, { headers: { ...headers, 'accept-encoding': 'identity' } });
  if (answer.status !== 200) throw new Error(`${url} was answered ${answer.status}`);
  return (await answer.arrayBuffer()).byteLength;
}
