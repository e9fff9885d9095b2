import { expect } from 'chai';
import { DAY, later } from '../../../src/kernel/clock.js';
import { OPEN_TO_ALL, wholeQuota } from '../../../src/features/rounds/round.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { ANSWERS, both, QUESTIONS, seedApplication, seedRound } from '../../support/rounds.js';

const words = {
  titleEn: 'Mixed batch',
  titleZh: '混合批次',
  summaryEn: 'For photographers and gamers.',
  summaryZh: '给摄影和手游爱好者。',
  agreementEn: 'Show it to nobody.',
  agreementZh: '不要给别人看。',
  closesAt: '2026-03-20T22:00',
  offerHours: '48',
};
const terms = {
  quota1Seats: '4',
  quota1Mode: 'invite',
  quota1Key: 'codes',
  quota2Seats: '12',
  quota2Mode: 'draw',
  quota2City: '重庆',
  quota2Cohort: '摄影',
  quota2Revision: 'pvt',
  quota3Seats: '6',
  quota3Mode: 'merit',
  spillsOver: 'yes',
  waitlistPlaces: '5',
  cohortQuestion: '1',
  q1LabelEn: 'What do you do most?',
  q1LabelZh: '你最常做什么？',
  q1Kind: 'choice',
  q1Options: 'game | Games | 手游 | 3\nphoto | Photos | 摄影 | 5',
  q1Required: 'yes',
  q2LabelEn: 'Which phone do you own?',
  q2LabelZh: '你现在用什么手机？',
  q2Kind: 'device',
  cities: '重庆, 成都',
  minAccountDays: '30',
  needsGoodStanding: 'yes',
  refusesHolders: 'yes',
  perRound: '5',
  maxWeight: '3',
};

