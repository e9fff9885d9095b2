import { expect } from 'chai';
import { createDefectQueries } from '../../../src/features/defects/defect-queries.js';
import { defectModel } from '../../../src/features/defects/defect-schema.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createTestClock } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';
import { createDefectWorld } from '../../support/defects.js';

/** What the database did for the newest query of the collection. */
interface Explained {
  readonly queryPlanner: { readonly winningPlan: object };
}

describe('the public list of defects', () => {
  let database: Database;
  before(async () => {
    database = await openTestDatabase();
    const { service } = createDefectWorld(database.connection, createTestClock());
    await syncIndexes(database.connection, quietLog);
    for (const severity of ['critical', 'major', 'minor', 'minor'] as const)
      for (let n = 0; n < 15; n += 1)
        await service.open('ORION-2', { title: 'T', note: '', severity }, { id: 'lin' });
  });
  after(() => database.close());

  for (const order of ['change', 'impact'] as const)
    it(`pages by ${order} without leaving anything out`, async () => {
      const { listPage } = createDefectQueries(database.connection);
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const { rows, next } = await listPage({ shelf: 'open', order }, after);
        seen.push(...rows.map(({ ref }) => ref));
        after = next;
      } while (after !== undefined);
      expect(new Set(seen).size).to.equal(60);
      expect(seen).to.have.length(60);
    });

  for (const [walk, filter] of [
    ['shelf', { shelf: 'open', severity: 'minor' }],
    ['model', { modelCode: 'ORION-2', shelf: 'open', kind: 'problem' }],
    ['build', { builds: '3.0.11', shelf: 'open' }],
  ] as const)
    it(`walks the index of a ${walk} in its order, and sorts nothing`, async () => {
      for (const [order, key] of [
        ['change', 'updatedAt'],
        ['impact', 'score'],
      ] as const) {
        const explained = (await defectModel(database.connection)
          .find(filter)
          .sort({ [key]: -1, _id: -1 })
          .hint(`${walk}_by_${order}`)
          .limit(51)
          .explain('queryPlanner')) as unknown as Explained;
        const plan = JSON.stringify(explained.queryPlanner.winningPlan);
        expect(plan).to.contain('IXSCAN').and.not.contain('"SORT"');
      }
    });
});
