import { expect } from 'chai';
import { later } from '../../../src/kernel/clock.js';
import { createTriageStore } from '../../../src/features/defects/triage-store.js';
import { helpModel } from '../../../src/features/defects/triage-schema.js';
import { openTestDatabase } from '../../support/database.js';

const AT = new Date('2026-03-03T02:00:00Z');
const MANY = 120;

describe('suggestions of testers', () => {
  it('are all counted for credit and against the limit, also those that no page shows', async () => {
    const { connection, close } = await openTestDatabase();
    try {
      const helps = Array.from({ length: MANY }, (_, n) => ({
        ...{ _id: `help-${n}`, defectId: `d${n % 2}`, kind: 'duplicate', otherRef: `D-${n}` },
        ...{ personId: n < MANY / 2 ? 'mei' : 'bo', state: n < MANY / 2 ? 'accepted' : 'open' },
        ...{ at: AT, decidedAt: later(AT, n), text: 'The same' },
      }));
      await helpModel(connection).insertMany(helps);
      const store = createTriageStore(connection);
      const accepted = await store.acceptedOf(['d0', 'd1']);
      expect(new Set(accepted.map(({ id }) => id)).size).to.equal(MANY / 2);
      expect(accepted.find(({ id }) => id === 'help-7')).to.deep.equal({
        ...{ id: 'help-7', defectId: 'd1', kind: 'duplicate', personId: 'mei' },
        at: later(AT, 7),
      });
      expect(await store.openBy('bo', 'd1')).to.equal(MANY / 4);
      expect(await store.openBy('mei', 'd1')).to.equal(0);
    } finally {
      await close();
    }
  });
});
