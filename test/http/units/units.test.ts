import { expect } from 'chai';
import { DAY } from '../../../src/kernel/clock.js';
import type { Round } from '../../../src/features/rounds/index.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { giveUnit, seedOffer, signOffer } from '../../support/allocations.js';
import { seedRound } from '../../support/rounds.js';
import { holdUnit, imeiOf, sendOff, stockUnits } from '../../support/units.js';

/** What a page shows, without its markup. */
const words = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

describe('units over HTTP', () => {
  let app: TestApp;
  let round: Round;
  let admin: Actor;
  before(async () => {
    app = await startTestApp();
    admin = await app.admin();
  });
  after(() => app.stop());
  beforeEach(async () => {
    round = await seedRound(app);
  });

  /** A unit that the tester signed for. */
  async function signed(person: Actor) {
    await stockUnits(app, round, 1);
    return signOffer(app, round, await seedOffer(app, round, person));
  }

  describe('the way of a unit', () => {
    it('goes through the pages from the shelf to the hands of the tester', async () => {
      const mei = await app.tester();
      const { ref } = await signed(mei);
      const move = (form: Record<string, string>) => admin.post(`/admin/units/${ref}/moves`, form);

      const packed = await move({ action: 'pack' });
      expect(packed.status).to.equal(200);
      const [code = ''] = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(words(packed.text)) ?? [];
      const before = await mei.get(`/units/${ref}`);
      expect(before.text).not.to.contain(code).and.not.to.contain('name="code"');

      const shipped = await move({ action: 'ship', carrier: '顺丰', number: 'SF1234567' });
      expect(shipped.headers['location']).to.equal(`/units/${ref}`);
      const waiting = await mei.get(`/units/${ref}`);
      expect(words(waiting.text)).to.contain(
        'Your unit is on its way with 顺丰, parcel SF1234567.',
      );

      const taken = await mei.post(`/units/${ref}/accept`, { code: code.toLowerCase() });
      expect(taken.status).to.equal(303);
      const own = await mei.get(`/units/${ref}`);
      expect(words(own.text)).to.contain('Accepted').and.to.contain('Report something');
      expect((await mei.get('/units')).text).to.contain(`href="/units/${ref}"`);
    });

    it('names state and possible moves when a move is not possible, and draws the page again', async () => {
      const { ref } = await signed(await app.tester());
      const answer = await admin.post(`/admin/units/${ref}/moves`, {
        action: 'ship',
        carrier: 'SF',
        number: '1',
      });
      expect(answer.status).to.equal(409);
      expect(words(answer.text)).to.contain(
        `${ref} is now in the state “Reserved”. Possible now: Release, Pack and make code, Hand over.`,
      );
    });

    it('asks for what belongs to a move', async () => {
      const { ref } = await signed(await app.tester());
      await admin.post(`/admin/units/${ref}/moves`, { action: 'pack' });
      const answer = await admin.post(`/admin/units/${ref}/moves`, {
        action: 'ship',
        carrier: 'SF',
      });
      expect(answer.status).to.equal(422);
      expect(answer.text).to.contain('id="f-number-error"').and.to.contain('value="SF"');
    });

    it('asks whether the unit was empty by two buttons to choose from', async () => {
      const { ref } = await holdUnit(app, round, await app.tester());
      const move = (form: Record<string, string>) => admin.post(`/admin/units/${ref}/moves`, form);
      await move({ action: 'call_back', return_by: '2026-03-20' });
      await move({ action: 'receive' });
      const { text } = await admin.get(`/units/${ref}`);
      expect(text.match(/<input[^>]*type="radio" name="wiped"/g)).to.have.length(2);
    });

    for (const action of ['accept', 'reserve', 'release', 'start_test', 'register', 'fly'])
      it(`never lets an admin ${action} by hand`, async () => {
        const { ref } = await signed(await app.tester());
        const answer = await admin.post(`/admin/units/${ref}/moves`, { action });
        expect(answer.status).to.equal(422);
      });
  });

  describe('the code from the box', () => {
    it('tells how many tries are left, locks, and works again when it is renewed', async () => {
      const mei = await app.tester('林美', 'zh-CN');
      const { ref } = await signed(mei);
      const code = await sendOff(app, ref);
      const short = await mei.post(`/units/${ref}/accept`, { code: 'AAAA-AA' });
      expect(words(short.text)).to.contain('这次不计次数');
      const wrong = await mei.post(`/units/${ref}/accept`, { code: 'AAAAAAAA' });
      expect(wrong.status).to.equal(422);
      expect(words(wrong.text)).to.contain('这不是这个箱子的开箱码，还可以试 4 次。');
      for (let n = 0; n < 4; n += 1) await mei.post(`/units/${ref}/accept`, { code: 'AAAAAAAA' });
      const locked = await mei.post(`/units/${ref}/accept`, { code });
      expect(locked.status).to.equal(409);
      expect(words(locked.text)).to.contain('开箱码已锁定');
      expect(locked.text).not.to.contain('name="code"');

      expect(words((await admin.get(`/units/${ref}`)).text)).to.contain('The box code is locked');
      const renewed = await admin.post(`/admin/units/${ref}/moves`, { action: 'renew_code' });
      const [fresh = ''] = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(words(renewed.text)) ?? [];
      expect((await mei.post(`/units/${ref}/accept`, { code: fresh })).status).to.equal(303);
    });
  });

  describe('the page of a unit', () => {
    it('is there for its holder and for staff, and for nobody else', async () => {
      const mei = await app.tester();
      const { ref } = await giveUnit(app, round, mei);
      const [other, qa] = [await app.tester('Other'), await app.qa()];
      const seen = await Promise.all(
        [mei, admin, qa, other, app.visitor()].map(
          async (who) => (await who.get(`/units/${ref}`)).status,
        ),
      );
      expect(seen).to.deep.equal([200, 200, 200, 404, 303]);
      expect((await other.post(`/units/${ref}/accept`, { code: 'AAAAAAAA' })).status).to.equal(404);
    });

    it('gives QA no move and a tester neither moves nor notes of staff', async () => {
      const mei = await app.tester();
      const { ref } = await giveUnit(app, round, mei);
      const note = '电话里说放在出租车上了';
      await app.container.units.service.move(ref, 'lose', { byId: admin.id, facts: { note } });
      const qa = await app.qa();
      expect((await qa.get(`/units/${ref}`)).text).not.to.contain('/moves');
      expect((await qa.post(`/admin/units/${ref}/moves`, { action: 'pack' })).status).to.equal(403);
      expect((await admin.get(`/units/${ref}`)).text).to.contain(note);
      const own = await mei.get(`/units/${ref}`);
      expect(own.text).not.to.contain(note).and.not.to.contain('/moves');
      expect(words(own.text)).to.contain('This unit counts as lost.');
    });

    it('tells staff that the chain of custody is whole', async () => {
      const { ref } = await giveUnit(app, round, await app.tester());
      expect(words((await admin.get(`/units/${ref}`)).text)).to.contain('5 events, chain whole');
    });

    it('tells staff at which event the chain was tampered with', async () => {
      const { id, ref } = await giveUnit(app, round, await app.tester());
      await app.container.database.connection
        .collection<{ _id: string }>('units')
        .updateOne({ _id: id }, { $set: { 'events.2.byId': 'mallory' } });
      expect(words((await admin.get(`/units/${ref}`)).text)).to.contain(
        'The chain is broken at event 3',
      );
    });

    it('shows its new holder nothing of the time before', async () => {
      const [first, second] = [await app.tester('First'), await app.tester('Second')];
      const { ref } = await giveUnit(app, round, first);
      const { service } = app.container.units;
      await service.moveByAdmin(ref, 'call_back', { return_by: '2026-04-01' }, 'admin');
      for (const action of ['receive', 'inspect', 'restock'] as const)
        await service.moveByAdmin(ref, action, {}, 'admin');
      await signOffer(app, round, await seedOffer(app, round, second));
      const page = words((await second.get(`/units/${ref}`)).text);
      expect(page).to.contain('Reserved by signature').and.not.to.contain('Called back');
      expect((await first.get(`/units/${ref}`)).status).to.equal(404);
    });
  });

  describe('the list of all units', () => {
    it('can be cut to a group, a state and a round', async () => {
      const [unit] = await stockUnits(app, round, 2);
      const list = async (query: string) => words((await admin.get(`/admin/units?${query}`)).text);
      expect(await list(`round=${round.slug}&group=stock`)).to.contain(unit!.serial);
      expect(await list(`round=${round.slug}&group=outbound`)).to.contain('No unit fits');
      expect(await list(`round=${round.slug}&state=lost`)).to.contain('No unit fits');
      expect((await admin.get('/admin/units?round=nowhere')).status).to.equal(404);
      expect((await admin.get('/admin/units?group=moon&after=junk')).status).to.equal(200);
    });

    it('finds one by reference, serial or IMEI, and puts no number into an address', async () => {
      const [unit] = await stockUnits(app, round, 1);
      for (const named of [unit!.ref.toLowerCase(), unit!.serial, unit!.imei!]) {
        const answer = await admin.post('/admin/units/find', { named });
        expect(answer.headers['location'], named).to.equal(`/units/${unit!.ref}`);
      }
      const missed = await admin.post('/admin/units/find', { named: 'SN-NOBODY' });
      expect(missed.status).to.equal(422);
      expect(missed.text).to.contain('value="SN-NOBODY"');
    });

    it('shows 50 a page and leads on to the next', async () => {
      await stockUnits(app, round, 51);
      const first = await admin.get(`/admin/units?round=${round.slug}`);
      const [, next = ''] = /href="([^"]*)" rel="next"/.exec(first.text) ?? [];
      const second = await admin.get(next.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='));
      const refs = (html: string) => new Set(html.match(/U-\d{4}/g));
      expect(refs(first.text).size).to.equal(50);
      expect(refs(second.text).size).to.equal(1);
    });
  });

  describe('table, labels and board', () => {
    it('export what the list shows, safe for a spreadsheet and whole', async () => {
      const mei = await app.tester('Mei');
      const [unit] = await stockUnits(app, round, 250);
      const held = await holdUnit(app, round, mei);
      await app.container.database.connection
        .collection<{ _id: string }>('units')
        .updateOne({ _id: unit!.id }, { $set: { build: '=cmd()' } });
      const answer = await admin.get(`/admin/units/export.csv?round=${round.slug}`);
      expect(answer.headers['content-type']).to.equal('text/csv; charset=utf-8');
      expect(answer.headers['content-disposition']).to.match(
        /filename="?units-2026-\d\d-\d\d\.csv/,
      );
      const [head = '', ...rows] = answer.text.trimEnd().split('\r\n');
      const rowOf = (ref: string) => rows.find((row) => row.startsWith(`${ref},`));
      expect(head).to.equal(
        '\uFEFFunit,serial,imei,model,revision,round,state,build,holder,since,return_by,last_seen',
      );
      expect(rowOf(unit!.ref)).to.contain(
        `${unit!.ref},${unit!.serial},${unit!.imei!},ORION-2,DVT`,
      );
      expect(rowOf(unit!.ref)).to.contain("'=cmd()");
      expect(rows).to.have.length(251);
      expect(rowOf(held.ref)).to.contain(mei.handle);
      const cut = await admin.get(`/admin/units/export.csv?round=${round.slug}&group=with_fans`);
      expect(cut.text.trimEnd().split('\r\n')).to.have.length(2);
      expect((await admin.get('/admin/units/export.csv?round=nowhere')).status).to.equal(404);
    });

    it('print labels with a code and no whole serial number', async () => {
      const stocked = await stockUnits(app, round, 49);
      const sheet = await admin.get(`/admin/units/labels?round=${round.slug}&state=in_stock`);
      expect(sheet.text.match(/class="label"/g)).to.have.length(48);
      expect(sheet.text).to.contain('<svg').and.to.contain('rel="next"');
      const [, next = ''] = /href="([^"]*)" rel="next"/.exec(sheet.text) ?? [];
      const last = await admin.get(next.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='));
      const unit = stocked.find(({ ref }) => !sheet.text.includes(ref))!;
      expect(last.text).to.contain(unit.ref).and.not.to.contain(unit.serial);
      expect(words(last.text)).to.contain(`Serial ends in ${unit.serial.slice(-4)}`);
      expect(words((await admin.get('/admin/units/labels?state=gifted')).text)).to.contain(
        'No unit here',
      );
    });

    it('show who holds which unit, what is due and who is silent', async () => {
      const [mei, bo] = [await app.tester('Mei'), await app.tester('Bo')];
      const [due, silent] = [await holdUnit(app, round, mei), await holdUnit(app, round, bo)];
      await admin.post(`/admin/units/${due.ref}/moves`, {
        action: 'call_back',
        return_by: '2026-03-05',
      });
      const board = words((await admin.get('/admin/custody')).text);
      expect(board).to.contain(due.ref).and.to.contain(silent.ref).and.to.contain('City not known');
      app.clock.advance(15 * DAY);
      await app.container.units.service.markSeen(due.id, app.clock.now());
      const late = words((await admin.get('/admin/custody?view=due')).text);
      expect(late).to.contain('overdue').and.to.contain(due.ref).and.not.to.contain(silent.ref);
      const quiet = words((await admin.get('/admin/custody?view=silent')).text);
      expect(quiet).to.contain(silent.ref).and.not.to.contain(due.ref);
      expect((await admin.get('/admin/custody?view=moon&after=junk')).status).to.equal(200);
    });
  });

  describe('coming into stock', () => {
    it('one by one gives back what was typed when a field is wrong', async () => {
      const typed = { round: round.slug, serial: 'SN-TYPED-1', imei: '123', revision: 'XXX' };
      const refused = await admin.post('/admin/units', typed);
      expect(refused.status).to.equal(422);
      expect(refused.text).to.contain('value="SN-TYPED-1"').and.to.contain('f-imei-error');
      expect(words(refused.text)).to.contain('The model has the hardware EVT, DVT, PVT.');
      const added = await admin.post('/admin/units', { ...typed, imei: '', revision: 'dvt' });
      expect(added.headers['location']).to.match(/^\/units\/U-\d{4}$/);
    });

    it('by a table is checked first, in the language of the reader, and stores nothing', async () => {
      const csv = `serial,imei,revision\nSN-T-1,${imeiOf(77_001)},DVT\nSN-T-2,123,DVT`;
      const form = { round: round.slug, csv, step: 'check' };
      await admin.post('/preferences', { language: 'zh-CN', next: '/units' });
      const checked = await admin.post('/admin/units/import', form);
      await admin.post('/preferences', { language: 'en', next: '/units' });
      expect(checked.status).to.equal(200);
      expect(words(checked.text)).to.contain('1 行有错');
      expect(words(checked.text)).to.match(/第 3 行\s+IMEI 串号\s+这不是有效的 IMEI/);
      expect(checked.text).to.contain('value="import_good"').and.not.to.contain('value="import"');

      const refused = await admin.post('/admin/units/import', { ...form, step: 'import' });
      expect(refused.status).to.equal(422);
      expect(words(refused.text)).to.contain('1 line has mistakes, so nothing was imported.');
      const good = await admin.post('/admin/units/import', { ...form, step: 'import_good' });
      expect(good.status).to.equal(303);
      const list = words((await admin.get(`/admin/units?round=${round.slug}`)).text);
      expect(list).to.contain('SN-T-1').and.not.to.contain('SN-T-2');
    });

    it('by a table that is no table says why, with the limits', async () => {
      const long = `serial,revision\n${'SN-1,DVT\n'.repeat(501)}`;
      const answer = await admin.post('/admin/units/import', {
        round: round.slug,
        csv: long,
        step: 'check',
      });
      expect(answer.status).to.equal(422);
      expect(words(answer.text)).to.contain('The table may have at most 500 units.');
      expect(answer.text).to.contain('SN-1,DVT');
    });

    it('is for admins', async () => {
      const mei = await app.tester();
      for (const to of ['/admin/units', '/admin/units/new', '/admin/units/import'])
        expect((await mei.get(to)).status).to.equal(403);
      expect((await mei.post('/admin/units/import', {})).status).to.equal(403);
    });
  });
});
