import { HOUR } from '../../src/kernel/clock.js';
import { LANGUAGES, type Language } from '../../src/kernel/people.js';
import { startTestApp, TEST_PASSWORD, type TestApp } from '../support/app.js';
import { closeBrowser, openPhone, type Phone } from '../support/browser.js';
import { refOf, seedHeldUnit, sendReport } from '../support/reports.js';

interface Words {
  readonly inTime: RegExp;
  readonly asked: RegExp;
  readonly reminded: RegExp;
  readonly parked: RegExp;
}
const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    inTime: /answered after/i,
    asked: /An engineer has asked you something/,
    reminded: /still waits for you/,
    parked: /This report is parked/,
  },
  'zh-CN': {
    inTime: /后回复/,
    asked: /工程师有问题想问你/,
    reminded: /还在等你/,
    parked: /这条反馈已搁置/,
  },
};

/** A question in time, a reminder, a report that is parked, and the word that opens it again. */
async function walk(app: TestApp, language: Language): Promise<void> {
  const [mei, lin] = await Promise.all([app.tester('Mei', language), app.qa('Lin')]);
  const unit = await seedHeldUnit(app, mei);
  const report = `/reports/${refOf(await sendReport(mei, unit, { text: 'The torch flickers' }))}`;
  const open = async (handle: string): Promise<Phone> => {
    const phone = await openPhone({ url: app.url, language });
    await phone.open('/sign-in');
    await phone.submit('/sign-in', { email: `${handle}@example.com`, password: TEST_PASSWORD });
    return phone;
  };
  const [fan, desk] = await Promise.all([open(mei.handle), open(lin.handle)]);
  const words = WORDS[language];
  const pass = async (hours: number) => {
    app.clock.advance(hours * HOUR);
    await app.container.jobs.runAll();
  };

  // The question is a person's public word: it stops the clock.
  await desk.open('/desk');
  await desk.follow(report);
  await desk.submit(
    `${report}/messages`,
    { text: 'Does it flicker while charging?' },
    { button: 'button[value=ask]' },
  );
  await fan.open(report);
  for (const shape of [words.inTime, words.asked]) await fan.text(shape);

  await pass(37);
  await fan.open('/notices');
  await fan.text(words.reminded);
  await pass(36);
  await fan.open(report);
  await fan.text(words.parked);

  // The tester's word brings it back to the desk.
  await fan.submit(`${report}/files`, { text: 'Only while it charges.' });
  await desk.open('/desk?view=open');
  await desk.follow(report);
  await desk.text(/Only while it charges/);
  await Promise.all([fan.close(), desk.close()]);
}

describe('a question to a tester in a browser', function () {
  this.timeout(120_000);
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.stop());
  after(closeBrowser);

  for (const language of LANGUAGES)
    it(`is asked in time, reminded of, parked and answered after all, in ${language}`, () =>
      walk(app, language));
});
