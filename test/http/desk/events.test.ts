import { expect } from 'chai';
import { MINUTE, SECOND } from '../../../src/kernel/clock.js';
import { personModel } from '../../../src/features/accounts/account-schema.js';
import { startTestApp, TEST_PASSWORD, type Actor, type TestApp } from '../../support/app.js';
import { listenTo, type Ear, type HeardEvent } from '../../support/event-stream.js';
import { seedHeldUnit, seedReport, sendReport } from '../../support/reports.js';

const isReport =
  (ref: string) =>
  ({ name, data }: HeardEvent): boolean =>
    name === 'report' && data['ref'] === ref;

describe('what open desks hear', () => {
  let app: TestApp;
  let qa: Actor;
  let cookie: string;
  const ears: Ear[] = [];
  beforeEach(async () => {
    app = await startTestApp();
    qa = await app.qa('Lin');
    cookie = await cookieOf(qa);
  });
  afterEach(async () => {
    for (const ear of ears.splice(0)) ear.close();
    await app.stop();
  });

  async function cookieOf(actor: Actor): Promise<string> {
    const answer = await app
      .visitor()
      .post('/sign-in', { email: `${actor.handle}@example.com`, password: TEST_PASSWORD });
    const [set = ''] = answer.headers['set-cookie'] as unknown as string[];
    return set.split(';')[0] ?? '';
  }
  async function seedReports(count: number): Promise<void> {
    for (let n = 1; n <= count; n += 1) await seedReport(app, { ref: `R-${1000 + n}` });
  }
  async function listen(query = '', headers: Record<string, string> = {}): Promise<Ear> {
    const ear = await listenTo(`${app.url}/desk/events${query}`, { cookie, ...headers });
    ears.push(ear);
    return ear;
  }

  it('is a stream that nobody keeps or compresses, and a page for who opens it as one', async () => {
    await seedReport(app, { ref: 'R-1' });
    const { status, headers, raw, hear } = await listen(`?since=${app.clock.now().getTime()}`);
    await hear(isReport('R-1'));
    expect(status).to.equal(200);
    expect(headers['content-type']).to.match(/^text\/event-stream/);
    expect(headers['cache-control']).to.contain('no-store');
    expect(headers['x-accel-buffering']).to.equal('no');
    expect(headers['content-encoding']).to.equal(undefined);
    expect(raw()).to.match(/^retry: 3000\n\n/);
    expect((await qa.get('/desk/events')).status).to.equal(303);
  });

  it('brings a new report within a second, without a word of it', async () => {
    const mei = await app.tester('Mei');
    const unit = await seedHeldUnit(app, mei);
    const [ear, other] = await Promise.all([listen(), listen('?view=waiting&kind=praise')]);
    const sent = await sendReport(mei, unit, { text: 'Secret words' });
    const [, ref = ''] = /(R-\d+)/.exec(String(sent.headers['location'])) ?? [];
    const heard = await ear.hear(isReport(ref), 1_000);
    expect(heard.data['fits']).to.equal(true);
    expect(ear.raw()).not.to.contain('Secret words');
    expect((await other.hear(isReport(ref), 1_000)).data['fits']).to.equal(false);
  });

  it('brings what another process wrote', async () => {
    const ear = await listen();
    app.clock.advance(SECOND);
    const { ref } = await seedReport(app, { ref: 'R-77' });
    await ear.hear(isReport(ref), 1_500);
  });

  it('tells who comes back what they missed, or to look again after much', async () => {
    const ear = await listen();
    app.clock.advance(SECOND);
    await seedReport(app, { ref: 'R-1' });
    const { id = '' } = await ear.hear(isReport('R-1'));
    ear.close();
    app.clock.advance(20 * SECOND);
    await seedReport(app, { ref: 'R-2' });
    const back = await listen('', { 'last-event-id': id });
    await back.hear(isReport('R-2'));
    app.clock.advance(30 * MINUTE);
    const quiet = await listen(`?since=${app.clock.now().getTime() - 15 * MINUTE}`);
    await seedReports(201);
    const late = await listen('', { 'last-event-id': id });
    await late.hear(({ name }) => name === 'reset');
    await quiet.hear(isReport('R-1001'));
    expect(quiet.events().some(({ name }) => name === 'reset')).to.equal(false);
  });

  it('is given to one person four times, and again once one is closed', async () => {
    for (let n = 0; n < 4; n += 1) expect((await listen()).status).to.equal(200);
    expect((await listen()).status).to.equal(429);
    ears[0]?.close();
    await ears[0]?.ended;
    let status = 429;
    for (let tries = 0; tries < 50 && status === 429; tries += 1) status = (await listen()).status;
    expect(status).to.equal(200);
  });

  it('ends for who is of QA no more, and for nobody else', async () => {
    const [ear, other] = [
      await listen(),
      await listen('', { cookie: await cookieOf(await app.qa('Wu')) }),
    ];
    await personModel(app.container.database.connection).updateOne(
      { _id: qa.id },
      { $set: { roles: ['tester'] } },
    );
    app.clock.advance(15 * SECOND);
    await ear.ended;
    await seedReport(app, { ref: 'R-1' });
    await other.hear(isReport('R-1'));
    expect(ear.raw()).not.to.contain('R-1');
  });

  it('ends with the process', async () => {
    const ear = await listen();
    app.container.responder.endStreams();
    await ear.ended;
  });

  it('is for QA alone', async () => {
    const mei = await app.tester('Mei');
    expect((await mei.get('/desk/events')).status).to.equal(403);
    const visitor = await listenTo(`${app.url}/desk/events`, {});
    expect(visitor.status).to.equal(303);
  });
});
