import { expect } from 'chai';
import { later } from '../../../src/kernel/clock.js';
import { newId } from '../../../src/kernel/ids.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createSymbolQueries } from '../../../src/features/symbols/symbol-queries.js';
import { createSymbolStore } from '../../../src/features/symbols/symbol-store.js';
import type { SymbolFile } from '../../../src/features/symbols/symbol.js';
import { symbolModel } from '../../../src/features/symbols/symbol-schema.js';
import { TEST_START } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';

const mapping = (id: string, more: Partial<SymbolFile> = {}): SymbolFile => ({
  id: newId(TEST_START),
  kind: 'r8',
  key: id,
  names: [`map:${id}`],
  fileName: 'mapping.txt',
  sha256: id.padEnd(64, '0'),
  size: 100,
  newerVersion: null,
  build: null,
  byId: 'lin',
  addedAt: TEST_START,
  ...more,
});

describe('symbol files', () => {
  let database: Database;
  before(async () => {
    database = await openTestDatabase();
    symbolModel(database.connection);
    await syncIndexes(database.connection, quietLog);
  });
  after(() => database.close());

  it('are one per kind and key, however many arrive at once', async () => {
    const store = createSymbolStore(database.connection);
    const added = await Promise.all(
      Array.from({ length: 10 }, () => store.add(mapping('aaaaaaa'))),
    );
    expect(added.filter(Boolean)).to.have.length(1);
    expect(await store.add(mapping('aaaaaaa', { kind: 'breakpad' }))).to.equal(true);
  });

  it('are found by any of their names', async () => {
    const store = createSymbolStore(database.connection);
    const queries = createSymbolQueries(database.connection);
    await store.add(mapping('bbbbbbb', { names: ['map:bbbbbbb', 'app:com.lanting.reader@42'] }));
    const found = await queries.byNames(['app:com.lanting.reader@42', 'map:unknown']);
    expect(found).to.deep.equal([
      {
        kind: 'r8',
        names: ['map:bbbbbbb', 'app:com.lanting.reader@42'],
        sha256: 'bbbbbbb'.padEnd(64, '0'),
      },
    ]);
    expect(await queries.byNames([])).to.deep.equal([]);
  });

  it('are paged from the latest', async () => {
    const store = createSymbolStore(database.connection);
    const queries = createSymbolQueries(database.connection);
    for (let index = 0; index < 25; index += 1) {
      const id = newId(later(TEST_START, index));
      await store.add(mapping(`c${index}`, { id }));
    }
    const first = await queries.page(undefined);
    const second = await queries.page(first.next);
    expect(first.rows[0]?.key).to.equal('c24');
    expect(first.rows).to.have.length(20);
    expect(second.next).to.equal(undefined);
    expect(second.rows.map(({ id }) => id)).not.to.include(first.rows.at(-1)?.id);
  });
});
