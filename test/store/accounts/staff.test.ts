import { expect } from 'chai';
import { createAccountQueries } from '../../../src/features/accounts/account-queries.js';
import { personModel } from '../../../src/features/accounts/account-schema.js';
import { openTestDatabase } from '../../support/database.js';

const MANY = 250;

describe('everybody with a role', () => {
  it('is found, however many they are, and who is suspended is not', async () => {
    const { connection, close } = await openTestDatabase();
    try {
      const people = Array.from({ length: MANY }, (_, n) => ({
        ...{ _id: `qa-${n}`, email: `qa-${n}@example.org`, handle: `qa-${n}`, name: `QA ${n}` },
        ...{ passwordHash: 'none', roles: ['qa'], status: n === 0 ? 'suspended' : 'active' },
        ...{ language: 'en', zone: 'Asia/Shanghai', sessionEpoch: 0, createdAt: new Date(0) },
      }));
      await personModel(connection).insertMany(people);
      const staff = await createAccountQueries(connection).withRole('qa');
      expect(staff).to.have.length(MANY - 1);
      expect(staff.map(({ id }) => id)).not.to.contain('qa-0');
    } finally {
      await close();
    }
  });
});
