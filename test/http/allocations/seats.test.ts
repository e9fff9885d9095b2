import { expect } from 'chai';
import { HOUR, MINUTE } from '../../../src/kernel/clock.js';
import { claimId } from '../../../src/features/claims/claim.js';
import { claimModel } from '../../../src/features/claims/claim-schema.js';
import { roundModel } from '../../../src/features/rounds/round-schema.js';
import { reviseAgreement, wholeQuota } from '../../../src/features/rounds/round.js';
import type { Application, Round } from '../../../src/features/rounds/index.js';
import { createTestClock, startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { seedOffer, signOffer } from '../../support/allocations.js';
import { both, seedApplication, seedRound } from '../../support/rounds.js';
import { handOver, sendOff, stockUnits } from '../../support/units.js';

const words = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

describe('seats over HTTP', () => {
  let app: TestApp;
  let admin: Actor;
  const clock = createTestClock();
  before(async () => {
    app = await startTestApp({ clock });
    admin = await app.admin();
  });
  after(() => app.stop());

  const fill = async (round: Round) => {
    await app.container.allocations.sweep();
    await app.container.allocations.fillSeats(round.id);
  };
  const read = async (who: Actor, to: string) => words((await who.get(to)).text);

  async function claim(round: Round, who: Actor, place: number): Promise<Application> {
    const application = await seedApplication(app, round, who);
    await claimModel(app.container.database.connection).create({
      _id: claimId(round.id, 'all', place),
      roundId: round.id,
      quota: 'all',
      place,
      personId: who.id,
      applicationId: application.id,
      at: clock.now(),
      state: 'waiting',
      allocationId: null,
    });
    return application;
  }

  it('roll down to the waitlisted, who sees the place and then the offer', async () => {
    const round = await seedRound(app, {
      mode: 'first_come',
      seats: 1,
      quotas: [wholeQuota('first_come', 1)],
      waitlistPlaces: 5,
    });
    const [first, second] = [await app.tester('First'), await app.tester('林二', 'zh-CN')];
    const won = await claim(round, first, 1);
    const waits = await claim(round, second, 2);
    expect(await read(first, `/applications/${won.ref}`)).to.contain('A seat is yours.');
    await fill(round);
    expect(await read(first, `/applications/${won.ref}`)).to.contain('Seat 1 is yours');
    const waiting = await read(second, `/applications/${waits.ref}`);
    expect(waiting).to.contain('你是候补第 1 位').and.to.contain('名额按抢到的先后发放。');
    expect((await admin.post(`/applications/${waits.ref}/offer`, { reason: 'x' })).status).to.equal(
      409,
    );

    clock.advance(36 * HOUR);
    await fill(round);
    expect(await read(first, '/notices')).to.contain('still waits for your signature');
    clock.advance(12 * HOUR + MINUTE);
    await fill(round);
    expect(await read(first, `/applications/${won.ref}`)).to.contain('Offer lapsed');
    expect(await read(second, `/applications/${waits.ref}`)).to.contain('1 号名额留给你');
    expect(await read(second, '/notices')).to.contain('有名额了');
  });

  it('ask for a reason by hand, keep it, and show it to admins alone', async () => {
    const round = await seedRound(app);
    const mei = await app.tester();
    const { ref } = await seedApplication(app, round, mei);
    const empty = await admin.post(`/applications/${ref}/offer`, { reason: ' ' });
    expect(empty.status).to.equal(422);
    expect(
      (await admin.post(`/applications/${ref}/offer`, { reason: '测过基带' })).status,
    ).to.equal(303);
    expect(await read(admin, `/applications/${ref}`)).to.contain('测过基带');
    expect(await read(mei, `/applications/${ref}`)).not.to.contain('测过基带');
    expect(await read(admin, `/admin/rounds/${round.slug}/applications`)).to.contain('By hand');
  });

  it('show the contact, and why an application was set aside, to who may see it', async () => {
    const round = await seedRound(app);
    const [mei, lin] = [await app.tester(), await app.tester('林二', 'zh-CN')];
    const { ref } = await seedApplication(app, round, mei);
    const aside = await seedApplication(app, round, lin);
    const reason = 'The same phone number twice.';
    const path = `/admin/rounds/${round.slug}/set-aside`;
    expect((await admin.post(path, { ref: aside.ref, reason })).status).to.equal(303);
    for (const who of [mei, admin])
      expect(await read(who, `/applications/${ref}`))
        .to.contain('Phone number 138 0000 0000')
        .and.to.contain('Address 重庆市渝中区 1 号');
    expect(await read(lin, `/applications/${aside.ref}`))
      .to.contain('未通过')
      .and.to.contain(reason)
      .and.to.contain('收货地址 重庆市渝中区 1 号');
    expect(await read(lin, '/me')).to.contain(`${aside.ref} 未通过`);
    expect(await read(mei, '/me')).not.to.contain('Turned down');
  });

  it('refuse a person who was suspended meanwhile', async () => {
    const round = await seedRound(app);
    const mei = await app.tester();
    const { ref } = await seedApplication(app, round, mei);
    await admin.post(`/admin/people/${mei.handle}/suspend`);
    const answer = await admin.post(`/applications/${ref}/offer`, { reason: 'knows the modem' });
    expect(answer.status).to.equal(409);
    expect(words(answer.text)).to.contain('the account is suspended');
  });

  describe('consents', () => {
    let round: Round;
    let mei: Actor;
    let ref: string;
    let unitRef: string;
    beforeEach(async () => {
      round = await seedRound(app);
      mei = await app.tester();
      await stockUnits(app, round, 1);
      const offer = await seedOffer(app, round, mei);
      ref = offer.applicationRef;
      unitRef = (await signOffer(app, round, offer)).ref;
    });

    async function changeText(): Promise<Round['agreement']> {
      const agreement = reviseAgreement(
        round.agreement,
        both('Keep it very secret.', '请绝对保密。'),
      );
      await roundModel(app.container.database.connection).updateOne(
        { _id: round.id },
        { $set: { agreement, earlierAgreements: [round.agreement] } },
      );
      return agreement;
    }

    it('have a document each, for the person and for admins', async () => {
      const at = `/applications/${ref}/consents/1`;
      const page = await mei.get(at);
      expect(words(page.text))
        .to.contain('Keep the unit secret.')
        .and.to.contain(round.agreement.hash)
        .and.to.contain(clock.now().toISOString())
        .and.to.contain('Asia/Shanghai')
        .and.to.contain(unitRef)
        .and.to.contain('The text is the one that was signed');
      const { events } = await app.container.units.service.unitByRef(unitRef);
      const signing = events.findLast(({ action }) => action === 'reserve')!;
      expect(page.text).to.contain(signing.hash);
      const others = [await app.tester('Other'), await app.qa(), app.visitor()];
      const seen = await Promise.all(
        [admin, ...others].map(async (who) => (await who.get(at)).status),
      );
      expect(seen).to.deep.equal([200, 404, 404, 303]);
      for (const n of ['0', '2', 'x'])
        expect((await mei.get(`/applications/${ref}/consents/${n}`)).status).to.equal(404);
    });

    it('are asked for again when the text changes, and nothing is packed before', async () => {
      const agreement = await changeText();
      await app.container.allocations.sweep();
      expect(await read(mei, '/notices')).to.contain('sign version 2');
      const page = await read(mei, `/applications/${ref}`);
      expect(page).to.contain('The agreement was changed').and.to.contain('Keep it very secret.');
      const refused = await admin.post(`/admin/units/${unitRef}/moves`, { action: 'pack' });
      expect(refused.status).to.equal(409);
      const onUnit = (await mei.get(`/units/${unitRef}`)).text;
      expect(onUnit)
        .to.contain('The agreement was changed')
        .and.to.contain(`class="button button-primary" href="/applications/${ref}"`);
      expect(await read(admin, `/units/${unitRef}`)).not.to.contain('The agreement was changed');

      const give = (hash: string, agree = 'yes') =>
        mei.post(`/applications/${ref}/consent`, { agreement: hash, agree });
      expect((await give(agreement.hash, '')).status).to.equal(422);
      expect((await give(round.agreement.hash)).status).to.equal(409);
      expect((await give(agreement.hash)).status).to.equal(303);
      expect((await give(agreement.hash)).status).to.equal(303);
      const after = await read(mei, `/applications/${ref}`);
      expect(after).not.to.contain('The agreement was changed');
      expect(await read(mei, `/units/${unitRef}`)).not.to.contain('The agreement was changed');
      expect(await read(mei, `/applications/${ref}/consents/2`)).to.contain('Keep it very secret.');
      expect(await read(mei, `/applications/${ref}/consents/1`)).to.contain(
        'Keep the unit secret.',
      );
      expect((await mei.get(`/applications/${ref}/consents/3`)).status).to.equal(404);
      await sendOff(app, unitRef);
    });

    it('outlive the seat', async () => {
      await handOver(app, mei, unitRef);
      const { service } = app.container.units;
      await service.moveByAdmin(unitRef, 'call_back', { return_by: '2027-05-01' }, 'admin');
      await service.moveByAdmin(unitRef, 'receive', {}, 'admin');
      expect((await mei.get(`/applications/${ref}/consents/1`)).status).to.equal(200);
      const late = await mei.post(`/applications/${ref}/consent`, {
        agreement: round.agreement.hash,
        agree: 'yes',
      });
      expect(late.status).to.equal(409);
    });
  });

  describe('several at once', () => {
    const review = (round: Round, decision: string, refs: readonly string[], done = '') =>
      `/admin/rounds/${round.slug}/applications/review?decision=${decision}${done}` +
      refs.map((ref) => `&refs=${ref}`).join('');

    it('are previewed in each language, then offered, row by row', async () => {
      const round = await seedRound(app, { seats: 2 });
      const fans = [
        await app.tester('Anna'),
        await app.tester('林美', 'zh-CN'),
        await app.tester(),
      ];
      const refs: string[] = [];
      for (const one of fans) {
        refs.push((await seedApplication(app, round, one)).ref);
        clock.advance(1);
      }
      const page = await read(admin, review(round, 'offer', refs));
      expect(page)
        .to.contain(`A seat is offered to you for application ${refs[0]!}.`)
        .and.to.contain(`申请 ${refs[1]!} 有名额了。`)
        .and.to.contain('All seats that are given by hand are taken.')
        .and.to.contain('Send 2 messages');
      expect(await app.container.allocations.service.seatsTaken(round.id)).to.equal(0);

      const to = `/admin/rounds/${round.slug}/applications/review`;
      const form = { decision: 'offer', refs };
      const unsaid = await admin.post(to, form);
      expect(unsaid.status).to.equal(422);
      expect(words(unsaid.text)).to.contain('Send 2 messages');
      const done = await admin.post(to, { ...form, reason: 'the best answers' });
      expect(done.headers['location']).to.equal(
        `${to}?${refs.map((ref) => `refs=${ref}`).join('&')}&decision=offer&done=yes`,
      );
      const result = await read(admin, done.headers['location'] ?? '');
      expect(result).to.contain('How the decision went').and.to.contain('Seat offered');
      expect(result.match(/ Done /g)).to.have.length(2);
      await admin.post(to, { ...form, reason: 'pressed twice' });
      expect(await app.container.allocations.service.seatsTaken(round.id)).to.equal(2);
      expect(await read(fans[1]!, '/notices')).to.contain('有名额了');
    });

    it('are turned down with a reason in the words of each', async () => {
      const round = await seedRound(app);
      const mei = await app.tester('林美', 'zh-CN');
      const { ref } = await seedApplication(app, round, mei);
      expect(await read(admin, review(round, 'incomplete', [ref]))).to.contain('申请内容不完整。');
      await admin.post(`/admin/rounds/${round.slug}/applications/review`, {
        decision: 'incomplete',
        refs: [ref],
      });
      const page = await read(mei, `/applications/${ref}`);
      expect(page).to.contain('未通过').and.to.contain('申请内容不完整。');
      const offer = await admin.post(`/applications/${ref}/offer`, { reason: 'after all' });
      expect(offer.status).to.equal(409);
    });

    it('leave out applications of other rounds and ask for at least one', async () => {
      const [round, other] = [await seedRound(app), await seedRound(app)];
      const { ref } = await seedApplication(app, other, await app.tester());
      expect(await read(admin, review(round, 'offer', [ref]))).to.contain(
        'No application was chosen',
      );
      const none = await admin.get(review(round, 'offer', []));
      expect(none.headers['location']).to.equal(`/admin/rounds/${round.slug}/applications`);
      expect((await admin.get(review(round, 'gild', [ref]))).status).to.equal(422);
    });
  });
});
