import { expect } from 'chai';
import { Conflict } from '../../../src/kernel/errors.js';
import { newId } from '../../../src/kernel/ids.js';
import type { Round } from '../../../src/features/rounds/index.js';
import {
  createUnits,
  verifyCustody,
  type HandedOver,
  type Units,
  type UnitsDeps,
} from '../../../src/features/units/index.js';
import type { Checklist } from '../../../src/features/units/hand-over.js';
import { createFileVault } from '../../../src/platform/file-vault.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { quietLog } from '../../support/database.js';
import { seedRound } from '../../support/rounds.js';
import { bindUnit, holdUnit, storedUnit } from '../../support/units.js';

const CHECKS: Checklist = {
  screen: 'ok',
  body: 'ok',
  buttons: 'ok',
  camera: 'ok',
  battery: 'ok',
  accessories: 'ok',
};
const LOOK = { checks: CHECKS, note: '', files: [] };
const TEXT_HASH = 'a'.repeat(64);
const tester = (id: string) => ({ id, roles: ['tester'] as const });
const admin = { id: 'ada', roles: ['admin'] as const };

describe('hand-overs in the database', () => {
  let app: TestApp;
  let round: Round;
  let units: Units;
  const passed: HandedOver[] = [];
  before(async () => {
    app = await startTestApp();
    units = unitsWith({});
    units.handedOver.subscribe((news) => {
      passed.push(news);
      return Promise.resolve();
    });
  });
  after(() => app.stop());
  beforeEach(async () => {
    round = await seedRound(app);
    passed.length = 0;
  });

  /** The feature on the app's database, where everybody has an offer with a seat of their own. */
  function unitsWith(overrides: Partial<UnitsDeps>): Units {
    const { config, database, translations, accounts, rounds } = app.container;
    return createUnits({
      ...{ connection: database.connection, clock: app.clock, log: quietLog, translations },
      ...{ accounts, rounds, limits: config.limits, programmeZone: config.programmeZone },
      secret: 'a secret of the test',
      counters: { nextRef: () => Promise.reject(new Error('no new refs here')) },
      photoVault: createFileVault(config.uploadsDir),
      notify: () => Promise.resolve(''),
      openOfferFor: (personId) =>
        Promise.resolve({
          allocationId: `offer-${personId}`,
          hardwareRevision: null,
          agreement: { version: 3, hash: TEXT_HASH, text: { en: 'Keep it.', 'zh-CN': '保管好。' } },
        }),
      ...overrides,
    });
  }

  const person = () => newId(app.clock.now());
  const openBy = (giver: string, ref: string) =>
    units.handOvers.open(ref, tester(giver), { ...LOOK, kind: 'person', hasWiped: false });
  const redeem = (receiver: string, key: string, code: string) =>
    units.handOvers.redeem(key, tester(receiver), {
      ...LOOK,
      code,
      signed: { hash: TEXT_HASH, language: 'en' },
    });

  it('lets one of two receivers have the unit, and records the other', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const [giver, a, b] = [person(), person(), person()];
      const unit = await holdUnit(app, round, { id: giver });
      const { handOver, code } = await openBy(giver, unit.ref);
      passed.length = 0;
      const answers = await Promise.allSettled([a, b].map((id) => redeem(id, handOver.key, code)));
      expect(answers.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
      const stored = await storedUnit(app, unit.id);
      expect(stored.events.filter(({ action }) => action === 'hand_over')).to.have.length(1);
      expect(verifyCustody(stored.events)).to.deep.equal({ isWhole: true });
      expect(passed.map(({ personId }) => personId)).to.deep.equal([stored.holderId]);
      expect(passed[0]).to.include({ fromId: giver, previousAllocationId: unit.allocationId });
      const [after] = await units.handOvers.ofUnit(unit.id);
      expect(after).to.include({ state: 'done', receiverId: stored.holderId });
      expect(after!.attempts).to.have.length(1);
    }
  });

  it('and another move at once leave one whole chain and a truthful answer to both', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const [giver, receiver] = [person(), person()];
      const unit = await holdUnit(app, round, { id: giver });
      const { handOver, code } = await openBy(giver, unit.ref);
      const [taken, lost] = await Promise.allSettled([
        redeem(receiver, handOver.key, code),
        units.service.moveByAdmin(unit.ref, 'lose', { note: 'gone' }, 'ada'),
      ]);
      const stored = await storedUnit(app, unit.id);
      const actions = stored.events.map(({ action }) => action);
      expect(actions.includes('hand_over')).to.equal(taken.status === 'fulfilled');
      expect(actions.includes('lose')).to.equal(lost.status === 'fulfilled');
      expect(verifyCustody(stored.events)).to.deep.equal({ isWhole: true });
    }
  });

  it('takes the unit once when the receiver presses twice', async () => {
    const [giver, receiver] = [person(), person()];
    const unit = await holdUnit(app, round, { id: giver });
    const { handOver, code } = await openBy(giver, unit.ref);
    const answers = await Promise.allSettled(
      Array.from({ length: 4 }, () => redeem(receiver, handOver.key, code)),
    );
    expect(answers.some(({ status }) => status === 'fulfilled')).to.equal(true);
    const stored = await storedUnit(app, unit.id);
    expect(stored.events.filter(({ action }) => action === 'hand_over')).to.have.length(1);
  });

  it('counts parallel guesses: ten at once are five tries', async () => {
    const giver = person();
    const unit = await holdUnit(app, round, { id: giver });
    const { handOver, code } = await openBy(giver, unit.ref);
    const wrong = code === '123456' ? '654321' : '123456';
    await Promise.allSettled(
      Array.from({ length: 10 }, () => redeem(person(), handOver.key, wrong)),
    );
    const [after] = await units.handOvers.ofUnit(unit.id);
    expect(after).to.include({ state: 'locked', triesLeft: 0 });
    expect(after!.attempts).to.have.length(10);
  });

  it('leaves one open of several opened at once, and only its code works', async () => {
    const [giver, receiver] = [person(), person()];
    const unit = await holdUnit(app, round, { id: giver });
    const opened = await Promise.all(Array.from({ length: 4 }, () => openBy(giver, unit.ref)));
    const all = await units.handOvers.ofUnit(unit.id);
    const open = all.filter(({ state }) => state === 'open');
    expect(open).to.have.length(1);
    for (const { handOver, code } of opened) {
      const answer = await redeem(receiver, handOver.key, code).then(
        () => 'taken',
        () => 'refused',
      );
      expect(answer).to.equal(handOver.id === open[0]!.id ? 'taken' : 'refused');
    }
  });

  it('refuses a seat that has a unit already', async () => {
    const [giver, receiver] = [person(), person()];
    const first = await holdUnit(app, round, { id: giver });
    const second = await holdUnit(app, round, { id: giver });
    const one = await openBy(giver, first.ref);
    await redeem(receiver, one.handOver.key, one.code);
    const two = await openBy(giver, second.ref);
    const refusal = await redeem(receiver, two.handOver.key, two.code).catch(
      (error: unknown) => error,
    );
    expect(refusal).to.be.instanceOf(Conflict);
    expect((refusal as Conflict).code).to.equal('units.seat_taken');
    expect((await storedUnit(app, second.id)).holderId).to.equal(giver);
  });

  it('counts as an acceptance for the badge, and as seen', async () => {
    const [giver, receiver] = [person(), person()];
    const unit = await holdUnit(app, round, { id: giver });
    const { handOver, code } = await openBy(giver, unit.ref);
    await redeem(receiver, handOver.key, code);
    const { acceptances } = await units.service.acceptedUnits('', 500);
    expect(
      acceptances.filter((one) => one.unit.id === unit.id).map(({ personId }) => personId),
    ).to.deep.equal([giver, receiver]);
    expect((await storedUnit(app, unit.id)).lastSeenAt).to.deep.equal(app.clock.now());
  });

  it('and parcels need a consent in force', async () => {
    const strict = unitsWith({ mayShip: () => Promise.resolve(false) });
    const unit = await bindUnit(app, round, { id: person() });
    for (const work of [
      () => strict.service.moveByAdmin(unit.ref, 'pack', {}, 'ada'),
      () => strict.handOvers.open(unit.ref, admin, { ...LOOK, kind: 'out', hasWiped: false }),
    ]) {
      const refusal = await work().catch((error: unknown) => error);
      expect(refusal).to.be.instanceOf(Conflict);
      expect((refusal as Conflict).code).to.equal('units.consent_needed');
    }
    expect((await storedUnit(app, unit.id)).state).to.equal('reserved');
    // A move that the table does not have is refused as such first.
    const illegal = await strict.service
      .moveByAdmin(unit.ref, 'ship', {}, 'ada')
      .catch((error: unknown) => error);
    expect((illegal as Conflict).code).to.equal('units.illegal_move');
  });
});
