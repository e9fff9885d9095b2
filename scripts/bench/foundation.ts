import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEngine } from '../../src/platform/engine/engine.js';
import { createLogger } from '../../src/platform/logger.js';
import type { Figure } from './figure.js';
import { figure } from './figure.js';
import { listFigures, queueFigures } from './foundation-pages.js';
import { redirectFigures } from './foundation-redirect.js';
import { uploadFigures } from './foundation-uploads.js';
import { residentMb } from './process.js';
import { openSite, type Site } from './site.js';

const FEW_REPORTS = 1_000;
const MANY_REPORTS = 100_000;

/** Everything that later families stand on: uploads, the tracked link, lists, memory. */
export async function foundation(): Promise<readonly Figure[]> {
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const dir = await mkdtemp(path.join(tmpdir(), 'firstbatch-bench-'));
  const log = createLogger('warn');
  const dataDir = path.join(dir, 'database');
  const engine = await startEngine({ dataDir, cacheDir: path.resolve('.cache'), log });
  const sites: Site[] = [];
  const open = async (name: string, reports: number): Promise<Site> => {
    const uri = new URL(engine.uri);
    uri.pathname = `/${name}`;
    await mkdir(path.join(dir, name));
    const site = await openSite(uri.href, path.join(dir, name), reports);
    sites.push(site);
    return site;
  };
  try {
    const few = await open('few', FEW_REPORTS);
    const uploads = await uploadFigures(few, dir);
    const redirect = await redirectFigures(few);
    const many = await open('many', MANY_REPORTS);
    const queue = await queueFigures(few, many);
    const list = await listFigures(few, engine.pid() ?? 0);
    const memory = figure('server memory after all of it', residentMb(few.served.pid), 'MB', {
      goal: '<= 220',
    });
    return [...uploads, ...redirect, ...queue, ...list, memory];
  } finally {
    for (const site of sites) await site.stop();
    await engine.stop();
    await rm(dir, { recursive: true, force: true });
  }
}
