import { compose } from '../../src/compose.js';
import { readConfig } from '../../src/config.js';
import { systemClock } from '../../src/kernel/clock.js';
import { connectDatabase, type Database } from '../../src/platform/database.js';
import { syncIndexes } from '../../src/platform/index-sync.js';
import { quietLog } from './database.js';
import type { SeedTarget } from './seed-target.js';
import { siteEnv, startSite } from './site-process.js';

/** What signs tickets for the processes of `openClaimSites` and of the bench. */
export const CLAIM_SECRET = 'one secret for every process of the site';

/** A database that is seeded through the services, beside the processes that serve it. */
export interface ClaimTarget extends SeedTarget {
  readonly database: Database;
  close(): Promise<void>;
}

export async function openClaimTarget(uri: string, dir: string): Promise<ClaimTarget> {
  const database = await connectDatabase(uri, { log: quietLog });
  const config = readConfig({ ...siteEnv(dir), SESSION_SECRET: CLAIM_SECRET });
  const container = compose({ config, database, log: quietLog, clock: systemClock });
  await syncIndexes(database.connection, quietLog);
  return {
    ...{ container, clock: systemClock, database },
    async close() {
      await container.close();
      await database.close();
    },
  };
}

/** Web processes over one database. */
export interface ClaimSites {
  readonly urls: readonly string[];
  readonly target: ClaimTarget;
  stop(): Promise<void>;
}

export async function openClaimSites(
  uri: string,
  dir: string,
  processes: number,
): Promise<ClaimSites> {
  const target = await openClaimTarget(uri, dir);
  const env = { MONGODB_URI: uri, SESSION_SECRET: CLAIM_SECRET };
  const sites = await Promise.all(Array.from({ length: processes }, () => startSite(dir, env)));
  return {
    urls: sites.map(({ url }) => url),
    target,
    async stop() {
      for (const site of sites) site.kill('SIGTERM');
      await Promise.all(sites.map(({ ended }) => ended));
      await target.close();
    },
  };
}
