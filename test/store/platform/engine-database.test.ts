import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mongoose, { Schema, type Model } from 'mongoose';
import { pino } from 'pino';
import {
  connectDatabase,
  lastingWriteConcern,
  type Database,
  type Hello,
} from '../../../src/platform/database.js';
import { isDuplicateKey } from '../../../src/platform/duplicate-key.js';
import { startEngine, type Engine } from '../../../src/platform/engine/engine.js';
import { diffIndexes, syncIndexes } from '../../../src/platform/index-sync.js';
import { asUnavailable, isDatabaseDown } from '../../../src/platform/unavailable.js';

const log = pino({ level: 'silent' });
const cacheDir = fileURLToPath(new URL('../../../.cache', import.meta.url));

interface Seat {
  unit: string;
  state: string;
  note?: string;
}
const seatSchema = new Schema<Seat>({ unit: String, state: String, note: String });
seatSchema.index(
  { unit: 1 },
  { name: 'one_open_seat', unique: true, partialFilterExpression: { state: 'open' } },
);
seatSchema.index({ note: 1 }, { name: 'one_note', unique: true, sparse: true });

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('database on the embedded engine', function () {
  this.timeout(20_000);
  let dataDir: string;
  let engine: Engine;
  let database: Database;
  let seats: Model<Seat>;

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'fb-test-'));
    engine = await startEngine({ dataDir, cacheDir, log });
    database = await connectDatabase(engine.uri, { log });
    seats = database.connection.model<Seat>('Seat', seatSchema);
    await syncIndexes(database.connection, log);
  });
  beforeEach(async () => {
    await seats.deleteMany();
    await seats.insertMany([
      { unit: 'a', state: 'open' },
      { unit: 'a', state: 'closed' },
    ]);
  });
  after(async () => {
    await database.close();
    await engine.stop();
    const folder = dirname(decodeURIComponent(new URL(engine.uri).host));
    await Promise.all([dataDir, folder].map((path) => rm(path, { recursive: true })));
  });

  describe('isDuplicateKey', () => {
    const writes: Record<string, () => Promise<unknown>> = {
      'a create': () => seats.create({ unit: 'a', state: 'open' }),
      'an insertMany': () => seats.insertMany([{ unit: 'a', state: 'open' }]),
      'an update': () => seats.updateOne({ state: 'closed' }, { state: 'open' }),
      'a findOneAndUpdate': () => seats.findOneAndUpdate({ state: 'closed' }, { state: 'open' }),
    };
    for (const [name, write] of Object.entries(writes)) {
      it(`names the unique partial index that refuses ${name}`, async () => {
        const error = await rejection(write());
        expect(isDuplicateKey(error)).to.equal(true);
        expect(isDuplicateKey(error, 'one_open_seat')).to.equal(true);
        expect(isDuplicateKey(error, 'one_note')).to.equal(false);
      });
    }

    it('is not misled by a stored text that quotes an index', async () => {
      const note = ' index: one_open_seat dup key: ';
      await seats.create({ unit: 'b', state: 'closed', note });
      const error = await rejection(seats.create({ unit: 'c', state: 'closed', note }));
      expect(isDuplicateKey(error, 'one_note')).to.equal(true);
      expect(isDuplicateKey(error, 'one_open_seat')).to.equal(false);
    });

    it('is false for a batch of which something was refused for another reason', async () => {
      interface Mixed {
        _id: number;
        one: number | number[];
        other: number | number[];
      }
      const mixed = database.connection.collection<Mixed>('mixed');
      await mixed.createIndexes([{ key: { one: 1, other: 1 }, name: 'both' }]);
      const known = { _id: 1, one: 1, other: 1 };
      await mixed.insertOne(known);
      const refused = (...batch: Mixed[]) => rejection(mixed.insertMany(batch, { ordered: false }));
      expect(isDuplicateKey(await refused(known), '_id_')).to.equal(true);
      const parallel = { _id: 2, one: [1, 2], other: [1, 2] };
      expect(isDuplicateKey(await refused(known, parallel))).to.equal(false);
    });

    it('is false for anything else', () => {
      expect(
        [undefined, 'E11000', new Error('E11000')].map((e) => isDuplicateKey(e)),
      ).to.deep.equal([false, false, false]);
    });
  });

  describe('connection', () => {
    const servers: [string, Hello, string | number][] = [
      ['a single server', {}, 1],
      ['a replica set', { setName: 'rs0' }, 'majority'],
      ['a sharded cluster', { msg: 'isdbgrid' }, 'majority'],
    ];
    for (const [name, hello, w] of servers) {
      it(`waits for the journal and w ${w} on ${name}`, () => {
        expect(lastingWriteConcern(hello)).to.deep.equal({ w, journal: true });
      });
    }

    it('overrules another w in the address', async () => {
      const address = engine.uri.replace('journal=true', 'journal=true&w=majority');
      const other = await connectDatabase(address, { log });
      expect(other.connection.db?.writeConcern).to.include({ journal: true, w: 1 });
      await other.close();
    });

    it('refuses an address that switches the journal off', async () => {
      const address = engine.uri.replace('journal=true', 'journal=false');
      const error = await rejection(connectDatabase(address, { log }));
      expect(String(error)).to.include('may not switch the journal off');
    });

    const refused: Record<string, [() => Promise<unknown>, string]> = {
      'an unknown field in a create': [
        () => seats.create({ unit: 'x', state: 'open', role: 'admin' } as Seat),
        'StrictModeError',
      ],
      'an unknown field in an update': [
        () => seats.updateOne({ unit: 'a' }, { $set: { role: 'admin' } }),
        'StrictModeError',
      ],
      'an unknown field in a filter': [
        () => seats.findOne({ role: 'admin' } as never).exec(),
        'StrictModeError',
      ],
      'an operator in a value': [() => seats.findOne({ unit: { $ne: 'a' } }).exec(), 'CastError'],
    };
    for (const [name, [use, expected]] of Object.entries(refused)) {
      it(`refuses ${name}`, async () => {
        expect(await rejection(use())).to.have.property('name', expected);
      });
    }

    it('lets an operator through that the code marks as its own', async () => {
      const filter = { state: mongoose.trusted({ $in: ['open', 'closed'] }) };
      expect(await seats.countDocuments(filter)).to.equal(2);
    });

    it('fails within five seconds, as unavailable, where nothing answers', async () => {
      const nowhere = engine.uri.replace('db.sock', 'nobody.sock');
      const error = await rejection(connectDatabase(nowhere, { log }));
      expect(isDatabaseDown(error)).to.equal(true);
      expect(asUnavailable(error)).to.include({ status: 503, code: 'unavailable' });
    });

    it('leaves an ordinary error as it is', async () => {
      const error = await rejection(seats.create({ unit: 'a', state: 'open' }));
      expect(asUnavailable(error)).to.equal(error);
    });
  });

  describe('indexes', () => {
    it('are all there after a sync and a second sync changes nothing', async () => {
      await syncIndexes(database.connection, log);
      expect(await diffIndexes(database.connection)).to.deep.equal([]);
    });

    it('are kept when no schema declares them', async () => {
      await seats.collection.createIndexes([{ key: { state: 1 }, name: 'by_hand' }]);
      await syncIndexes(database.connection, log);
      expect(await diffIndexes(database.connection)).to.deep.equal([
        { collection: 'seats', missing: [], changed: [], unknown: ['by_hand'] },
      ]);
      await seats.collection.dropIndex('by_hand');
    });

    it('are never replaced by another definition of the same name', async () => {
      await seats.collection.dropIndex('one_note');
      await seats.collection.createIndexes([{ key: { note: 1 }, name: 'one_note' }]);
      const error = await rejection(syncIndexes(database.connection, log));
      expect(String(error)).to.include('seats.one_note');
      await seats.collection.dropIndex('one_note');
      await syncIndexes(database.connection, log);
      expect(await diffIndexes(database.connection)).to.deep.equal([]);
    });
  });
});
