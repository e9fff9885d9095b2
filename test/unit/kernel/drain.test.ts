import { expect } from 'chai';
import { drain } from '../../../src/kernel/drain.js';

describe('drain', () => {
  it('asks once where nothing waits', async () => {
    let asked = 0;
    await drain(() => Promise.resolve(++asked < 1), 3);
    expect(asked).to.equal(1);
  });

  it('does everything that waits, never more than its lanes at once', async () => {
    let left = 20;
    let running = 0;
    let most = 0;
    await drain(async () => {
      if (left === 0) return false;
      left -= 1;
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return true;
    }, 3);
    expect([left, running, most]).to.deep.equal([0, 0, 3]);
  });

  it('ends the others before it tells of a failure', async () => {
    const done: number[] = [];
    let next = 0;
    const work = async () => {
      const number = (next += 1);
      if (number === 2) throw new Error('the second fails');
      await new Promise((resolve) => setImmediate(resolve));
      done.push(number);
      return number < 6;
    };
    const told = await drain(work, 2).catch((error: unknown) => (error as Error).message);
    expect(told).to.equal('the second fails');
    expect(done).to.deep.equal([1, 3, 4, 5, 6]);
  });
});
