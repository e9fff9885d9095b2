import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { build } from 'esbuild';
import { commitmentOf } from '../../../src/features/selections/draw.js';
import { decideList, listText } from '../../../src/features/selections/draw-file.js';
import {
  DRAW_FORMAT,
  type Difference,
  type Published,
} from '../../../src/features/selections/verify.js';
import { row, seedOf } from '../../support/draws.js';

/** The code as browsers get it, in a place that has nothing of Node. */
async function bundled(): Promise<(published: Published) => Difference | undefined> {
  const { outputFiles } = await build({
    entryPoints: ['src/features/selections/verify.ts'],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    globalName: 'draw',
    platform: 'browser',
    target: ['chrome100', 'firefox100', 'safari15'],
  });
  const place = { TextEncoder, crypto: undefined };
  runInNewContext(outputFiles[0]!.text, place);
  return (place as unknown as { draw: { verify: (published: Published) => Difference } }).draw
    .verify;
}

describe('the draw as browsers run it', () => {
  const seed = seedOf('browser');
  const terms = {
    quotas: [
      { key: 'best', seats: 4, mode: 'merit' },
      { key: 'rest', seats: 9, mode: 'draw' },
    ],
    spillsOver: true,
  };
  const rows = Array.from({ length: 200 }, (_, name) =>
    row(name, {
      weight: name % 5,
      score: name % 7,
      quotas: name % 3 ? ['best', 'rest'] : ['rest'],
    }),
  );
  const list = listText(rows);
  const { listHash, result, resultHash } = decideList(list, { terms, seed, beacon: '五' });
  const draw = {
    format: DRAW_FORMAT,
    round: 'first-batch',
    commitment: commitmentOf(seed),
    terms,
    listed: rows.length,
    listHash,
    beacon: { value: '五' },
    seed,
    resultHash,
  } as const;

  it('agrees with the server, down to the last line', async function () {
    this.timeout(30_000);
    const verify = await bundled();
    expect(verify({ draw, list, result })).to.equal(undefined);
    const swapped = result.replace(/,rest,5\n/, ',rest,6\n');
    expect(verify({ draw, list, result: swapped })).to.include({ what: 'line' });
    expect(verify({ draw: { ...draw, beacon: { value: '六' } }, list, result })).to.include({
      what: 'line',
    });
  });
});
