import { expect } from 'chai';
import {
  createAllowance,
  entryAt,
  readBackward,
  readForward,
} from '../../../src/features/crashes/log-reading.js';
import { createSieve } from '../../../src/features/crashes/log-view.js';

const BLOCK = 100;
const LINES = Array.from({ length: 1050 }, (_, index) =>
  index % 50 === 49 ? `E/Tag( 1): line ${index + 1}` : `D/Tag( 1): line ${index + 1}`,
);

/** A copy whose blocks are counted as they are read. */
function createCopy() {
  const read: number[] = [];
  return {
    read,
    async *blocks(from = 1) {
      for (let at = Math.floor((from - 1) / BLOCK) * BLOCK; at < LINES.length; at += BLOCK) {
        read.push(at + 1);
        yield await Promise.resolve({ firstLine: at + 1, lines: LINES.slice(at, at + BLOCK) });
      }
    },
  };
}

const numbers = (lines: readonly { readonly n: number }[]): number[] => lines.map(({ n }) => n);
const unlimited = () => createAllowance(Infinity, Infinity, () => 0);
const ERRORS = { level: 'E' } as const;

describe('reading a log in windows', () => {
  it('reads no block beyond the window', async () => {
    const copy = createCopy();
    const { lines, looked } = await readForward(copy, { from: 250, to: 1050 }, 20, createSieve({}));
    expect(numbers(lines)).to.deep.equal(Array.from({ length: 20 }, (_, index) => 250 + index));
    expect(looked).to.deep.equal({ from: 250, to: 269 });
    expect(copy.read).to.deep.equal([201]);
  });

  it('reads nothing of an empty range', async () => {
    const copy = createCopy();
    const { lines } = await readForward(copy, { from: 5, to: 4 }, 20, createSieve({}));
    expect(lines).to.deep.equal([]);
    expect(copy.read).to.deep.equal([]);
  });

  it('goes on until enough lines pass, and says how far it looked', async () => {
    const copy = createCopy();
    const { lines, looked } = await readForward(
      copy,
      { from: 60, to: 1050 },
      3,
      createSieve(ERRORS),
    );
    expect(numbers(lines)).to.deep.equal([100, 150, 200]);
    expect(looked.to).to.equal(200);
  });

  it('stops when the allowance of bytes or of time is spent', async () => {
    const never = createSieve({ words: 'nowhere' });
    const range = { from: 1, to: 1050 };
    const few = createAllowance(1, 1000, () => 0);
    expect((await readForward(createCopy(), range, 1, never, few)).looked.to).to.equal(100);
    let ms = 0;
    const late = createAllowance(1e9, 2, () => (ms += 1));
    expect((await readForward(createCopy(), range, 1, never, late)).looked.to).to.equal(200);
  });

  it('looks upwards for the last lines that pass', async () => {
    const range = { from: 1, to: 1049 };
    const near = await readBackward(createCopy(), range, 2, ERRORS, unlimited());
    expect(numbers(near.lines)).to.deep.equal([950, 1000]);
    expect(near.looked).to.deep.equal({ from: 950, to: 1049 });
    const all = await readBackward(createCopy(), range, 99, ERRORS, unlimited());
    expect(all.lines).to.have.length(20);
    expect(all.looked.from).to.equal(1);
  });

  it('knows which text a line stands in', () => {
    const entries = [
      { entry: 'a', lines: 0, firstLine: 1 },
      { entry: 'b', lines: 5, firstLine: 1 },
      { entry: 'c', lines: 2, firstLine: 6 },
    ];
    expect([1, 5, 6, 7, 8].map((line) => entryAt(entries, line)?.entry)).to.deep.equal([
      ...['b', 'b', 'c', 'c', undefined],
    ]);
  });
});
