import { expect } from 'chai';
import { HOUR, MINUTE } from '../../../src/kernel/clock.js';
import { Conflict, type Refusal } from '../../../src/kernel/errors.js';
import { createAllocationStore } from '../../../src/features/allocations/allocation-store.js';
import type { Allocation } from '../../../src/features/allocations/index.js';
import type { Round } from '../../../src/features/rounds/index.js';
import type { UnitCard } from '../../../src/features/units/index.js';
import { createTestClock, startTestApp, type TestApp } from '../../support/app.js';
import { giveUnit, seedFan, seedOffer, signOffer } from '../../support/allocations.js';
import { seedApplication, seedRound } from '../../support/rounds.js';
import { bindingOf, handOver, sendOff, stockUnits, storedUnit } from '../../support/units.js';

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error as Refusal).code,
  );

describe('allocations in the database', () => {
  let app: TestApp;
  let round: Round;
  const clock = createTestClock();
  before(async () => {
    app = await startTestApp({ clock });
  });
  after(() => app.stop());
  beforeEach(async () => {
    round = await seedRound(app);
  });

  const fan = () => seedFan(app);
  const service = () => app.container.allocations.service;
  const units = () => app.container.units.service;
  const sweep = () => app.container.allocations.sweep();
  const stored = async (id: string): Promise<Allocation> =>
    (await createAllocationStore(app.container.database.connection).byId(id))!;

  /** Every reserved unit belongs to an open, signed allocation that names it, and the other way round. */
  async function expectNothingHalfDone(): Promise<void> {
    const { connection } = app.container.database;
    const bound = await connection
      .collection<UnitCard & { _id: string }>('units')
      .find({ roundId: round.id, allocationId: { $ne: null } })
      .toArray();
    const signed = await connection
      .collection<Allocation & { _id: string }>('allocations')
      .find({ roundId: round.id, state: { $in: ['signed', 'held'] } })
      .toArray();
    const pairs = (list: readonly string[]) => [...list].sort();
    expect(
      pairs(bound.map(({ _id, allocationId }) => `${allocationId ?? ''} ${_id}`)),
    ).to.deep.equal(pairs(signed.map(({ _id, unitId }) => `${_id} ${unitId ?? ''}`)));
    const half = await connection
      .collection('units')
      .countDocuments({ roundId: round.id, state: 'in_stock', holderId: { $ne: null } });
    expect(half).to.equal(0);
  }

  describe('an offer', () => {
    it('takes the lowest free seat for the hours that the round gives', async () => {
      const first = await seedOffer(app, round, await fan());
      const second = await seedOffer(app, round, await fan());
      expect([first.seat, second.seat]).to.deep.equal([1, 2]);
      expect(first.offerExpiresAt.getTime() - clock.now().getTime()).to.equal(48 * HOUR);
      await service().withdraw(first.applicationRef);
      expect((await seedOffer(app, round, await fan())).seat).to.equal(1);
    });

    it('is given once when two admins offer one person a seat at once', async () => {
      const application = await seedApplication(app, round, await fan());
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          codeOf(service().offer(application.ref, { id: `admin-${n}` }, 'why')),
        ),
      );
      expect(answers.filter((code) => code === 'done')).to.have.length(1);
      expect(answers.filter((code) => code === 'allocations.already_offered')).to.have.length(7);
      expect(await service().seatsTaken(round.id)).to.equal(1);
    });

    it('gives the last seat to one when two admins offer it to two people at once', async () => {
      round = await seedRound(app, { seats: 1 });
      const refs = await Promise.all(
        Array.from({ length: 8 }, async () => (await seedApplication(app, round, await fan())).ref),
      );
      const answers = await Promise.all(
        refs.map((ref) => codeOf(service().offer(ref, { id: 'admin' }, 'why'))),
      );
      expect(answers.filter((code) => code === 'done')).to.have.length(1);
      expect(answers.filter((code) => code === 'allocations.no_seat_left')).to.have.length(7);
    });

    it('finds a seat for everybody when many are offered at once and there is room', async () => {
      const refs = await Promise.all(
        Array.from(
          { length: 10 },
          async () => (await seedApplication(app, round, await fan())).ref,
        ),
      );
      const offers = await Promise.all(
        refs.map((ref) => service().offer(ref, { id: 'admin' }, 'why')),
      );
      expect(offers.map(({ seat }) => seat).sort((a, b) => a - b)).to.deep.equal([
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
      ]);
    });

    it('is refused for a withdrawn application and outside the life of the round', async () => {
      const withdrawn = await seedApplication(app, round, await fan(), { state: 'withdrawn' });
      expect(await codeOf(service().offer(withdrawn.ref, { id: 'a' }, 'why'))).to.equal(
        'allocations.application_withdrawn',
      );
      const ended = await seedRound(app, { endedAt: clock.now() });
      const late = await seedApplication(app, ended, await fan());
      expect(await codeOf(service().offer(late.ref, { id: 'a' }, 'why'))).to.equal(
        'allocations.round_not_running',
      );
    });
  });

  describe('a signature', () => {
    it('of 20 testers, each sent ten times at once, gives each one unit of their own', async function () {
      this.timeout(60_000);
      round = await seedRound(app, { seats: 20 });
      await stockUnits(app, round, 20);
      const offers: Allocation[] = [];
      for (let n = 0; n < 20; n += 1) offers.push(await seedOffer(app, round, await fan()));
      const answers = await Promise.all(
        offers.flatMap((offer) =>
          Array.from({ length: 10 }, async () => ({
            personId: offer.personId,
            unit: await signOffer(app, round, offer),
          })),
        ),
      );
      expect(answers).to.have.length(200);
      expect(new Set(answers.map(({ unit }) => unit.ref)).size).to.equal(20);
      for (const { personId, unit } of answers) expect(unit.holderId).to.equal(personId);
      for (const { personId } of offers) {
        const own = answers.filter((answer) => answer.personId === personId);
        expect(new Set(own.map(({ unit }) => unit.ref)).size).to.equal(1);
      }
      expect(await service().seatsTaken(round.id)).to.equal(20);
      await expectNothingHalfDone();
    });

    it('of 200 valid offers for 10 units at once succeeds 10 times and else says that none is left', async function () {
      this.timeout(120_000);
      round = await seedRound(app, { seats: 200 });
      await stockUnits(app, round, 10);
      const offers: Allocation[] = [];
      for (let n = 0; n < 200; n += 1) offers.push(await seedOffer(app, round, await fan()));
      const answers = await Promise.all(
        offers.map((offer) => codeOf(signOffer(app, round, offer))),
      );
      expect(answers.filter((code) => code === 'done')).to.have.length(10);
      expect(answers.filter((code) => code === 'units.none_left')).to.have.length(190);
      await expectNothingHalfDone();
      // The others keep their offer: with more units they can sign.
      await stockUnits(app, round, 1);
      const next = offers[answers.indexOf('units.none_left')]!;
      expect(await codeOf(signOffer(app, round, next))).to.equal('done');
    });

    it('keeps which text was signed, in the unit and in the allocation', async () => {
      const [unit] = await stockUnits(app, round, 1);
      const offer = await seedOffer(app, round, await fan());
      await signOffer(app, round, offer);
      const [consent] = (await stored(offer.id)).consents;
      expect(consent).to.deep.include({ version: 1, hash: round.agreement.hash, language: 'en' });
      const event = (await storedUnit(app, unit!.id)).events.at(-1)!;
      expect(event.facts).to.include({ agreement: 1, agreement_hash: round.agreement.hash });
    });

    it('is refused for another text than the one that holds now', async () => {
      await stockUnits(app, round, 1);
      const offer = await seedOffer(app, round, await fan());
      const signing = { agreementHash: 'f'.repeat(64), language: 'en' } as const;
      const sent = service().sign(offer.applicationRef, { id: offer.personId }, signing);
      expect(await codeOf(sent)).to.equal('allocations.agreement_changed');
    });

    it('is for the applicant alone', async () => {
      await stockUnits(app, round, 1);
      const offer = await seedOffer(app, round, await fan());
      const forged = { ...offer, personId: 'mallory' };
      expect(await codeOf(signOffer(app, round, forged))).to.equal('not_found');
    });

    it('is refused at the deadline, before the job has closed the offer', async () => {
      await stockUnits(app, round, 1);
      const offer = await seedOffer(app, round, await fan());
      clock.advance(48 * HOUR);
      expect(await codeOf(signOffer(app, round, offer))).to.equal('allocations.offer_over');
    });
  });

  describe('the job', () => {
    it('lapses what is over and leaves what is not', async () => {
      const old = await seedOffer(app, round, await fan());
      clock.advance(HOUR);
      const young = await seedOffer(app, round, await fan());
      clock.advance(47 * HOUR + MINUTE);
      await sweep();
      expect(await stored(old.id)).to.include({ state: 'lapsed', open: false });
      expect(await stored(young.id)).to.include({ state: 'offered', open: true });
    });

    it('racing with signatures leaves each seat signed with a unit or lapsed without', async function () {
      this.timeout(60_000);
      round = await seedRound(app, { seats: 20 });
      await stockUnits(app, round, 20);
      const offers: Allocation[] = [];
      for (let n = 0; n < 20; n += 1) offers.push(await seedOffer(app, round, await fan()));
      clock.advance(48 * HOUR - 1);
      // Each signature passes the look at the deadline; then time is over for all of them at once.
      const signing = offers.map((offer) => codeOf(signOffer(app, round, offer)));
      const allocations = createAllocationStore(app.container.database.connection);
      const lapsing = offers.map(({ id }) => allocations.move(id, 'lapse'));
      const [signed, lapsed] = await Promise.all([Promise.all(signing), Promise.all(lapsing)]);
      clock.advance(MINUTE);
      await sweep();
      await expectNothingHalfDone();
      for (const [n, offer] of offers.entries()) {
        const { state } = await stored(offer.id);
        expect(state).to.equal(lapsed[n] ? 'lapsed' : 'signed');
        expect(signed[n]).to.equal(lapsed[n] ? 'allocations.offer_over' : 'done');
      }
    });

    it('writes down a signature that a crash left at the binding of the unit', async () => {
      await stockUnits(app, round, 1);
      const offer = await seedOffer(app, round, await fan());
      const unit = await units().bind(round.id, bindingOf(offer.id, offer.personId, clock.now()));
      clock.advance(72 * HOUR);
      await sweep();
      const healed = await stored(offer.id);
      expect(healed).to.include({ state: 'signed', unitId: unit.id });
      expect(healed.consents[0]?.at.getTime()).to.equal(clock.now().getTime() - 72 * HOUR);
      await expectNothingHalfDone();
    });

    it('frees a unit that was bound to a seat which closed meanwhile', async () => {
      const [unit] = await stockUnits(app, round, 1);
      const offer = await seedOffer(app, round, await fan());
      const allocations = createAllocationStore(app.container.database.connection);
      await allocations.move(offer.id, 'decline');
      await units().bind(round.id, bindingOf(offer.id, offer.personId, clock.now()));
      await sweep();
      expect((await storedUnit(app, unit!.id)).state).to.equal('in_stock');
      await expectNothingHalfDone();
    });

    it('derives held and ended from the unit when the news was missed', async () => {
      const person = await fan();
      const unit = await giveUnit(app, round, person);
      const [allocation] = await service().openOf(person.id);
      const records = app.container.database.connection.collection<{ _id: string }>('allocations');
      await records.updateOne({ _id: allocation!.id }, { $set: { state: 'signed' } });
      await sweep();
      expect((await stored(allocation!.id)).state).to.equal('held');
      await units().moveByAdmin(unit.ref, 'lose', { note: 'left in a taxi' }, 'admin');
      await records.updateOne({ _id: allocation!.id }, { $set: { state: 'held', open: true } });
      await sweep();
      expect(await stored(allocation!.id)).to.include({ state: 'ended', open: false });
    });

    it('is idle when it runs twice at once', async () => {
      await stockUnits(app, round, 3);
      for (let n = 0; n < 3; n += 1)
        await units().bind(
          round.id,
          bindingOf((await seedOffer(app, round, await fan())).id, 'x', clock.now()),
        );
      await Promise.all([sweep(), sweep(), sweep()]);
      await expectNothingHalfDone();
    });
  });

  describe('the end of an allocation', () => {
    it('comes with the acceptance as held and with the return as ended, and frees the seat', async () => {
      const person = await fan();
      await stockUnits(app, round, 1);
      const offer = await seedOffer(app, round, person);
      const unit = await signOffer(app, round, offer);
      await handOver(app, person, unit.ref);
      expect((await stored(offer.id)).state).to.equal('held');
      await units().moveByAdmin(unit.ref, 'call_back', { return_by: '2026-05-01' }, 'admin');
      await units().moveByAdmin(unit.ref, 'receive', {}, 'admin');
      expect(await stored(offer.id)).to.include({ state: 'ended', open: false });
      expect(await service().seatsTaken(round.id)).to.equal(0);
    });

    it('lets the same unit go to somebody else even when the first end was missed', async () => {
      const first = await fan();
      const unit = await giveUnit(app, round, first);
      const [earlier] = await service().openOf(first.id);
      await units().moveByAdmin(unit.ref, 'lose', { note: 'gone' }, 'admin');
      for (const action of ['receive', 'inspect', 'restock'] as const)
        await units().moveByAdmin(unit.ref, action, {}, 'admin');
      const records = app.container.database.connection.collection<{ _id: string }>('allocations');
      await records.updateOne({ _id: earlier!.id }, { $set: { state: 'held', open: true } });
      const offer = await seedOffer(app, round, await fan());
      expect((await signOffer(app, round, offer)).ref).to.equal(unit.ref);
      expect((await stored(earlier!.id)).state).to.equal('ended');
      await expectNothingHalfDone();
    });

    it('by withdrawal frees the reserved unit, and is refused once the unit is under way', async () => {
      const [unit] = await stockUnits(app, round, 1);
      const offer = await seedOffer(app, round, await fan());
      await signOffer(app, round, offer);
      await service().withdraw(offer.applicationRef);
      expect((await stored(offer.id)).state).to.equal('withdrawn');
      expect((await storedUnit(app, unit!.id)).state).to.equal('in_stock');

      const second = await seedOffer(app, round, await fan());
      await signOffer(app, round, second);
      await sendOff(app, unit!.ref);
      expect(await codeOf(service().withdraw(second.applicationRef))).to.equal(
        'units.illegal_move',
      );
      expect((await stored(second.id)).state).to.equal('signed');
    });

    it('is one of signed and declined when both are sent at once', async () => {
      round = await seedRound(app, { seats: 20 });
      await stockUnits(app, round, 10);
      for (let n = 0; n < 10; n += 1) {
        const offer = await seedOffer(app, round, await fan());
        const person = { id: offer.personId };
        const answers = await Promise.all([
          codeOf(signOffer(app, round, offer)),
          codeOf(service().decline(offer.applicationRef, person)),
        ]);
        const { state } = await stored(offer.id);
        expect(answers).to.deep.equal(
          state === 'signed'
            ? ['done', 'allocations.offer_over']
            : ['allocations.offer_over', 'done'],
        );
      }
      await expectNothingHalfDone();
    });
  });

  it('refuses with a Conflict and never with a bug', async () => {
    const offer = await seedOffer(app, round, await fan());
    await signOffer(app, round, offer).then(
      () => expect.fail('there is no unit'),
      (error: unknown) => expect(error).to.be.instanceOf(Conflict),
    );
  });
});
