import { expect } from 'chai';
import { Conflict, InvalidInput, type Refusal } from '../../../src/kernel/errors.js';
import type { Round } from '../../../src/features/rounds/index.js';
import { verifyCustody, type Acceptance, type Unit } from '../../../src/features/units/index.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { seedRound } from '../../support/rounds.js';
import { bindingOf, imeiOf, sendOff, stockUnits, storedUnit } from '../../support/units.js';

/** What the promise was refused with. */
const refusalOf = (work: Promise<unknown>): Promise<Refusal> =>
  work.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: unknown) => error as Refusal,
  );

describe('units in the database', () => {
  let app: TestApp;
  let round: Round;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());
  beforeEach(async () => {
    round = await seedRound(app);
  });

  const service = () => app.container.units.service;
  const bind = (allocationId: string, personId = 'mei') =>
    service().bind(round.id, bindingOf(allocationId, personId, app.clock.now()));

  describe('a move', () => {
    it('is stored with its event, and the chain read back is whole', async () => {
      const [unit] = await stockUnits(app, round, 1);
      await bind(`whole-${round.id}`);
      const code = await sendOff(app, unit!.ref);
      await service().accept('mei', unit!.ref, code);
      await service().markInTest(unit!.id);
      for (const [action, facts] of [
        ['call_back', { return_by: '2026-05-01' }],
        ['send_back', { carrier: 'SF', number: '1' }],
        ['receive', {}],
        ['inspect', { note: '屏幕完好' }],
        ['restock', {}],
      ] as const)
        await service().moveByAdmin(unit!.ref, action, facts, 'admin');
      const stored = await storedUnit(app, unit!.id);
      expect(stored).to.include({
        state: 'restocked',
        holderId: null,
        allocationId: null,
        seq: 11,
      });
      expect(stored.boxCode).to.equal(null);
      expect(verifyCustody(stored.events)).to.deep.equal({ isWhole: true });
      expect(stored.events.map(({ byId }) => byId)).to.include.members(['admin', 'mei']);
    });

    it('that the table does not have is refused with the state and what is possible', async () => {
      const [unit] = await stockUnits(app, round, 1);
      const refusal = await refusalOf(service().moveByAdmin(unit!.ref, 'ship', {}, 'admin'));
      expect(refusal).to.be.instanceOf(Conflict);
      expect(refusal.code).to.equal('units.illegal_move');
      const sentence = (language: 'en' | 'zh-CN') =>
        app.container.translations.errorText(language, refusal.code, refusal.facts);
      expect(sentence('en')).to.equal(
        `${unit!.ref} is now in the state “In stock”. ` +
          'Possible now: Reserve by signature, Declare lost, Write off.',
      );
      expect(sentence('zh-CN')).to.equal(
        `${unit!.ref} 现在的状态是“在库”。现在可以：签字预留、登记遗失、核销。`,
      );
      expect((await storedUnit(app, unit!.id)).seq).to.equal(1);
    });

    it('is made once when many ask for it at once', async () => {
      const [unit] = await stockUnits(app, round, 1);
      await bind(`once-${round.id}`);
      const packed = await Promise.allSettled(
        Array.from({ length: 12 }, () => service().moveByAdmin(unit!.ref, 'pack', {}, 'admin')),
      );
      expect(packed.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      const stored = await storedUnit(app, unit!.id);
      expect(stored.events.map(({ action }) => action)).to.deep.equal([
        'register',
        'reserve',
        'pack',
      ]);
      expect(verifyCustody(stored.events).isWhole).to.equal(true);
    });

    it('keeps one whole chain when different moves race', async () => {
      const [unit] = await stockUnits(app, round, 1);
      await bind(`race-${round.id}`);
      await sendOff(app, unit!.ref);
      const actions = ['deliver', 'receive', 'lose', 'renew_code', 'renew_code'] as const;
      await Promise.allSettled(
        actions.map((action) => service().moveByAdmin(unit!.ref, action, {}, 'admin')),
      );
      const stored = await storedUnit(app, unit!.id);
      expect(stored.seq).to.equal(stored.events.length);
      expect(verifyCustody(stored.events)).to.deep.equal({ isWhole: true });
      expect(stored.state).to.equal(stored.events.at(-1)!.to);
    });
  });

  describe('binding', () => {
    it('gives an allocation the same unit however often it asks', async () => {
      await stockUnits(app, round, 5);
      const bound = await Promise.all(Array.from({ length: 20 }, () => bind(`same-${round.id}`)));
      expect(new Set(bound.map(({ ref }) => ref)).size).to.equal(1);
      expect(await service().countFree(round.id)).to.equal(4);
    });

    it('gives 200 signatures at once the 10 units there are, each to one', async function () {
      this.timeout(60_000);
      await stockUnits(app, round, 10);
      const started = performance.now();
      const answers = await Promise.allSettled(
        Array.from({ length: 200 }, (_, n) => bind(`many-${round.id}-${n}`, `fan-${n}`)),
      );
      const ms = performance.now() - started;
      const bound = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      const refused = answers.flatMap((one) =>
        one.status === 'rejected' ? [one.reason as Refusal] : [],
      );
      expect(new Set(bound.map(({ ref }) => ref)).size).to.equal(10);
      expect(bound).to.have.length(10);
      expect(new Set(refused.map(({ code }) => code))).to.deep.equal(new Set(['units.none_left']));
      expect(refused.every((one) => one instanceof Conflict)).to.equal(true);
      expect(ms).to.be.lessThan(10_000);
    });

    it('takes no unit of another round', async () => {
      await stockUnits(app, await seedRound(app), 1);
      expect((await refusalOf(bind(`other-${round.id}`))).code).to.equal('units.none_left');
    });

    it('takes a restocked unit again', async () => {
      const [unit] = await stockUnits(app, round, 1);
      await bind(`first-${round.id}`);
      await sendOff(app, unit!.ref);
      for (const action of ['receive', 'inspect', 'restock'] as const)
        await service().moveByAdmin(unit!.ref, action, {}, 'admin');
      expect((await bind(`second-${round.id}`)).ref).to.equal(unit!.ref);
    });

    it('is undone by a release before the unit is sent off, and refused after', async () => {
      const [unit] = await stockUnits(app, round, 1);
      const allocation = `release-${round.id}`;
      await bind(allocation);
      expect(await service().release(allocation, 'declined')).to.equal(true);
      expect(await service().release(allocation, 'declined')).to.equal(false);
      expect(await storedUnit(app, unit!.id)).to.include({ state: 'in_stock', holderId: null });
      await bind(allocation);
      await sendOff(app, unit!.ref);
      expect((await refusalOf(service().release(allocation, 'x'))).code).to.equal(
        'units.illegal_move',
      );
    });
  });

  describe('taking over', () => {
    async function underWay() {
      const [unit] = await stockUnits(app, round, 1);
      await bind(`take-${round.id}`);
      return { unit: unit!, code: await sendOff(app, unit!.ref) };
    }
    const wrong = 'AAAA-AAAA';

    it('works with the code in any writing, once, and tells it once', async () => {
      const { unit, code } = await underWay();
      const heard: Acceptance[] = [];
      app.container.units.accepted.subscribe((acceptance) => {
        if (acceptance.unit.id === unit.id) heard.push(acceptance);
        return Promise.resolve();
      });
      const typed = ` ${code.toLowerCase().replace('-', ' ').replaceAll('0', 'o')} `;
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => service().accept('mei', unit.ref, typed)),
      );
      expect(answers.map(({ state }) => state)).to.deep.equal(Array(5).fill('accepted'));
      expect(heard).to.have.length(1);
      expect(heard[0]).to.deep.include({ personId: 'mei', allocationId: `take-${round.id}` });
      expect(await service().accept('mei', unit.ref, 'anything')).to.include({ ref: unit.ref });
    });

    it('locks the code at the fifth wrong try, also for the right one', async () => {
      const { unit, code } = await underWay();
      for (const left of [4, 3, 2, 1]) {
        const refusal = await refusalOf(service().accept('mei', unit.ref, wrong));
        expect(refusal).to.be.instanceOf(InvalidInput);
        expect((refusal as InvalidInput).fields['code']).to.deep.equal({
          code: 'units.wrong_code',
          facts: { count: left },
        });
      }
      for (const typed of [wrong, code]) {
        const refusal = await refusalOf(service().accept('mei', unit.ref, typed));
        expect(refusal.code).to.equal('units.code_locked');
      }
      expect((await storedUnit(app, unit.id)).state).to.equal('shipped');
    });

    it('counts guesses made at once as well', async () => {
      const { unit } = await underWay();
      const refusals = await Promise.all(
        Array.from({ length: 30 }, (_, n) =>
          refusalOf(service().accept('mei', unit.ref, `BBBB-${1000 + n}`)),
        ),
      );
      expect(refusals.filter(({ code }) => code === 'invalid_input')).to.have.length(4);
      expect((await storedUnit(app, unit.id)).boxCode?.triesLeft).to.equal(0);
    });

    it('works again with a renewed code and no longer with the old one', async () => {
      const { unit, code } = await underWay();
      for (let n = 0; n < 5; n += 1) await refusalOf(service().accept('mei', unit.ref, wrong));
      const renewed = await service().moveByAdmin(unit.ref, 'renew_code', {}, 'admin');
      expect(renewed.unit.state).to.equal('shipped');
      expect((await refusalOf(service().accept('mei', unit.ref, code))).code).to.equal(
        'invalid_input',
      );
      expect(await service().accept('mei', unit.ref, renewed.code!)).to.include({
        state: 'accepted',
      });
    });

    it('is for the holder alone', async () => {
      const { unit, code } = await underWay();
      expect((await refusalOf(service().accept('mallory', unit.ref, code))).status).to.equal(404);
    });

    it('is refused before the unit is sent off', async () => {
      const [unit] = await stockUnits(app, round, 1);
      await bind(`early-${round.id}`);
      const { code } = await service().moveByAdmin(unit!.ref, 'pack', {}, 'admin');
      expect((await refusalOf(service().accept('mei', unit!.ref, code!))).code).to.equal(
        'units.illegal_move',
      );
    });

    it('keeps of the code nothing from which it could be read', async () => {
      const { unit, code } = await underWay();
      const stored = JSON.stringify(await storedUnit(app, unit.id));
      expect(stored).not.to.contain(code).and.not.to.contain(code.replace('-', ''));
    });

    it('is found again by those who missed the news', async () => {
      const { unit, code } = await underWay();
      await service().accept('mei', unit.ref, code);
      const found: Acceptance[] = [];
      for (let after: string | undefined = ''; after !== undefined;) {
        const page = await service().acceptedUnits(after, 2);
        found.push(...page.acceptances);
        after = page.next;
      }
      const mine = found.filter(({ unit: { id } }) => id === unit.id);
      expect(mine).to.have.length(1);
      expect(mine[0]).to.deep.include({ personId: 'mei', at: app.clock.now() });
    });
  });

  describe('coming into stock', () => {
    const intake = () => app.container.units.intake;
    const table = (...rows: string[]) => ['serial,imei,revision,build', ...rows].join('\n');
    const countIn = () =>
      app.container.database.connection.collection('units').countDocuments({ roundId: round.id });

    it('imports a whole table, and nothing of it twice', async () => {
      const csv = table(`A-${round.slug}-1,${imeiOf(9001)},DVT,3.0.11`, `A-${round.slug}-2,,EVT,`);
      const options = { onlyGood: false, adminId: 'admin' };
      expect(await intake().importTable(round.slug, csv, options)).to.equal(2);
      const refusal = await refusalOf(intake().importTable(round.slug, csv, options));
      expect((refusal as InvalidInput).fields['csv']).to.deep.equal({
        code: 'units.bad_rows',
        facts: { count: 2 },
      });
      expect(await countIn()).to.equal(2);
    });

    it('imports nothing when a row is bad, or only the good ones when asked', async () => {
      const csv = table(`B-${round.slug}-1,,DVT,`, `B-${round.slug}-2,123,DVT,`);
      await refusalOf(intake().importTable(round.slug, csv, { onlyGood: false, adminId: 'a' }));
      expect(await countIn()).to.equal(0);
      await intake().importTable(round.slug, csv, { onlyGood: true, adminId: 'a' });
      expect(await countIn()).to.equal(1);
    });

    it('stores no unit twice when the same table is imported several times at once', async () => {
      const csv = table(...Array.from({ length: 20 }, (_, n) => `C-${round.slug}-${n},,DVT,`));
      const imports = await Promise.allSettled(
        Array.from({ length: 4 }, () =>
          intake().importTable(round.slug, csv, { onlyGood: false, adminId: 'a' }),
        ),
      );
      expect(imports.filter(({ status }) => status === 'fulfilled').length).to.be.at.most(1);
      const stored = await app.container.database.connection
        .collection<Unit>('units')
        .find({ roundId: round.id })
        .toArray();
      expect(new Set(stored.map(({ serial }) => serial)).size).to.equal(stored.length);
    });

    it('checks a table without storing anything', async () => {
      const preview = await intake().preview(round.slug, table(`D-${round.slug}-1,,XXX,`));
      expect(preview).to.deep.include({ badCount: 1, problem: undefined });
      expect(await countIn()).to.equal(0);
    });
  });
});
