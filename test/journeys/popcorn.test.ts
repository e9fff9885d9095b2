import { expect } from 'chai';
import { DAY, HOUR } from '../../src/kernel/clock.js';
import { LANGUAGES, type Language } from '../../src/kernel/people.js';
import { startTestApp, TEST_PASSWORD, type Actor, type TestApp } from '../support/app.js';
import { closeBrowser, openPhone, type Phone } from '../support/browser.js';
import { RELEASE, seedAskingRelease, seedUser } from '../support/popcorn.js';

const VOTE = `${RELEASE}/popcorn`;
const EXPERIENCE = `${RELEASE}/experience`;

interface Words {
  readonly older: RegExp;
  readonly spent: RegExp;
  readonly turnout: RegExp;
  readonly sealed: RegExp;
  readonly feel: RegExp;
  readonly result: RegExp;
  readonly late: RegExp;
}
const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    older: /Update it to 3\.0\.12/,
    spent: /Take one back first/,
    turnout: /One person has voted/,
    sealed: /nobody sees who got how many votes/,
    feel: /one answer/,
    result: /2 people voted/,
    late: /This closed/,
  },
  'zh-CN': {
    older: /更新到 3\.0\.12/,
    spent: /先收回一票/,
    turnout: /目前 1 人/,
    sealed: /没有人能看到/,
    feel: /1 份回答/,
    result: /共 2 人投票/,
    late: /已经截止/,
  },
};

async function signIn(phone: Phone, handle: string): Promise<void> {
  await phone.open('/sign-in');
  await phone.submit('/sign-in', { email: `${handle}@example.com`, password: TEST_PASSWORD });
}

/** From a published release to its tally, on phones of 390 px. */
async function walk(app: TestApp, language: Language, hasJavaScript: boolean): Promise<void> {
  const engineers = await Promise.all(['Lin', 'Gu', 'Tao', 'Xu'].map((name) => app.qa(name)));
  const [lin, gu, tao, xu] = engineers as [Actor, Actor, Actor, Actor];
  const [line = ''] = await seedAskingRelease(app, engineers);
  const { fan: mei, unit } = await seedUser(app, 'Mei', '3.0.11', language);
  const bo = (await seedUser(app, 'Bo')).fan;
  const ada = await app.person('Ada', ['admin'], language);
  const open = () => openPhone({ url: app.url, language, hasJavaScript });
  const [fan, desk] = await Promise.all([open(), open()]);
  await signIn(fan, mei.handle);
  await signIn(desk, ada.handle);
  const words = WORDS[language];
  const vote = (engineer: Actor) =>
    fan.submit(VOTE, {}, { holding: `input[value="${engineer.handle}"]` });

  // What is missing, and how to get it.
  await fan.open(RELEASE);
  await fan.follow(VOTE);
  await fan.text(words.older);
  await app.container.units.service.noteBuild(unit.id, '3.0.12');

  // Four questions, and a reaction to one line.
  await fan.open(RELEASE);
  await fan.follow(EXPERIENCE);
  await fan.submit(EXPERIENCE, { liked: line, feel: '4', next: 'More battery' });
  await fan.submit(`${RELEASE}/reactions`, {}, { holding: `input[value="${line}"]` });
  expect(await fan.page.locator('button[aria-pressed=true][value=none]').count()).to.equal(1);

  // Three votes; the fourth is sent from a page that is older than they are.
  await fan.follow(VOTE);
  const old = await fan.page.context().newPage();
  await old.goto(VOTE);
  for (const engineer of [gu, tao, xu]) await vote(engineer);
  expect(await fan.page.locator('button[value=give]').count()).to.equal(0);
  const fourth = old.locator('form', { has: old.locator(`input[value="${lin.handle}"]`) });
  await Promise.all([old.waitForEvent('load'), fourth.locator('button').click()]);
  expect(await old.locator('main').innerText()).to.match(words.spent);
  await old.close();

  // Whoever leads is nobody's to read, an admin's neither.
  await desk.open(VOTE);
  await desk.text(words.turnout);
  await desk.text(words.sealed);
  expect(await desk.page.locator('main table').count()).to.equal(0);

  // The clock passes the close.
  app.clock.advance(HOUR);
  expect((await bo.post(VOTE, { engineer: gu.handle, step: 'give' })).status).to.equal(303);
  await fan.open(VOTE);
  app.clock.advance(10 * DAY);
  await fan.submit(VOTE, {}, { holding: `input[value="${gu.handle}"]` });
  await fan.text(words.late);
  await app.container.jobs.runAll();
  await fan.open(VOTE);
  await fan.text(words.result);
  expect(await fan.page.locator('.card-now').innerText()).to.contain('Gu');
  await fan.follow(`/people/${gu.handle}`);
  await fan.pathOf(new RegExp(VOTE));
  await desk.open(EXPERIENCE);
  await desk.text(/More battery/);
  await fan.open('/');
  await fan.pathOf(new RegExp(VOTE));
  await Promise.all([fan.close(), desk.close()]);
}

describe('the popcorn vote in a browser', function () {
  this.timeout(120_000);
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.stop());
  after(closeBrowser);

  for (const language of LANGUAGES)
    it(`asks, keeps its seal and counts, in ${language}`, () => walk(app, language, true));

  it('needs no JavaScript', () => walk(app, 'en', false));
});
