import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEngine, type Engine } from '../../src/platform/engine/engine.js';
import { createLogger } from '../../src/platform/logger.js';
import { openSite, type Site } from './site.js';

/** Builds what is measured. */
export function buildProgram(): void {
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** A database engine in a folder of its own; both are gone afterwards. */
export async function withEngine<Result>(
  work: (engine: Engine, dir: string) => Promise<Result>,
  level: 'warn' | 'fatal' = 'warn',
): Promise<Result> {
  const dir = await mkdtemp(path.join(tmpdir(), 'firstbatch-bench-'));
  const [dataDir, cacheDir] = [path.join(dir, 'database'), path.resolve('.cache')];
  const engine = await startEngine({ dataDir, cacheDir, log: createLogger(level) });
  try {
    return await work(engine, dir);
  } finally {
    await engine.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/** The built application on an engine of its own, with one report in it. */
export function withSite<Result>(
  work: (site: Site, engine: Engine, dir: string) => Promise<Result>,
): Promise<Result> {
  buildProgram();
  return withEngine(async (engine, dir) => {
    await mkdir(path.join(dir, 'site'));
    const site = await openSite(engine.uri, path.join(dir, 'site'), 0);
    try {
      return await work(site, engine, dir);
    } finally {
      await site.stop();
    }
  });
}