describe('the terms of a round over HTTP', () => {
  let app: TestApp;
  let admin: Actor;
  before(async () => {
    app = await startTestApp();
    admin = await app.admin();
    await seedRound(app, { slug: 'first' });
    await admin.post('/admin/programs', {
      slug: 'orion',
      nameEn: 'Orion',
      nameZh: '猎户',
      code: 'ORION-2',
      modelName: 'Orion 2',
      revisions: 'EVT, DVT, PVT',
      zone: 'Asia/Shanghai',
    });
  });
  after(() => app.stop());
  const create = (slug: string, changes: Record<string, string> = {}) =>
    admin.post('/admin/rounds', {
      ...words,
      ...terms,
      program: 'orion',
      slug,
      opensAt: '2026-03-05T10:00',
      ...changes,
    });
  const stored = (slug: string) => app.container.rounds.service.roundBySlug(slug);

  it('are stored whole and drawn again as they were typed', async () => {
    expect((await create('mixed')).headers['location']).to.equal('/admin/rounds/mixed');
    const round = await stored('mixed');
    expect(round).to.deep.include({
      mode: 'draw',
      seats: 22,
      spillsOver: true,
      waitlistPlaces: 5,
      cohortQuestion: 'q1',
      revisedAt: null,
      eligibility: {
        cities: ['重庆', '成都'],
        minAccountDays: 30,
        needsGoodStanding: true,
        refusesHolders: true,
      },
    });
    expect(round?.quotas[1]).to.deep.equal({
      key: 'part-2',
      seats: 12,
      mode: 'draw',
      city: '重庆',
      cohort: 'photo',
      hardwareRevision: 'PVT',
    });
    const form = (await admin.get('/admin/rounds/mixed')).text;
    expect(form)
      .to.contain('game | Games | 手游 | 3')
      .and.contain('name="quota2Seats" type="text" value="12"')
      .and.contain('value="PVT"')
      .and.contain('value="重庆, 成都"');
  });

  it('say how seats are given, to whom, and what is promised, in both languages', async () => {
    await create('shown');
    await admin.post('/admin/rounds/shown/publish');
    const english = (await app.visitor().get('/rounds/shown')).text;
    expect(english)
      .to.contain('12 seats</strong> drawn by lot')
      .and.contain('href="/rounds/shown/draw"')
      .and.contain('href="/rounds/shown/code"')
      .and.contain('Your account is at least 30 days old.')
      .and.contain('up to 3 times as likely')
      .and.contain('Seats that nobody of a part wants go to the others.')
      .and.contain('<live-clock')
      .and.not.contain('href="/rounds/shown/claim"');
    const chinese = (await app.visitor('zh-CN').get('/rounds/shown')).text;
    expect(chinese)
      .to.contain('12 个名额</strong> 抽签产生')
      .and.contain('注册满 30 天。')
      .and.contain('输入 F码');
  });

  for (const [claim, changes, field] of [
    ['no seats', { quota1Seats: '' }, 'quota1Seats'],
    ['a cohort that is no choice', { quota2Cohort: 'divers' }, 'quota2Cohort'],
    ['a cohort question that is no choice', { cohortQuestion: '2' }, 'cohortQuestion'],
    ['a city outside the round', { quota2City: '北京' }, 'quota2City'],
    ['a revision the model lacks', { quota2Revision: 'MP' }, 'quota2Revision'],
  ] as const)
    it(`refuse ${claim} beside that field and keep what was typed`, async () => {
      const answer = await create('refused', changes);
      expect(answer.status).to.equal(422);
      expect(answer.text).to.contain(`id="f-${field}-error"`).and.contain('Mixed batch');
      expect(await stored('refused')).to.equal(undefined);
    });

  it('refuse a round without any seats', async () => {
    const without = Object.fromEntries(
      Object.entries(terms).map(([name, value]) => [
        name,
        /^quota/.test(name) && !name.endsWith('Mode') ? '' : value,
      ]),
    );
    const answer = await create('empty', without);
    expect(answer.status).to.equal(422);
    expect(answer.text).to.contain('id="f-quota1Seats-error"');
  });

  it('may change while a draw is announced, and its page says so', async () => {
    await create('revised');
    await admin.post('/admin/rounds/revised/publish');
    expect((await app.visitor().get('/rounds/revised')).text).not.to.contain(
      'after the announcement',
    );
    const edit = { ...words, ...terms, opensAt: '2026-03-05T10:00', revision: '1' };
    await admin.post('/admin/rounds/revised', { ...edit, titleEn: 'Better title' });
    expect((await stored('revised'))?.revisedAt).to.equal(null);
    const saved = await admin.post('/admin/rounds/revised', {
      ...edit,
      quota2Seats: '13',
      revision: '2',
    });
    expect(saved.status).to.equal(303);
    expect((await stored('revised'))?.seats).to.equal(23);
    expect((await app.visitor().get('/rounds/revised')).text).to.contain('after the announcement');
  });

  it('stay once people can apply: for first come from the announcement on', async () => {
    const round = await seedRound(app, {
      mode: 'first_come',
      opensAt: later(app.clock.now(), DAY),
    });
    const path = `/admin/rounds/${round.slug}`;
    const page = (await admin.get(path)).text;
    expect(page).not.to.contain('name="quota1Seats"');
    const edit = { ...words, quota1Seats: '99', quota1Mode: 'draw', revision: '0' };
    expect((await admin.post(path, edit)).status).to.equal(409);
    expect((await stored(round.slug))?.quotas).to.deep.equal(round.quotas);
  });

  it('let the closing time move later only, and not at all once the list is taken', async () => {
    const round = await seedRound(app);
    const path = `/admin/rounds/${round.slug}`;
    const earlier = { ...words, closesAt: '2026-03-08T10:00', revision: '0' };
    const refused = await admin.post(path, earlier);
    expect(refused.status).to.equal(422);
    expect(refused.text).to.contain('id="f-closesAt-error"');
    expect((await admin.post(path, { ...words, revision: '0' })).status).to.equal(303);
    await app.container.rounds.service.recordFrozen(round.id, app.clock.now());
    const later = { ...words, closesAt: '2026-03-21T22:00', revision: '1' };
    expect((await admin.post(path, later)).status).to.equal(422);
    const same = { ...words, titleEn: 'Other title', revision: '1' };
    expect((await admin.post(path, same)).status).to.equal(303);
  });

  it('keep the seconds of a closing time that nobody changed', async () => {
    const closesAt = new Date('2026-03-20T14:00:30.500Z');
    const round = await seedRound(app, { closesAt });
    await admin.post(`/admin/rounds/${round.slug}`, { ...words, revision: '0' });
    expect(await stored(round.slug)).to.deep.include({ closesAt, revisedAt: null });
  });

  it('explain the odds by who fits each part so far', async () => {
    const round = await seedRound(app, {
      mode: 'draw',
      seats: 4,
      quotas: [
        { ...wholeQuota('draw', 2), key: 'cq', city: '重庆' },
        { ...wholeQuota('draw', 2), key: 'main', cohort: 'main' },
      ],
      cohortQuestion: 'use',
    });
    for (let n = 0; n < 6; n += 1)
      await seedApplication(app, round, { id: `p${n}` }, n < 2 ? { city: '成都' } : {});
    const page = (await app.visitor().get(`/rounds/${round.slug}`)).text;
    expect(page)
      .to.contain('4 applicants fit so far')
      .and.contain('about 1 in 2')
      .and.contain('6 applicants fit so far')
      .and.contain('about 1 in 3')
      .and.contain('Main phone');
    expect((await admin.get(`/admin/rounds/${round.slug}`)).text)
      .to.contain('Where applicants live')
      .and.contain('成都');
  });
});

