import { expect } from 'chai';
import { shareReads } from '../../../src/kernel/share-reads.js';

/** Reads that end when they are told to. */
function createSlowReads() {
  const ends: ((fails?: boolean) => void)[] = [];
  const read = shareReads(
    (key: string) => key,
    (key) =>
      new Promise<string>((resolve, reject) => {
        const name = `${key}${ends.length + 1}`;
        ends.push((fails) => {
          if (fails) reject(new Error(name));
          else resolve(name);
        });
      }),
  );
  return { read, ends };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a shared read', () => {
  it('serves all who asked during a read from one that began after them', async () => {
    const { read, ends } = createSlowReads();
    const answers = [read('a'), read('a'), read('a')];
    ends[0]?.();
    await settled();
    expect(ends).to.have.length(2);
    const late = read('a');
    ends[1]?.();
    expect(await Promise.all(answers)).to.deep.equal(['a1', 'a2', 'a2']);
    await settled();
    ends[2]?.();
    expect(await late).to.equal('a3');
  });

  it('keeps what is asked for apart and reads at once when nobody else does', async () => {
    const { read, ends } = createSlowReads();
    const answers = [read('a'), read('b')];
    expect(ends).to.have.length(2);
    for (const end of ends) end();
    expect(await Promise.all(answers)).to.deep.equal(['a1', 'b2']);
    await settled();
    const again = read('a');
    ends[2]?.();
    expect(await again).to.equal('a3');
  });

  it('fails only those who shared the failed read', async () => {
    const { read, ends } = createSlowReads();
    const first = read('a').catch((error: unknown) => (error as Error).message);
    const second = read('a');
    ends[0]?.(true);
    await settled();
    ends[1]?.();
    expect([await first, await second]).to.deep.equal(['a1', 'a2']);
  });
});
