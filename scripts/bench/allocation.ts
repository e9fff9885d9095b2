import { claimFigures } from './allocation-claims.js';
import { drawFigures } from './allocation-draw.js';
import { buildProgram, withEngine } from './engine.js';
import type { Figure } from './figure.js';

/** How people come by seats: the rush of a first-come round, and the draw of a large one. */
export async function allocation(): Promise<readonly Figure[]> {
  buildProgram();
  return withEngine(async (engine, dir) => {
    const claims = await claimFigures(engine, dir);
    return [...claims, ...(await drawFigures())];
  }, 'fatal');
}
