import { expect } from 'chai';
import type { Round } from '../../../src/features/rounds/index.js';
import { MINUTE } from '../../../src/kernel/clock.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { seedOffer } from '../../support/allocations.js';
import { seedRound } from '../../support/rounds.js';
import { bindUnit, FINE, holdUnit, PNG, sendForm, storedUnit } from '../../support/units.js';

const words = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
type Fields = Readonly<Record<string, string>>;

describe('handing a unit over, over HTTP', () => {
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

  /** Opens a hand-over; `code` and `path` are what the page shows. */
  async function open(giver: Actor, ref: string, fields: Fields, photo?: Buffer) {
    const photos = photo ? ([['front.png', photo]] as const) : [];
    const answer = await sendForm(giver, `/units/${ref}/hand-over`, { ...FINE, ...fields }, photos);
    expect(answer.status, words(answer.text)).to.equal(200);
    const [, shown = ''] = /class="big-code">([\d ]+)</.exec(answer.text) ?? [];
    const [path = ''] = /\/hand-overs\/[0-9A-Z]{10}/.exec(answer.text) ?? [];
    return { answer, path, code: shown.replace(' ', '') };
  }
  const redeem = (receiver: Actor, path: string, code: string, fields: Fields = {}) =>
    sendForm(receiver, path, { ...FINE, code, ...fields });

  /** The receiver's fields from fan to fan, as the page has them. */
  async function signing(receiver: Actor, path: string): Promise<Fields> {
    const { text } = await receiver.get(path);
    const [, agreement = ''] = /name="agreement" value="([0-9a-f]{64})"/.exec(text) ?? [];
    return { agreement, agree: 'yes' };
  }

  describe('at the desk', () => {
    it('gives a reserved unit to its tester, with the badge, by the code on the screen', async () => {
      const mei = await app.tester('Mei');
      const unit = await bindUnit(app, round, mei);
      const { path, code, answer } = await open(admin, unit.ref, { kind: 'out' });
      expect(code).to.match(/^\d{6}$/);
      expect(answer.text).to.contain('<svg').and.to.contain(`${app.url}${path}`);
      const page = await mei.get(`${path}?code=${code}`);
      expect(page.text).to.contain(`value="${code}"`);
      expect(words(page.text)).to.contain(`Ada hands you ${unit.ref} at the desk.`);
      const taken = await redeem(mei, path, `${code.slice(0, 3)} ${code.slice(3)}`, {
        check_body: 'marked',
        note: 'A scratch on the back',
      });
      expect(taken.status, words(taken.text)).to.equal(303);
      const stored = await storedUnit(app, unit.id);
      expect(stored).to.include({ state: 'accepted', holderId: mei.id });
      const event = stored.events.at(-1)!;
      expect(event).to.include({ action: 'hand_over', byId: mei.id });
      expect(event.facts).to.include({ from_person: admin.id, to_person: mei.id, agreement: 1 });
      expect(event.facts['giver_checks']).to.match(/^[0-9a-f]{64}$/);
      expect(event.facts['receiver_checks']).not.to.equal(event.facts['giver_checks']);
      expect(await app.container.honours.awardsOf(mei.id)).to.have.length(1);
      expect(words((await mei.get(path)).text)).to.contain('A scratch on the back');
    });

    it('refuses and records the right code typed by somebody else', async () => {
      const [mei, eve] = [await app.tester('Mei'), await app.tester('Eve')];
      const unit = await bindUnit(app, round, mei);
      const { path, code } = await open(admin, unit.ref, { kind: 'out' });
      const stolen = await redeem(eve, path, code);
      expect(stolen.status).to.equal(409);
      expect(words(stolen.text)).to.contain('This hand-over is meant for somebody else.');
      expect((await storedUnit(app, unit.id)).state).to.equal('reserved');
      const timeline = words((await admin.get(`/units/${unit.ref}`)).text);
      expect(timeline).to.contain('Hand-over refused').and.to.contain('Eve');
    });
  });

  describe('from fan to fan', () => {
    let mei: Actor;
    let bo: Actor;
    let ref: string;
    let id: string;
    beforeEach(async () => {
      [mei, bo] = [await app.tester('Mei'), await app.tester('Bo')];
      ({ ref, id } = await holdUnit(app, round, mei));
    });

    it('asks the receiver for the agreement and moves unit and seat', async () => {
      const offer = await seedOffer(app, round, bo);
      const { path, code } = await open(mei, ref, { kind: 'person' });
      const unsigned = await redeem(bo, path, code, { agreement: round.agreement.hash });
      expect(unsigned.status).to.equal(422);
      const done = await redeem(bo, path, code, await signing(bo, path));
      expect(done.status, words(done.text)).to.equal(303);
      const unit = await storedUnit(app, id);
      expect(unit).to.include({ holderId: bo.id, allocationId: offer.id, state: 'accepted' });
      expect(unit.events.at(-1)!.facts).to.include({
        agreement: round.agreement.version,
        agreement_hash: round.agreement.hash,
        language: 'en',
      });
      const { service } = app.container.allocations;
      const latest = await service.latestOf([offer.applicationId]);
      expect(latest.get(offer.applicationId)?.state).to.equal('held');
      expect((await mei.get(`/units/${ref}`)).status).to.equal(404);
      expect((await bo.get(`/units/${ref}`)).status).to.equal(200);
    });

    it('needs an open offer in that round, and records a try without', async () => {
      const { path, code } = await open(mei, ref, { kind: 'person' });
      expect(words((await bo.get(path)).text)).to.contain(
        `You have no open offer in the round of ${ref}`,
      );
      expect((await redeem(bo, path, code)).status).to.equal(409);
      expect(words((await mei.get(path)).text)).to.contain('without an open offer');
    });

    it('counts wrong codes, locks after five, and says so to both', async () => {
      await seedOffer(app, round, bo);
      const { path, code } = await open(mei, ref, { kind: 'person' });
      const wrong = code === '000000' ? '111111' : '000000';
      const fields = await signing(bo, path);
      const first = await redeem(bo, path, wrong, fields);
      expect(first.status).to.equal(422);
      expect(words(first.text)).to.contain('4 tries are left');
      expect((await redeem(bo, path, '12x', fields)).status, 'no try').to.equal(422);
      for (let n = 0; n < 4; n += 1) await redeem(bo, path, wrong, fields);
      const right = await redeem(bo, path, code, fields);
      expect(right.status).to.equal(409);
      expect((await storedUnit(app, id)).holderId).to.equal(mei.id);
      expect(words((await mei.get(path)).text).match(/Hand-over refused/g)).to.have.length(6);
    });

    it('refuses and records a replayed, an expired, a voided and a cancelled code', async () => {
      await seedOffer(app, round, bo);
      const voided = await open(mei, ref, { kind: 'person' });
      const expired = await open(mei, ref, { kind: 'person' });
      app.clock.advance(5 * MINUTE);
      const cancelled = await open(mei, ref, { kind: 'person' });
      const fields = await signing(bo, cancelled.path);
      expect((await mei.post(`${cancelled.path}/cancel`)).status).to.equal(303);
      const used = await open(mei, ref, { kind: 'person' });
      expect((await redeem(bo, used.path, used.code, fields)).status).to.equal(303);
      expect((await redeem(bo, used.path, used.code, fields)).status, 'pressed twice').to.equal(
        303,
      );
      const eve = await app.tester('Eve');
      for (const [one, who, says] of [
        [voided, bo, 'newer hand-over'],
        [cancelled, bo, 'has cancelled'],
        [used, eve, 'was used already'],
      ] as const) {
        const answer = await redeem(who, one.path, one.code, fields);
        expect(answer.status, says).to.equal(409);
        expect(words(answer.text)).to.contain(says);
        expect(words((await mei.get(one.path)).text), says).to.contain('Hand-over refused');
      }
      expect((await redeem(bo, expired.path, expired.code, fields)).status).to.equal(409);
    });

    it('says that a code has expired', async () => {
      await seedOffer(app, round, bo);
      const { path, code } = await open(mei, ref, { kind: 'person' });
      const fields = await signing(bo, path);
      app.clock.advance(5 * MINUTE);
      const late = await redeem(bo, path, code, fields);
      expect(late.status).to.equal(409);
      expect(words(late.text)).to.contain('valid for five minutes and has expired');
    });

    it('never lets the giver be the receiver, nor a stranger read or cancel', async () => {
      const { path, code } = await open(mei, ref, { kind: 'person' });
      expect((await redeem(mei, path, code)).status).to.equal(403);
      expect((await bo.post(`${path}/cancel`)).status).to.equal(404);
      expect((await bo.get(`/units/${ref}/hand-over`)).status).to.equal(404);
      const stranger = words((await bo.get(path)).text);
      expect(stranger).not.to.contain('Mei').and.not.to.contain('Battery');
      expect((await app.visitor().get(path)).status).to.equal(303);
    });

    it('can be done in Chinese without a camera', async () => {
      const lan = await app.tester('兰', 'zh-CN');
      await seedOffer(app, round, lan);
      const { path, code } = await open(mei, ref, { kind: 'person' });
      const page = words((await lan.get(path)).text);
      expect(page).to.contain('交接码').and.to.contain('我已阅读并签署保密协议');
      expect((await redeem(lan, path, code, await signing(lan, path))).status).to.equal(303);
      expect((await storedUnit(app, id)).events.at(-1)!.facts['language']).to.equal('zh-CN');
    });
  });

  describe('back to the programme', () => {
    it('needs the wipe signed by the tester, and the admin says the same at inspection', async () => {
      const mei = await app.tester('Mei');
      const { ref, id } = await holdUnit(app, round, mei);
      const move = (form: Fields) => admin.post(`/admin/units/${ref}/moves`, form);
      await move({ action: 'call_back', return_by: '2026-04-01' });
      expect(words((await mei.get(`/units/${ref}`)).text)).to.contain('back by 1 Apr 2026');
      const unsigned = await sendForm(mei, `/units/${ref}/hand-over`, { ...FINE, kind: 'back' });
      expect(unsigned.status).to.equal(422);
      const { path, code } = await open(mei, ref, { kind: 'back', wiped: 'yes' });
      expect((await redeem(await app.tester('Eve'), path, code)).status).to.equal(409);
      expect((await redeem(admin, path, code, { check_screen: 'broken' })).status).to.equal(303);
      const received = (await storedUnit(app, id)).events.at(-1)!;
      expect(received).to.include({ action: 'receive', to: 'received', byId: admin.id });
      expect(received.facts).to.include({ wiped_by: mei.id, from_person: mei.id });
      expect((await move({ action: 'inspect', note: 'Screen cracked' })).status).to.equal(422);
      const inspected = await move({ action: 'inspect', note: 'Screen cracked', wiped: 'yes' });
      expect(inspected.status).to.equal(303);
      expect((await storedUnit(app, id)).events.at(-1)!.facts).to.include({ wiped: 'yes' });
      expect(words((await admin.get(`/units/${ref}`)).text)).to.contain('Data erased: yes');
    });

    it('by parcel is noted by the tester with the wipe signed', async () => {
      const mei = await app.tester('Mei');
      const { ref, id } = await holdUnit(app, round, mei);
      const parcel = { carrier: 'SF', number: 'SF1', wiped: 'yes' };
      const early = await mei.post(`/units/${ref}/send-back`, parcel);
      expect(early.status).to.equal(409);
      expect(words(early.text)).to.contain('is now in the state “Accepted”');
      await admin.post(`/admin/units/${ref}/moves`, {
        action: 'call_back',
        return_by: '2026-04-01',
      });
      expect((await mei.post(`/units/${ref}/send-back`, { ...parcel, wiped: '' })).status).to.equal(
        422,
      );
      expect((await mei.post(`/units/${ref}/send-back`, parcel)).status).to.equal(303);
      const event = (await storedUnit(app, id)).events.at(-1)!;
      expect(event).to.include({ action: 'send_back', to: 'return_shipped', byId: mei.id });
      expect(event.facts).to.include({ carrier: 'SF', wiped_by: mei.id });
      expect(event.facts['wiped_at']).to.equal(app.clock.now().toISOString());
    });
  });

  describe('photos', () => {
    it('are shown to both and to staff, as what they are, and to nobody else', async () => {
      const [mei, eve] = [await app.tester('Mei'), await app.tester('Eve')];
      const unit = await bindUnit(app, round, mei);
      const { path, code } = await open(admin, unit.ref, { kind: 'out' }, PNG);
      const [, own = ''] =
        /(\/hand-overs\/\w+\/photos\/\w+)/.exec((await mei.get(path)).text) ?? [];
      const photo = `/photos/${own.split('/').at(-1)}`;
      const shown = await mei.get(own);
      expect(shown.headers).to.include({
        'content-type': 'image/png',
        'content-disposition': 'inline',
        'x-content-type-options': 'nosniff',
      });
      expect(Buffer.compare(shown.body as Buffer, PNG)).to.equal(0);
      expect((await eve.get(own)).status).to.equal(404);
      expect((await redeem(mei, path, code)).status).to.equal(303);
      expect((await mei.get(own)).status, 'over').to.equal(404);
      for (const [who, status] of [
        [mei, 200],
        [admin, 200],
        [eve, 404],
        [app.visitor(), 303],
      ] as const)
        expect((await who.get(photo)).status).to.equal(status);
      await app.container.jobs.runAll();
      expect((await mei.get(photo)).status, 'after a sweep').to.equal(200);
      const facts = (await storedUnit(app, unit.id)).events.at(-1)!.facts;
      expect(facts['giver_photos']).to.match(/^[0-9a-f]{64}$/);
    });

    it('that are none, too large or too many are refused and change nothing', async () => {
      const unit = await bindUnit(app, round, await app.tester('Mei'));
      const send = (photos: (readonly [string, Buffer])[]) =>
        sendForm(admin, `/units/${unit.ref}/hand-over`, { ...FINE, kind: 'out' }, photos);
      const fake = await send([['front.png', Buffer.from('not a picture')]]);
      expect(fake.status).to.equal(422);
      expect(words(fake.text)).to.contain('Choose photos only');
      expect((await send([['big.png', Buffer.alloc(10_000_001)]])).status).to.equal(413);
      expect((await send(Array.from({ length: 7 }, () => ['a.png', PNG]))).status).to.equal(413);
    });
  });
});
