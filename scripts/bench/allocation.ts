import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEngine } from '../../src/platform/engine/engine.js';
import { createLogger } from '../../src/platform/logger.js';
import { claimFigures } from './allocation-claims.js';
import { drawFigures } from './allocation-draw.js';
import type { Figure } from './figure.js';

/** How people come by seats: the rush of a first-come round, and the draw of a large one. */
export async function allocation(): Promise<readonly Figure[]> {
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const dir = await mkdtemp(path.join(tmpdir(), 'firstbatch-bench-'));
  const dataDir = path.join(dir, 'database');
  const log = createLogger('fatal');
  const engine = await startEngine({ dataDir, cacheDir: path.resolve('.cache'), log });
  try {
    const claims = await claimFigures(engine, dir);
    return [...claims, ...(await drawFigures())];
  } finally {
    await engine.stop();
    await rm(dir, { recursive: true, force: true });
  }
}
