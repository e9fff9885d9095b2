import { expect } from 'chai';
import { createDrawPool } from '../../../src/features/selections/draw-pool.js';
import { decideTask, dryRunTask } from '../../../src/features/selections/draw-work.js';
import { listText } from '../../../src/features/selections/draw-file.js';
import { tallyStrata } from '../../../src/features/selections/strata.js';
import { oneQuota, row, seedOf } from '../../support/draws.js';

const rows = Array.from({ length: 4_000 }, (_, name) => row(name, { weight: 1 + (name % 3) }));
const list = listText(rows);
const facts = { terms: oneQuota(30), seed: seedOf('pool'), beacon: 'public value' };

describe('a long list', () => {
  const pool = createDrawPool();
  after(() => pool.close());

  it('comes out of its own thread as it does at once', async function () {
    this.timeout(30_000);
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 10);
    const drawn = await pool.decide({ list, facts });
    clearInterval(timer);
    expect(drawn).to.deep.equal(decideTask({ list, facts }));
    expect(ticks).to.be.above(3);
  });

  it('is rehearsed with the average that its weights lead to', async function () {
    this.timeout(30_000);
    const people = rows.slice(0, 300).map((one, index) => ({
      ...one,
      city: index % 3 === 0 ? '重庆' : '成都',
      cohort: '',
    }));
    const tallied = await tallyStrata(people, facts.terms, (task) =>
      Promise.resolve(dryRunTask({ ...task, runs: 60, seed: seedOf('dry') })),
    );
    expect(tallied.strata.map(({ city, people }) => [city, people])).to.deep.equal([
      ['成都', 200],
      ['重庆', 100],
    ]);
    const won = tallied.strata.reduce((sum, { expected }) => sum + expected, 0);
    expect(won).to.be.closeTo(30, 1e-9);
    // Weights: 1 for each in 重庆, 2 or 3 in 成都; 100 of 600 lots give about 5 of 30 seats.
    expect(tallied.strata[1]!.expected).to.be.within(3.5, 7);
    expect(tallied.quotas[0]).to.include({ key: 'all', people: 300 });
  });
});
