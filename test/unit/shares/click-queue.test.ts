import { expect } from 'chai';
import { createClickQueue } from '../../../src/features/shares/click-queue.js';
import { quietLog } from '../../support/database.js';

describe('the queue of visits', () => {
  it('writes in order what was pushed, also while a write is under way', async () => {
    const written: number[] = [];
    const queue = createClickQueue<number>({
      log: quietLog,
      write: (batch) => Promise.resolve().then(() => void written.push(...batch)),
    });
    for (let n = 0; n < 5_000; n += 1) queue.push(n);
    const flushed = queue.flush();
    queue.push(5_000);
    await flushed;
    await queue.close();
    expect(written).to.deep.equal(Array.from({ length: 5_001 }, (_, n) => n));
  });

  it('keeps a refused batch and writes it again', async () => {
    const written: number[] = [];
    let isAway = true;
    const queue = createClickQueue<number>({
      log: quietLog,
      write: (batch) =>
        isAway ? Promise.reject(new Error('away')) : Promise.resolve(void written.push(...batch)),
    });
    queue.push(1);
    await queue.flush();
    queue.push(2);
    isAway = false;
    await queue.close();
    expect(written).to.deep.equal([1, 2]);
  });

  it('drops what does not fit and says how many', async () => {
    const told: object[] = [];
    const log = Object.assign(Object.create(quietLog) as typeof quietLog, {
      error: (facts: object) => told.push(facts),
    });
    const written: number[] = [];
    const queue = createClickQueue<number>({
      log,
      capacity: 3,
      write: (batch) => Promise.resolve(void written.push(...batch)),
    });
    for (let n = 0; n < 5; n += 1) queue.push(n);
    await queue.close();
    expect(written).to.deep.equal([0, 1, 2]);
    expect(told).to.deep.equal([{ dropped: 2 }]);
  });
});
