import { expect } from 'chai';
import { DAY, HOUR, MINUTE, later } from '../../../src/kernel/clock.js';
import type { Allocation } from '../../../src/features/allocations/index.js';
import { claimId } from '../../../src/features/claims/claim.js';
import { claimModel } from '../../../src/features/claims/claim-schema.js';
import { personModel } from '../../../src/features/accounts/account-schema.js';
import type { Application, Quota, Round } from '../../../src/features/rounds/index.js';
import { wholeQuota } from '../../../src/features/rounds/round.js';
import { createTestClock, startTestApp, type TestApp } from '../../support/app.js';
import { seedFan, signOffer } from '../../support/allocations.js';
import { seedApplication, seedRound } from '../../support/rounds.js';
import { handOver, stockUnits } from '../../support/units.js';

describe('filling seats', () => {
  let app: TestApp;
  const clock = createTestClock();
  before(async () => {
    app = await startTestApp({ clock });
  });
  after(() => app.stop());

  const fill = (round: Round) => app.container.allocations.fillSeats(round.id);
  const sweep = () => app.container.allocations.sweep();
  const stored = (round: Round) =>
    app.container.database.connection
      .collection<Omit<Allocation, 'id'> & { _id: string }>('allocations')
      .find({ roundId: round.id })
      .sort({ offeredAt: 1, seat: 1 })
      .toArray();
  const open = async (round: Round) => (await stored(round)).filter((one) => one.open);

  /** A first-come round over which `people` queue; the first ones have the seat numbers. */
  async function queue(
    quotas: readonly Quota[],
    people: number,
    overrides: Partial<Round> = {},
  ): Promise<{ round: Round; line: readonly Application[] }> {
    const seats = quotas.reduce((sum, quota) => sum + quota.seats, 0);
    const round = await seedRound(app, { mode: 'first_come', seats, quotas, ...overrides });
    const line: Application[] = [];
    const [quota] = quotas;
    for (let place = 1; place <= people; place += 1) {
      const application = await seedApplication(app, round, await seedFan(app));
      line.push(application);
      await claimModel(app.container.database.connection).create({
        _id: claimId(round.id, quota!.key, place),
        roundId: round.id,
        quota: quota!.key,
        place,
        personId: application.personId,
        applicationId: application.id,
        at: clock.now(),
        state: 'waiting',
        allocationId: null,
      });
    }
    return { round, line };
  }
  const ofPeople = (line: readonly Application[]) => line.map(({ personId }) => personId);

  it('offers 200 seats to 200 people, each once, with two fillers at work', async function () {
    this.timeout(120_000);
    const { round, line } = await queue([wholeQuota('first_come', 200)], 220);
    await Promise.all([fill(round), fill(round)]);
    const offers = await open(round);
    expect(offers.map(({ seat }) => seat).toSorted((a, b) => a - b)).to.deep.equal(
      Array.from({ length: 200 }, (_, index) => index + 1),
    );
    expect(offers.map(({ personId }) => personId).toSorted()).to.deep.equal(
      ofPeople(line.slice(0, 200)).toSorted(),
    );
    await Promise.all([fill(round), fill(round)]);
    expect(await stored(round)).to.have.length(200);
  });

  it('rolls a lapsed, a declined and a withdrawn seat down the line, in its order', async () => {
    const { round, line } = await queue([wholeQuota('first_come', 3)], 6);
    await fill(round);
    const service = app.container.allocations.service;
    await service.decline(line[0]!.ref, { id: line[0]!.personId });
    await service.withdraw(line[1]!.ref);
    await fill(round);
    expect((await open(round)).map(({ personId }) => personId)).to.have.members(
      ofPeople([line[2]!, line[3]!, line[4]!]),
    );
    clock.advance(48 * HOUR + MINUTE);
    await sweep();
    await Promise.all([fill(round), fill(round)]);
    expect(ofPeople(line.slice(5))).to.deep.equal(
      (await open(round)).map(({ personId }) => personId),
    );
    const last = (await open(round))[0]!;
    expect(last).to.include({ seat: 1, quotaKey: 'all', offeredById: null, reason: null });
  });

  it('passes over who withdrew, was suspended, or has a seat already', async () => {
    const { round, line } = await queue([wholeQuota('first_come', 2)], 5);
    const { connection } = app.container.database;
    await connection
      .collection('applications')
      .updateOne({ ref: line[0]!.ref }, { $set: { state: 'withdrawn' } });
    await personModel(connection).updateOne(
      { _id: line[1]!.personId },
      { $set: { status: 'suspended' } },
    );
    const seated = line[2]!;
    await connection.collection<{ _id: string }>('allocations').insertOne({
      _id: 'elsewhere',
      roundId: round.id,
      personId: seated.personId,
      applicationId: 'another',
      applicationRef: 'A-999999',
      seat: 99,
      state: 'held',
      open: true,
    } as { _id: string });
    await Promise.all([fill(round), fill(round)]);
    const offered = (await open(round)).filter(({ _id }) => _id !== 'elsewhere');
    expect(offered.map(({ personId }) => personId)).to.have.members(ofPeople(line.slice(3)));
  });

  it('makes an offer again that a crash broke off after the turn was given', async () => {
    const { round, line } = await queue([wholeQuota('first_come', 1)], 2);
    await app.container.claims.source.give(round, 1, `${round.id}-1-0`);
    await fill(round);
    expect((await open(round)).map(({ personId }) => personId)).to.deep.equal([line[0]!.personId]);
  });

  it('gives nothing away once a seat has brought a unit, nor in a round that is over', async () => {
    const { round, line } = await queue([wholeQuota('first_come', 1)], 3);
    await stockUnits(app, round, 1);
    await fill(round);
    const unit = await signOffer(app, round, (await open(round))[0]!);
    await handOver(app, { id: line[0]!.personId }, unit.ref);
    const { service } = app.container.units;
    await service.moveByAdmin(unit.ref, 'call_back', { return_by: '2027-05-01' }, 'admin');
    await service.moveByAdmin(unit.ref, 'receive', {}, 'admin');
    await fill(round);
    expect(await open(round)).to.deep.equal([]);
    const counts = await app.container.allocations.service.finishedCounts(ofPeople(line));
    expect([...counts]).to.deep.equal([[line[0]!.personId, 1]]);

    const ended = await queue([wholeQuota('first_come', 1)], 1, { endedAt: clock.now() });
    await fill(ended.round);
    expect(await stored(ended.round)).to.deep.equal([]);
  });

  it('binds only units of the revision that the seat is for', async () => {
    const evt = { ...wholeQuota('first_come', 1), hardwareRevision: 'EVT' };
    const { round } = await queue([evt], 1);
    await stockUnits(app, round, 1);
    await fill(round);
    const [offer] = await open(round);
    await signOffer(app, round, offer! as unknown as Allocation).then(
      () => expect.fail('a DVT unit was bound to an EVT seat'),
      (error: unknown) => expect((error as Error).message).to.equal('units.none_left'),
    );
  });

  it('writes down that the round runs with the first acceptance, and who holds what', async () => {
    const { round, line } = await queue([wholeQuota('first_come', 1)], 1, {
      closesAt: later(clock.now(), -DAY),
      opensAt: later(clock.now(), -2 * DAY),
    });
    await stockUnits(app, round, 1);
    await fill(round);
    const unit = await signOffer(app, round, (await open(round))[0]!);
    await handOver(app, { id: line[0]!.personId }, unit.ref);
    const { rounds, allocations } = app.container;
    expect((await rounds.service.roundById(round.id))?.runningAt).to.deep.equal(clock.now());
    const [active] = await allocations.service.activeOf(line[0]!.personId);
    expect(active).to.deep.include({ state: 'held', heldAt: clock.now() });
    const held = await allocations.service.heldAllocationsPage('', 1000);
    expect(held.map(({ personId }) => personId)).to.include(line[0]!.personId);
  });
});
