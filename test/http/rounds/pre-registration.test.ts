import { expect } from 'chai';
import { DAY, HOUR, later, MINUTE } from '../../../src/kernel/clock.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { ANSWERS, seedApplication, seedRound } from '../../support/rounds.js';

describe('contact and pre-registration over HTTP', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());
  const coming = (overrides = {}) =>
    seedRound(app, {
      opensAt: later(app.clock.now(), 2 * DAY),
      closesAt: later(app.clock.now(), 9 * DAY),
      ...overrides,
    });
  const mine = async (actor: Actor) => (await app.container.rounds.applications.mine(actor.id))[0];
  const runReminders = () =>
    app.container.rounds.jobs.find(({ name }) => name === 'rounds.remind')!.run();

  it('keep phone and address for the applicant, and marks instead of them for comparing', async () => {
    const round = await seedRound(app);
    const mei = await app.tester();
    const path = `/rounds/${round.slug}/apply`;
    await mei.get(path);
    expect((await mei.post(path, ANSWERS)).status).to.equal(303);
    const application = await mine(mei);
    expect(application?.contact).to.deep.equal({ phone: ANSWERS.phone, address: ANSWERS.address });
    for (const mark of Object.values(application!.marks)) expect(mark).to.match(/^[0-9a-f]{64}$/);
    expect((await mei.get(path)).text).to.contain(`value="${ANSWERS.phone}"`);
    const visitor = (await app.visitor().get(`/rounds/${round.slug}`)).text;
    expect(visitor).not.to.contain(ANSWERS.phone).and.not.contain(ANSWERS.address);
  });

  it('refuse an application without a phone and an address that a courier can use', async () => {
    const round = await seedRound(app);
    const mei = await app.tester();
    for (const [field, value] of [
      ['phone', ''],
      ['phone', 'call me'],
      ['phone', '1234'],
      ['phone', '1'.repeat(19)],
      ['address', ''],
      ['address', 'home'],
      ['address', '啊'.repeat(301)],
    ] as const) {
      const answer = await mei.post(`/rounds/${round.slug}/apply`, { ...ANSWERS, [field]: value });
      expect(answer.status, `${field} ${value}`).to.equal(422);
      expect(answer.text).to.contain(`id="f-${field}-error"`);
    }
  });

  it('give each browser one lasting mark, whatever cookie it made up', async () => {
    const round = await seedRound(app);
    const mei = await app.tester();
    const path = `/rounds/${round.slug}/apply`;
    const device = (answer: { headers: Record<string, unknown> }) =>
      /device=([^;]*)/.exec(String(answer.headers['set-cookie']))?.[1];
    const first = device(await mei.get(path));
    expect(first).to.match(/^[\w-]{43}$/);
    expect(device(await mei.get(path))).to.equal(first);
    const liar = await app.tester('Liar');
    const answer = await liar.agent.get(path).set('Cookie', 'device=../../etc');
    expect(answer.status).to.be.oneOf([200, 303]);
  });

  it('take applications to a first-come round from its announcement on, and only to that', async () => {
    const [firstCome, draw] = [await coming({ mode: 'first_come' }), await coming()];
    const mei = await app.tester();
    expect((await mei.get(`/rounds/${firstCome.slug}`)).text).to.contain('Register now');
    const registered = await mei.post(`/rounds/${firstCome.slug}/apply`, ANSWERS);
    expect(registered.status).to.equal(303);
    const shown = (await mei.get(`/rounds/${firstCome.slug}`)).text;
    expect(shown).to.contain('You will be reminded').and.not.contain('No reminder');
    expect((await mei.post(`/rounds/${firstCome.slug}/withdraw`)).status).to.equal(303);
    const refused = await mei.post(`/rounds/${draw.slug}/apply`, ANSWERS);
    expect(refused.status).to.equal(409);
    expect((await mei.get(`/rounds/${draw.slug}/apply`)).status).to.equal(303);
  });

  it('remind whoever asked or registered, a day and a quarter of an hour ahead, once each', async () => {
    const round = await coming({ mode: 'first_come', slug: 'reminded' });
    const [mei, tao, lan] = [
      await app.tester('Mei', 'zh-CN'),
      await app.qa('Tao'),
      await app.tester('Lan'),
    ];
    const path = `/rounds/${round.slug}`;
    await mei.post(`${path}/apply`, ANSWERS);
    expect((await tao.post(`${path}/remind`, { wants: 'yes' })).status).to.equal(303);
    expect((await tao.post(`${path}/remind`, { wants: 'yes' })).status).to.equal(303);
    await lan.post(`${path}/remind`, { wants: 'yes' });
    await lan.post(`${path}/remind`, { wants: 'no' });
    await runReminders();
    expect((await tao.get('/notices')).text).not.to.contain('opens within a day');
    app.clock.advance(DAY + HOUR);
    await Promise.all([runReminders(), runReminders()]);
    await runReminders();
    const told = (await tao.get('/notices')).text;
    expect(told.match(/opens within a day/g)).to.have.length(1);
    expect((await mei.get('/notices')).text).to.contain('一天内开放');
    expect((await lan.get('/notices')).text).not.to.contain('opens within a day');
    app.clock.advance(23 * HOUR - 10 * MINUTE);
    await runReminders();
    expect((await tao.get('/notices')).text).to.contain('opens in a quarter of an hour');
    app.clock.advance(10 * MINUTE);
    expect((await tao.post(`${path}/remind`, { wants: 'yes' })).status).to.equal(409);
  });

  it('refuse a reminder of what is not there and an answer that is none', async () => {
    const hidden = await coming({ publishedAt: null });
    const mei = await app.tester();
    expect((await mei.post('/rounds/none/remind', { wants: 'yes' })).status).to.equal(404);
    expect((await mei.post(`/rounds/${hidden.slug}/remind`, { wants: 'yes' })).status).to.equal(
      404,
    );
    const round = await coming();
    expect((await mei.post(`/rounds/${round.slug}/remind`, { wants: '?' })).status).to.equal(422);
  });
});