describe('who may have a seat, over HTTP', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  it('is said before the form is sent where it may change in time', async () => {
    const round = await seedRound(app, { eligibility: { ...OPEN_TO_ALL, minAccountDays: 5 } });
    const mei = await app.tester('Mei', 'zh-CN');
    const form = (await mei.get(`/rounds/${round.slug}/apply`)).text;
    expect(form)
      .to.contain('你的账号注册了 0 天，本批次要求满 5 天。')
      .and.contain('仍可申请')
      .and.contain('提交申请')
      .and.contain('name="phone"')
      .and.not.contain('rounds.');
    expect((await mei.post(`/rounds/${round.slug}/apply`, ANSWERS)).status).to.equal(303);
    const shown = (await mei.get(`/rounds/${round.slug}`)).text;
    expect(shown).to.contain('目前还不能获得名额').and.contain('本批次要求满 5 天');
    app.clock.advance(5 * DAY);
    const later = (await mei.get(`/rounds/${round.slug}`)).text;
    expect(later).not.to.contain('本批次要求满 5 天');
  });

  it('is refused where it cannot change before the closing', async () => {
    const round = await seedRound(app, { eligibility: { ...OPEN_TO_ALL, minAccountDays: 60 } });
    const tao = await app.tester('Tao');
    const form = (await tao.get(`/rounds/${round.slug}/apply`)).text;
    expect(form).to.contain('this round asks for 60').and.not.contain('name="phone"');
    const answer = await tao.post(`/rounds/${round.slug}/apply`, ANSWERS);
    expect(answer.status).to.equal(403);
    expect(answer.text).to.contain('this round asks for 60');
  });

  it('depends on the city that is typed, and says so beside it', async () => {
    const tao = await app.tester('Tao');
    const wide = await seedRound(app, {
      eligibility: { ...OPEN_TO_ALL, cities: ['成都', '武汉'] },
    });
    const outside = await tao.post(`/rounds/${wide.slug}/apply`, ANSWERS);
    expect(outside.status).to.equal(422);
    expect(outside.text).to.contain('only for 成都, 武汉').and.contain('id="f-city-error"');
    const inside = { ...ANSWERS, city: 'Wuhan' };
    expect((await tao.post(`/rounds/${wide.slug}/apply`, inside)).status).to.equal(303);
    const narrow = await seedRound(app, { quotas: [{ ...wholeQuota('draw', 10), city: '成都' }] });
    const unfit = await tao.post(`/rounds/${narrow.slug}/apply`, ANSWERS);
    expect(unfit.status).to.equal(422);
    expect(unfit.text).to.contain('No part of this round takes your city and answers.');
  });

  it('asks for a device by its name', async () => {
    const device = {
      key: 'phone',
      label: both('Your phone?', '你的手机？'),
      kind: 'device',
      required: true,
    } as const;
    const round = await seedRound(app, { questions: [...QUESTIONS, device] });
    const tao = await app.tester('Tao');
    const path = `/rounds/${round.slug}/apply`;
    expect((await tao.get(path)).text).to.contain('Brand and model');
    expect((await tao.post(path, ANSWERS)).status).to.equal(422);
    const answered = { ...ANSWERS, 'answer-phone': 'Orion 1' };
    expect((await tao.post(path, answered)).status).to.equal(303);
  });
});
