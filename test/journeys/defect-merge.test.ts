import { expect } from 'chai';
import { LANGUAGES, type Language } from '../../src/kernel/people.js';
import { startTestApp, TEST_PASSWORD, type TestApp } from '../support/app.js';
import { closeBrowser, openPhone, type Phone } from '../support/browser.js';
import { refOf, seedHeldUnit, sendReport } from '../support/reports.js';

interface Words {
  readonly mergedInto: RegExp;
  readonly resolved: RegExp;
  readonly open: RegExp;
  readonly confirmed: RegExp;
  readonly counts: RegExp;
}
const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    mergedInto: /merged into\sD-\d+/,
    resolved: /fixed in\s3\.0\.12/,
    open: /Open/,
    confirmed: /You confirmed it with U-\d+/,
    counts: /Confirmations\s+1/,
  },
  'zh-CN': {
    mergedInto: /已合并到\sD-\d+/,
    resolved: /修复版本\s3\.0\.12/,
    open: /未解决/,
    confirmed: /你已用 U-\d+ 确认/,
    counts: /“我也遇到”\s+1/,
  },
};

/** Two reports of one thing become two defects, then one, then two again. */
async function walk(app: TestApp, language: Language): Promise<void> {
  const [mei, bo, an, lin] = await Promise.all([
    app.tester('Mei', language),
    app.tester('Bo', language),
    app.tester('An', language),
    app.qa('Lin'),
  ]);
  const report = async (person: typeof mei, title: string) => {
    const ref = refOf(await sendReport(person, await seedHeldUnit(app, person), { text: title }));
    await lin.post(`/reports/${ref}/link`, { title, severity: 'major' });
    const defect = (await app.container.reports.byRef(ref))?.defect?.ref ?? '';
    return { report: `/reports/${ref}`, defect: `/defects/${defect}`, ref: defect };
  };
  const one = await report(mei, 'The speaker is silent');
  const two = await report(bo, 'No sound in calls');
  await seedHeldUnit(app, an);

  const phone = () => openPhone({ url: app.url, language });
  const [desk, fan, other] = await Promise.all([phone(), phone(), phone()]);
  const signIn = async (on: Phone, handle: string) => {
    await on.open('/sign-in');
    await on.submit('/sign-in', { email: `${handle}@example.com`, password: TEST_PASSWORD });
  };
  await signIn(desk, lin.handle);
  await signIn(fan, bo.handle);
  await signIn(other, an.handle);
  const words = WORDS[language];

  // An engineer sees that they are one, and works on the older of the two.
  await desk.open(two.defect);
  await desk.submit(`${two.defect}/merge`, { other: one.ref, reason: 'The same amplifier.' });
  expect(new URL(desk.page.url()).pathname).to.equal(one.defect);
  await desk.submit(`${one.defect}/resolve`, { fixBuild: '3.0.12' });

  // Whoever reported the other one reads how the first one stands.
  await fan.open(two.report);
  await fan.text(words.mergedInto);
  await fan.text(words.resolved);
  await fan.follow(one.defect);

  // It happens again, and to a third.
  await desk.submit(`${one.defect}/reopen`, { reason: 'Still silent in calls.' });
  await other.open('/defects');
  await other.follow(one.defect);
  await other.submit(`${one.defect}/confirm`, { build: '3.0.12' });
  await other.text(words.confirmed);
  await other.text(words.counts);

  // They were two after all: everything is where it was given.
  await desk.open(two.defect);
  await desk.submit(`${two.defect}/unmerge`, { reason: 'Another amplifier in calls.' });
  await fan.open(two.report);
  await fan.text(words.open);
  const shown = await fan.page.locator('main').innerText();
  expect(shown).not.to.match(words.mergedInto);
  expect(shown).to.contain(two.ref);
  await other.open(one.defect);
  await other.text(words.counts);
  await Promise.all([desk.close(), fan.close(), other.close()]);
}

describe('defects merged and separated in a browser', function () {
  this.timeout(120_000);
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.stop());
  after(closeBrowser);

  for (const language of LANGUAGES)
    it(`keep what was given to each, in ${language}`, () => walk(app, language));
});
