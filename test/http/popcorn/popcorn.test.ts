import { expect } from 'chai';
import { DAY, HOUR, MINUTE } from '../../../src/kernel/clock.js';
import { personModel } from '../../../src/features/accounts/account-schema.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { RELEASE, seedAskingRelease, seedUser } from '../../support/popcorn.js';

const VOTE = `${RELEASE}/popcorn`;
const EXPERIENCE = `${RELEASE}/experience`;

describe('the popcorn vote over HTTP', () => {
  let app: TestApp;
  let engineers: readonly Actor[];
  let refs: readonly string[];
  beforeEach(async () => {
    app = await startTestApp();
    engineers = await Promise.all(['Lin', 'Gu', 'Tao', 'Xu'].map((name) => app.qa(name)));
    refs = await seedAskingRelease(app, engineers);
  });
  afterEach(() => app.stop());

  const give = (fan: Actor, to: Actor) => fan.post(VOTE, { engineer: to.handle, step: 'give' });
  const takeBack = (fan: Actor, from: Actor) =>
    fan.post(VOTE, { engineer: from.handle, step: 'take' });
  const close = async () => {
    // Tuesday to the end of the Thursday of next week, three days being too few this week.
    app.clock.advance(10 * DAY);
    await app.container.jobs.runAll();
  };

  it('takes three votes and refuses the fourth, a second one for somebody and one after the close', async () => {
    const { fan } = await seedUser(app, 'Mei');
    const [lin, gu, tao, xu] = engineers as [Actor, Actor, Actor, Actor];
    for (const engineer of [lin, gu, tao]) expect((await give(fan, engineer)).status).to.equal(303);
    const fourth = await give(fan, xu);
    expect(fourth.status).to.equal(409);
    expect(fourth.text).to.contain('Take one back first');
    expect((await give(fan, lin)).text).to.contain('has your vote already');
    expect((await takeBack(fan, lin)).status).to.equal(303);
    expect((await give(fan, xu)).status).to.equal(303);
    const { text } = await fan.get(VOTE);
    expect(text).to.contain('You have 0 votes left').and.contain('One person has voted');
    await close();
    const late = await give(fan, lin);
    expect(late.status).to.equal(409);
    expect(late.text).to.contain('This closed');
  });

  it('lets a vote for an engineer who left be taken back, and counts it among the three', async () => {
    const { fan } = await seedUser(app, 'Mei');
    const [lin] = engineers as [Actor];
    await give(fan, lin);
    await personModel(app.container.database.connection).deleteOne({ _id: lin.id });
    const { text } = await fan.get(VOTE);
    expect(text)
      .to.contain('A former engineer')
      .and.contain(`value="${lin.id}"`)
      .and.contain('You have 2 votes left');
    expect((await fan.post(VOTE, { engineer: lin.id, step: 'take' })).status).to.equal(303);
    expect((await fan.get(VOTE)).text)
      .to.contain('You have 3 votes left')
      .and.not.contain('A former engineer');
  });

  it('lets nobody vote who has not tried the build, and says what is missing', async () => {
    const [lin] = engineers as [Actor];
    const noUnit = await app.tester('Bo');
    const older = await seedUser(app, 'Cy', '3.0.11');
    const silent = await seedUser(app, 'Di', 'somewhere');
    for (const [fan, words] of [
      [noUnit, 'You hold no unit of this model'],
      [older.fan, 'Update it to 3.0.12'],
      [silent.fan, 'We do not know yet that your unit runs 3.0.12'],
    ] as const) {
      expect((await fan.get(VOTE)).text, words)
        .to.contain(words)
        .and.not.contain('value="give"');
      expect((await give(fan, lin)).status, words).to.equal(403);
    }
    // A newer build has all changes of this one.
    const admin = await app.admin();
    for (const [version, branch] of Object.entries({ '3.0.13': 'stable', '4.0.1': 'beta' }))
      await admin.post('/admin/builds', { model: 'ORION-2', version, branch });
    const apart = await seedUser(app, 'Fay', '4.0.1');
    expect((await give(apart.fan, lin)).text).to.contain('runs a build of another branch');
    const newer = await seedUser(app, 'Ed', '3.0.13');
    expect((await give(newer.fan, lin)).status).to.equal(303);
    for (const staff of [lin, admin]) expect((await give(staff, lin)).status).to.equal(403);
  });

  it('lets nobody of the staff vote who is a tester as well, and knows no other engineers', async () => {
    const { fan } = await seedUser(app, 'Mei');
    const both = await app.person('Ray', ['tester', 'qa']);
    const [lin] = engineers as [Actor];
    expect((await give(both, lin)).text).to.contain('Staff do not vote');
    expect((await give(fan, await app.qa('Stranger'))).status).to.equal(404);
    expect((await give(fan, app.visitor())).status).to.equal(422);
    expect((await fan.get('/releases/orion-2_9.9/popcorn')).status).to.equal(404);
  });

  it('shows the tally to everybody after the close, and tells and honours the winner once', async () => {
    const [lin, gu] = engineers as [Actor, Actor];
    const mei = await seedUser(app, 'Mei');
    await give(mei.fan, gu);
    app.clock.advance(MINUTE);
    await give(mei.fan, lin);
    for (const name of ['Bo', 'Cy']) {
      const { fan } = await seedUser(app, name);
      app.clock.advance(MINUTE);
      if (name === 'Bo') await give(fan, gu);
      else await give(fan, lin);
    }
    await close();
    await app.container.jobs.runAll();
    const { text } = await app.visitor().get(VOTE);
    expect(text).to.contain('3 people voted');
    // Both have two votes; the second one of Gu came first.
    const [, winner] = /card-now.*?href="\/people\/([\w-]+)"/s.exec(text) ?? [];
    expect(winner).to.equal(gu.handle);
    expect((await gu.get('/notices')).text).to.contain(
      'won the popcorn award of 3.0.12 with 2 votes',
    );
    expect((await lin.get('/notices')).text).not.to.contain('won the popcorn award');
    const awards = await app.container.honours.awardsOf(gu.id);
    expect(awards.map(({ badge, modelCode }) => [badge, modelCode])).to.deep.equal([
      ['popcorn', 'ORION-2'],
    ]);
    expect((await app.visitor().get(`/awards/${awards[0]!.id}`)).text).to.contain('Popcorn award');
    expect((await app.visitor().get('/honours')).text).to.contain('thanked most');
    for (const path of ['/', RELEASE])
      expect((await app.visitor().get(path)).text, path)
        .to.contain('Popcorn award')
        .and.contain(`/people/${gu.handle}`);
  });

  it('shows on an engineer’s page what releases owe them, and nothing that a tester wrote', async () => {
    const [lin, gu] = engineers as [Actor, Actor];
    const { fan } = await seedUser(app, 'Mei');
    await give(fan, gu);
    for (const name of ['A', 'B', 'C', 'D']) {
      const other = (await seedUser(app, name)).fan;
      await other.post(EXPERIENCE, { liked: refs[1], feel: '4' });
    }
    await fan.post(EXPERIENCE, { annoyedText: 'Buzzes at night', feel: '4' });
    const page = async (of: Actor) => (await app.visitor().get(`/people/${of.handle}`)).text;
    expect(await page(gu))
      .to.contain(`Fault of ${gu.handle}`)
      .and.not.contain('1 vote');
    await close();
    expect(await page(gu))
      .to.contain('1 vote')
      .and.contain('liked by 4')
      .and.not.contain('Buzzes');
    expect(await page(lin))
      .to.contain(`Fault of ${lin.handle}`)
      .and.not.contain('1 vote');
    expect(await page(fan)).not.to.contain('Fixes and features');
  });

  it('reminds once, a day before the close, those who may vote and have not', async () => {
    const [mei, bo, cy] = [
      await seedUser(app, 'Mei'),
      await seedUser(app, 'Bo'),
      await seedUser(app, 'Cy', '3.0.11'),
    ];
    await give(mei.fan, engineers[0]!);
    const told = async (fan: Actor) =>
      (await fan.get('/notices')).text.split('closes within a day').length - 1;
    app.clock.advance(8 * DAY);
    await app.container.jobs.runAll();
    expect(await told(bo.fan)).to.equal(0);
    app.clock.advance(DAY);
    for (let turn = 0; turn < 3; turn += 1) {
      await app.container.jobs.runAll();
      app.clock.advance(HOUR);
    }
    expect(await Promise.all([mei, bo, cy].map(({ fan }) => told(fan)))).to.deep.equal([0, 1, 0]);
  });

  it('asks four questions, keeps the last answers and refuses late ones', async () => {
    const { fan } = await seedUser(app, 'Mei');
    const [first = '', second = ''] = refs;
    const answers = {
      liked: [first, second],
      annoyedText: 'Buzzes at night',
      next: 'More battery',
    };
    const bad = await fan.post(EXPERIENCE, answers);
    expect(bad.status).to.equal(422);
    expect(bad.text).to.contain('Buzzes at night');
    expect((await fan.post(EXPERIENCE, { ...answers, liked: 'D-999', feel: '3' })).status).to.equal(
      422,
    );
    for (const feel of ['2', '4'])
      expect((await fan.post(EXPERIENCE, { ...answers, feel })).status).to.equal(303);
    const { text } = await fan.get(EXPERIENCE);
    expect(text)
      .to.match(/value="4" checked/)
      .and.contain('Change my answers');
    expect(text).not.to.contain('What people said');
    const [lin] = engineers as [Actor];
    const desk = (await lin.get(EXPERIENCE)).text;
    expect(desk).to.contain('<dd>4</dd>').and.contain('More battery').and.not.contain(fan.handle);
    await close();
    expect((await fan.post(EXPERIENCE, { ...answers, feel: '5' })).status).to.equal(409);
    const closed = (await app.visitor().get(EXPERIENCE)).text;
    expect(closed)
      .to.contain('Figures are shown from 5 answers on')
      .and.not.contain('More battery');
  });

  it('counts one reaction a person and line, and shows them from five on', async () => {
    const [line = ''] = refs;
    const fans: Actor[] = [];
    for (const name of ['A', 'B', 'C', 'D', 'E']) fans.push((await seedUser(app, name)).fan);
    const react = (fan: Actor, reaction: string) =>
      fan.post(`${RELEASE}/reactions`, { line, reaction });
    const seen = async () => (await app.visitor().get(EXPERIENCE)).text;
    for (const fan of fans.slice(0, 4))
      for (const one of ['needs_work', 'great', 'great']) await react(fan, one);
    expect(await seen()).not.to.contain('say great');
    await react(fans[4]!, 'needs_work');
    expect(await seen())
      .to.contain('4 say great')
      .and.contain('1 says it needs work');
    expect((await app.visitor().get(RELEASE)).text).to.contain('4 say great');
    await react(fans[4]!, 'none');
    expect(await seen()).not.to.contain('say great');
    expect((await react(fans[0]!, 'awful')).status).to.equal(422);
    expect(
      (await fans[0]!.post(`${RELEASE}/reactions`, { line: 'D-99', reaction: 'great' })).status,
    ).to.equal(404);
  });

  it('lets QA name further engineers on a line, which drafting again keeps', async () => {
    const [lin, gu] = engineers as [Actor, Actor];
    const admin = await app.admin();
    await admin.post('/admin/builds', { model: 'ORION-2', version: '3.0.13', branch: 'stable' });
    const words = { modelCode: 'ORION-2', title: 'Torch flickers', severity: 'minor' };
    const path = String((await lin.post('/defects', words)).headers['location']);
    await lin.post(`${path}/resolve`, { fixBuild: '3.0.13' });
    await lin.post('/releases', { version: 'orion-2_3.0.13' });
    const draft = '/releases/orion-2_3.0.13';
    const line = `${draft}${path.replace('defects', 'lines')}`;
    const edit = {
      text_en: 'The torch is calm',
      text_zh: '手电筒不再闪',
      section: 'fixed',
      revision: '0',
    };
    const stranger = await lin.post(line, { ...edit, engineers: 'somebody' });
    expect(stranger.status).to.equal(422);
    expect(stranger.text).to.contain('The torch is calm');
    expect((await lin.post(line, { ...edit, engineers: [lin.handle, gu.handle] })).status).to.equal(
      303,
    );
    await lin.post(`${draft}/redraft`);
    const { text } = await lin.get(draft);
    for (const { handle } of [lin, gu]) expect(text).to.contain(`/people/${handle}`);
    expect((await lin.get(line)).text).to.match(new RegExp(`value="${gu.handle}" checked`));
  });
});