describe('duplicate hints over HTTP', () => {
  let app: TestApp;
  let admin: Actor;
  before(async () => {
    app = await startTestApp();
    admin = await app.admin();
  });
  after(() => app.stop());

  async function twins() {
    const round = await seedRound(app);
    const people = [await app.tester('Mei'), await app.tester('Mimi'), await app.tester('Tao')];
    const contacts = [
      { phone: '138 0000 0001', address: '渝中区 解放碑 1 号' },
      { phone: '+86-13800000001', address: '江北区观音桥 2 号' },
      { phone: '139 0000 0002', address: '渝中区解放碑1号' },
    ];
    for (const [index, person] of people.entries())
      await person.post(`/rounds/${round.slug}/apply`, { ...ANSWERS, ...contacts[index] });
    const refs = await Promise.all(
      people.map(async ({ id }) => (await app.container.rounds.applications.mine(id))[0]!.ref),
    );
    return { round, people, refs, path: `/admin/rounds/${round.slug}` };
  }
  const reason = 'The same person as the other one, by phone.';

  it('group applications of one phone or one address, with names and links', async () => {
    const { refs, path } = await twins();
    const page = (await admin.get(`${path}/duplicates`)).text;
    expect(page)
      .to.contain('2 applications with one phone number')
      .and.contain('2 applications with one address')
      .and.contain(`href="/applications/${refs[1]!}"`)
      .and.contain('Mimi')
      .and.not.contain('138 0000 0001');
  });

  it('let an admin set one aside with a reason that the applicant reads, and take it back', async () => {
    const { round, people, refs, path } = await twins();
    const done = await admin.post(`${path}/set-aside`, { ref: refs[1]!, reason });
    expect(done.status).to.equal(303);
    const mimi = people[1]!;
    expect((await mimi.get(`/rounds/${round.slug}`)).text)
      .to.contain(reason)
      .and.contain('was set aside')
      .and.not.contain(`/rounds/${round.slug}/apply`);
    expect((await mimi.get('/notices')).text).to.contain('was set aside');
    const changed = await mimi.post(`/rounds/${round.slug}/apply`, ANSWERS);
    expect(changed.status).to.equal(409);
    expect((await mimi.post(`/rounds/${round.slug}/withdraw`)).status).to.equal(409);
    expect((await admin.get(`${path}/duplicates`)).text)
      .to.contain(reason)
      .and.not.contain('with one phone number');
    expect((await admin.post(`${path}/take-back`, { ref: refs[1]! })).status).to.equal(303);
    expect((await mimi.get(`/rounds/${round.slug}`)).text).not.to.contain(reason);
    expect((await admin.post(`${path}/take-back`, { ref: refs[1]! })).status).to.equal(409);
  });

  it('refuse what is no application of the round, a missing reason, and doing it twice', async () => {
    const { refs, path } = await twins();
    const other = await seedApplication(app, await seedRound(app), { id: 'somebody' });
    for (const [form, status] of [
      [{ ref: other.ref, reason }, 422],
      [{ ref: 'A-999999', reason }, 422],
      [{ ref: 'U-1', reason }, 422],
      [{ ref: refs[0]!, reason: 'no' }, 422],
      [{ ref: refs[0]!, reason }, 303],
      [{ ref: refs[0]!, reason }, 409],
    ] as const) {
      const answer = await admin.post(`${path}/set-aside`, form);
      expect(answer.status, `${form.ref} ${form.reason}`).to.equal(status);
    }
  });

  it('leave the list alone once it is taken', async () => {
    const { round, refs, path } = await twins();
    await app.container.rounds.service.recordFrozen(round.id, app.clock.now());
    expect((await admin.get(`${path}/duplicates`)).text).not.to.contain('name="reason"');
    const late = await admin.post(`${path}/set-aside`, { ref: refs[0]!, reason });
    expect(late.status).to.equal(409);
    const chinese = await app.admin();
    chinese.agent.set('Accept-Language', 'zh-CN');
    await chinese.post('/preferences', { language: 'zh-CN' });
    const answer = await chinese.post(`${path}/set-aside`, { ref: refs[0]!, reason });
    expect(answer.text).to.contain('现在不能搁置或恢复');
  });
});
