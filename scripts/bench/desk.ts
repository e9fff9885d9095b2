import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { buildProgram, withEngine } from './engine.js';
import { fillStore, type StoreSize } from './desk-store.js';
import { pageFigures } from './desk-pages.js';
import { streamFigures } from './desk-streams.js';
import { figure, type Figure } from './figure.js';
import { IS_QUICK } from './interleave.js';
import { residentMb } from './process.js';
import { openSite, type Site } from './site.js';

const FEW: StoreSize = { reports: 10_000, defects: 2_000, releases: 20 };
const MANY: StoreSize = IS_QUICK
  ? { reports: 50_000, defects: 10_000, releases: 40 }
  : { reports: 1_000_000, defects: 50_000, releases: 200 };

const inWords = (count: number): string => count.toLocaleString('en');

/** Queue, defects and releases with few and with many reports in the store, and the live desk. */
export async function desk(): Promise<readonly Figure[]> {
  buildProgram();
  return withEngine(async (engine, dir) => {
    const sites: Site[] = [];
    const open = async (name: string, size: StoreSize): Promise<Site> => {
      const uri = new URL(engine.uri);
      uri.pathname = `/${name}`;
      await mkdir(path.join(dir, name));
      const site = await openSite(uri.href, path.join(dir, name), 0);
      sites.push(site);
      await publishOne(site);
      await fillStore(site, uri.href, size);
      return site;
    };
    try {
      const few = await open('few', FEW);
      const started = performance.now();
      const many = await open('many', MANY);
      const filled = figure('store generated', (performance.now() - started) / 1000, 's', {
        goal: '<= 600',
      });
      const names = {
        fewName: `${inWords(FEW.reports)} reports`,
        manyName: `${inWords(MANY.reports)} reports`,
      };
      const pages = await pageFigures({ few, many, ...names });
      const streams = await streamFigures(many);
      const memory = figure('server memory after all of it', residentMb(many.served.pid), 'MB');
      return [filled, ...pages, ...streams, memory];
    } finally {
      for (const site of sites) await site.stop();
    }
  });
}

/** The site's one report becomes a defect, which is fixed and released, as people do it. */
async function publishOne(site: Site): Promise<void> {
  const post = async (where: string, fields: Readonly<Record<string, string>>): Promise<string> => {
    const answer = await fetch(site.served.url + where, {
      ...{ method: 'POST', redirect: 'manual' as const, body: new URLSearchParams(fields) },
      headers: { cookie: site.qaCookie },
    });
    if (answer.status !== 303) throw new Error(`${where} was answered ${answer.status}`);
    return answer.headers.get('location') ?? '';
  };
  const report = await site.database.connection.collection('reports').findOne({});
  const ref = String(report?.['ref']);
  const title = 'The speaker falls silent during a call';
  await post(`/reports/${ref}/link`, { defect: '', title, note: '', severity: 'major' });
  const defect = await site.database.connection.collection('defects').findOne({});
  await post(`/defects/${String(defect?.['ref'])}/resolve`, { fixBuild: '3.0.12' });
  const release = await post('/releases', { version: 'orion-2_3.0.12' });
  await post(`${release}/freeze`, {});
  await post(`${release}/publish`, {});
}
