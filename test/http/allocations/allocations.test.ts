import { expect } from 'chai';
import { HOUR } from '../../../src/kernel/clock.js';
import type { Allocation } from '../../../src/features/allocations/index.js';
import type { Round } from '../../../src/features/rounds/index.js';
import { createTestClock, startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { seedOffer } from '../../support/allocations.js';
import { seedApplication, seedRound } from '../../support/rounds.js';
import { stockUnits } from '../../support/units.js';

const words = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

describe('applications and offers over HTTP', () => {
  let app: TestApp;
  let round: Round;
  let admin: Actor;
  const clock = createTestClock();
  before(async () => {
    app = await startTestApp({ clock });
    admin = await app.admin();
  });
  after(() => app.stop());
  beforeEach(async () => {
    round = await seedRound(app);
  });

  const sign = (who: Actor, ref: string, form: Record<string, string> = {}) =>
    who.post(`/applications/${ref}/sign`, {
      agreement: round.agreement.hash,
      agree: 'yes',
      ...form,
    });

  const offer = (ref: string, reason = 'has the modem at home') =>
    admin.post(`/applications/${ref}/offer`, { reason });

  it('lead from the application to the unit of the one who signed', async () => {
    const mei = await app.tester('林美', 'zh-CN');
    const [unit] = await stockUnits(app, round, 1);
    const { ref } = await seedApplication(app, round, mei);
    expect(words((await mei.get(`/applications/${ref}`)).text)).to.contain('已提交');

    const list = await admin.get(`/admin/rounds/${round.slug}/applications`);
    expect(words(list.text)).to.contain('林美').and.to.contain('0 of 10');
    const offered = await offer(ref);
    expect(offered.headers['location']).to.equal(`/applications/${ref}`);

    const page = await mei.get(`/applications/${ref}`);
    expect(words(page.text)).to.contain('请对工程机保密。').and.to.contain('还剩 2 天');
    const signed = await sign(mei, ref);
    expect(signed.headers['location']).to.equal(`/units/${unit!.ref}`);
    expect(words((await mei.get('/applications')).text)).to.contain('已签字');
    expect((await sign(mei, ref)).headers['location']).to.equal(`/units/${unit!.ref}`);
    expect(words((await admin.get(`/applications/${ref}`)).text)).to.contain(unit!.ref);
  });

  it('show an application to its applicant and to admins alone', async () => {
    const mei = await app.tester();
    const { ref } = await seedApplication(app, round, mei);
    const [other, qa] = [await app.tester('Other'), await app.qa()];
    const seen = await Promise.all(
      [mei, admin, other, qa, app.visitor()].map(
        async (who) => (await who.get(`/applications/${ref}`)).status,
      ),
    );
    expect(seen).to.deep.equal([200, 200, 404, 404, 303]);
    for (const act of ['sign', 'decline'])
      expect(
        (
          await other.post(
            `/applications/${ref}/${act}`,
            act === 'sign' ? { agreement: 'a'.repeat(64), agree: 'yes' } : {},
          )
        ).status,
      ).to.equal(404);
    for (const act of ['offer', 'withdraw-offer'])
      expect((await mei.post(`/applications/${ref}/${act}`)).status).to.equal(403);
  });

  it('ask for the box to be ticked, and draw the agreement again', async () => {
    const mei = await app.tester();
    const { applicationRef: ref } = await seedOffer(app, round, mei);
    const answer = await sign(mei, ref, { agree: '' });
    expect(answer.status).to.equal(422);
    expect(words(answer.text)).to.contain('Keep the unit secret.');
  });

  it('say that no unit is left, and keep the offer', async () => {
    const mei = await app.tester();
    const { applicationRef: ref } = await seedOffer(app, round, mei);
    const answer = await sign(mei, ref);
    expect(answer.status).to.equal(409);
    expect(words(answer.text)).to.contain('No unit of this round is free right now.');
    expect(answer.text).to.contain(`action="/applications/${ref}/sign"`);
  });

  it('say that the offer is over, and how the application stands', async () => {
    const mei = await app.tester();
    await stockUnits(app, round, 1);
    const { applicationRef: ref } = await seedOffer(app, round, mei);
    clock.advance(48 * HOUR);
    const page = await mei.get(`/applications/${ref}`);
    expect(words(page.text)).to.contain('Offer lapsed');
    expect(page.text).not.to.contain('/sign"');
    const answer = await sign(mei, ref);
    expect(answer.status).to.equal(409);
    expect(words(answer.text)).to.contain('This offer is over.');
  });

  it('let an applicant decline and an admin offer the seat again', async () => {
    const mei = await app.tester();
    const { applicationRef: ref } = await seedOffer(app, round, mei);
    expect((await mei.post(`/applications/${ref}/decline`)).status).to.equal(303);
    expect(words((await mei.get(`/applications/${ref}`)).text)).to.contain(
      'You declined the seat.',
    );
    app.clock.advance(1000);
    expect((await offer(ref)).status).to.equal(303);
    expect((await offer(ref)).status).to.equal(409);
    expect((await admin.post(`/applications/${ref}/withdraw-offer`)).status).to.equal(303);
    expect(words((await mei.get(`/applications/${ref}`)).text)).to.contain(
      'The programme took the offer back.',
    );
  });

  it('answer ten presses of the same button with the same unit, over HTTP as well', async () => {
    const fans = await Promise.all(['A', 'B', 'C'].map((name) => app.tester(name)));
    await stockUnits(app, round, 3);
    const offers: Allocation[] = [];
    for (const one of fans) offers.push(await seedOffer(app, round, one));
    const answers = await Promise.all(
      fans.flatMap((one, n) =>
        Array.from({ length: 10 }, async () => ({
          n,
          to: (await sign(one, offers[n]!.applicationRef)).headers['location'],
        })),
      ),
    );
    for (const [n, one] of fans.entries()) {
      const own = new Set(answers.filter((answer) => answer.n === n).map(({ to }) => to));
      expect(own.size).to.equal(1);
      const [to = ''] = own;
      expect((await one.get(to)).status).to.equal(200);
    }
    expect(new Set(answers.map(({ to }) => to)).size).to.equal(3);
  });

  it('answer 404 for what is not there', async () => {
    for (const to of [
      '/applications/A-99999',
      '/applications/x',
      '/admin/rounds/none/applications',
    ])
      expect((await admin.get(to)).status, to).to.equal(404);
  });
});
