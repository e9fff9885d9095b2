import { expect } from 'chai';
import { LANGUAGES, type Language } from '../../src/kernel/people.js';
import { startTestApp, TEST_PASSWORD, type Actor, type TestApp } from '../support/app.js';
import { closeBrowser, openPhone, type Phone } from '../support/browser.js';
import { refOf, sendReport } from '../support/reports.js';
import { NIGHT_CRASH, releaseFix, seedDefect, seedHolders } from '../support/retests.js';

interface Words {
  readonly asked: RegExp;
  readonly behind: RegExp;
  readonly thanks: RegExp;
  readonly verified: RegExp;
  readonly counted: RegExp;
  readonly contradicted: RegExp;
  readonly against: RegExp;
  readonly credit: RegExp;
}
const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    asked: /Please try one fix on your unit/,
    behind: /Your unit runs 3\.0\.11/,
    thanks: /Thank you, your answer counts/,
    verified: /Verified by testers in build/,
    counted: /Verified by 2 of 3/,
    contradicted: /is open again: a log from build 3\.0\.13 shows it/,
    against: /1 contradiction/,
    credit: /Fix tried again/,
  },
  'zh-CN': {
    asked: /请在你的工程机上验证 1 项修复/,
    behind: /你的工程机运行 3\.0\.11/,
    thanks: /你的回答已计入/,
    verified: /测试者验证通过/,
    counted: /3 台中 2 台验证通过/,
    contradicted: /3\.0\.13 的日志里再次出现/,
    against: /1 例仍能复现/,
    credit: /验证修复/,
  },
};

/** A log that names its build, as a phone of the programme writes it. */
const logFrom = (build: string): string =>
  [
    `Build fingerprint: 'firstbatch/orion2/orion2:16/BP2A.250605.031/${build}:userdebug/test-keys'`,
    NIGHT_CRASH,
  ].join('\n');

/** A released fix, tried on two phones, verified, and contradicted by a log of a later build. */
async function walk(app: TestApp, language: Language): Promise<void> {
  const lin = await app.person('Lin', ['qa'], language);
  const holders = await seedHolders(app, ['Mei', 'Bo', 'An'], language);
  const [mei, bo, an] = holders as [(typeof holders)[0], (typeof holders)[0], (typeof holders)[0]];
  const words = WORDS[language];
  const send = async ({ actor, unit }: typeof mei, build: string) => {
    const sent = await sendReport(actor, unit, { build }, [['night.log', logFrom(build)]]);
    await app.container.jobs.runAll();
    return refOf(sent);
  };
  const defect = await seedDefect(lin, [await send(mei, '3.0.11'), await send(an, '3.0.11')]);
  await releaseFix(app, lin, defect);

  const enter = async ({ handle }: Actor): Promise<Phone> => {
    const phone = await openPhone({ url: app.url, language });
    await phone.open('/sign-in');
    await phone.submit('/sign-in', { email: `${handle}@example.com`, password: TEST_PASSWORD });
    return phone;
  };
  const [first, second, desk] = await Promise.all([mei.actor, bo.actor, lin].map(enter));
  if (!first || !second || !desk) throw new Error('a phone is missing');

  // Both are asked, and answer what they see on the build with the fix.
  await first.open('/notices');
  await first.text(words.asked);
  for (const phone of [first, second]) {
    await phone.open('/me');
    const card = await phone.pathOf(/\/retests\/\w{26}/);
    await phone.follow(card);
    await phone.text(words.behind);
    await phone.submit(card, { result: 'fixed', build: '3.0.12', reason: 'Ten nights' });
    await phone.text(words.thanks);
  }
  await desk.open(`/defects/${defect}`);
  await desk.text(words.verified);
  await desk.open('/releases/orion-2_3.0.12');
  await desk.text(words.counted);
  await second.open('/me/credit');
  await second.text(words.credit);

  // An older build proves nothing; a later one does, and everybody concerned hears of it.
  const statusNow = async () => (await app.container.defects.service.byRef(defect)).status;
  await send(bo, '3.0.11');
  expect(await statusNow()).to.equal('verified');
  await send(bo, '3.0.13');
  expect(await statusNow()).to.equal('reopened');
  await first.open('/notices');
  await first.text(words.contradicted);
  await desk.open('/notices');
  await desk.text(/3\.0\.13/);
  await desk.open('/releases/orion-2_3.0.12');
  await desk.text(words.against);
  await Promise.all([first, second, desk].map((phone) => phone.close()));
}

describe('trying a fix again in a browser', function () {
  this.timeout(120_000);
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.stop());
  after(closeBrowser);

  for (const language of LANGUAGES)
    it(`verifies it on two phones, until a later log shows it again, in ${language}`, () =>
      walk(app, language));
});
