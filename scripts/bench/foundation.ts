import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { buildProgram, withEngine } from './engine.js';
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
  buildProgram();
  return withEngine(async (engine, dir) => {
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
    }
  });
}
