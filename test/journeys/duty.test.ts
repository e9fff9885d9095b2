import { HOUR, later } from '../../src/kernel/clock.js';
import { LANGUAGES, type Language } from '../../src/kernel/people.js';
import { toLocalTime } from '../../src/kernel/time-zone.js';
import { startTestApp, TEST_PASSWORD, type TestApp } from '../support/app.js';
import { closeBrowser, openPhone, type Phone } from '../support/browser.js';
import { refOf, seedHeldUnit, sendReport } from '../support/reports.js';

interface Words {
  readonly onDuty: RegExp;
  readonly filled: RegExp;
  readonly meanwhile: RegExp;
  readonly note: RegExp;
  readonly notSpeed: RegExp;
}
const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    onDuty: /On duty now/,
    filled: /This report has no value for: \{\{fixBuild\}\}/,
    meanwhile: /Somebody else answered while you wrote/,
    note: /Left for you by the last shift/,
    notSpeed: /Speed alone counts for nothing/,
  },
  'zh-CN': {
    onDuty: /正在值班/,
    filled: /这条反馈缺少：\s*\{\{fixBuild\}\}/,
    meanwhile: /有人先回复了/,
    note: /上一班留给你的话/,
    notSpeed: /单是快，在这里不算数/,
  },
};

/** A shift, its note, an answer that is chosen, and one that came too late. */
async function walk(app: TestApp, language: Language): Promise<void> {
  const [mei, lin, bo] = await Promise.all([
    app.tester('Mei', 'zh-CN'),
    app.person('Lin', ['qa'], language),
    app.person('Bo', ['qa'], language),
  ]);
  const unit = await seedHeldUnit(app, mei);
  const report = `/reports/${refOf(await sendReport(mei, unit, { text: 'The torch flickers' }))}`;
  const open = async (handle: string): Promise<Phone> => {
    const phone = await openPhone({ url: app.url, language });
    await phone.open('/sign-in');
    await phone.submit('/sign-in', { email: `${handle}@example.com`, password: TEST_PASSWORD });
    return phone;
  };
  const [one, two] = await Promise.all([open(lin.handle), open(bo.handle)]);
  const words = WORDS[language];
  const wall = (ms: number) => toLocalTime(later(app.clock.now(), ms), 'Asia/Shanghai');

  // Lin has the morning and leaves a note to whoever comes after.
  await one.open('/desk/rota');
  await one.submit('/desk/rota', { startsAt: wall(0), endsAt: wall(HOUR), remark: 'Camera' });
  await one.text(words.onDuty);
  await one.page.locator('form[action$="/note"] textarea').fill('See the torch reports.');
  await one.page.locator('form[action$="/note"] button').click();
  await one.page.waitForLoadState();

  await one.open('/desk/answers/new');
  await one.submit('/desk/answers', {
    ...{ ref: 'update-first', name: 'Update first' },
    text_en: 'Please update {{unit}} to {{fixBuild}}.',
    text_zh: '请把 {{unit}} 更新到 {{fixBuild}}。',
  });
  await one.open('/desk/answers/update-first');

  // The answer is put in by choosing it, in the tester's language; what is missing is said.
  await two.open(report);
  await two.page.locator('form[data-canned] select').selectOption('update-first');
  await two.page.locator('form[data-canned] button').click();
  await two.page.getByText(words.filled).waitFor();
  await two.page.waitForFunction(
    (start) => document.querySelector<HTMLTextAreaElement>('#f-text')?.value.startsWith(start),
    `请把 ${unit.ref} 更新到`,
  );
  await two.inspect();

  // Meanwhile the other one answers: this one is shown what was said, and sent all the same.
  await one.open(report);
  await one.submit(`${report}/messages`, { text: 'We know it.' });
  await two.submit(`${report}/messages`, { text: 'Please send a log.' });
  await two.text(words.meanwhile);
  await two.text(/We know it\./);
  await two.submit(`${report}/messages`);
  await two.text(/Please send a log\./);

  app.clock.advance(HOUR);
  await two.open('/desk');
  await two.text(words.note);
  await two.page.locator('form[action$="/read"] button').click();
  await two.page.waitForLoadState();
  await two.open('/desk/figures');
  await two.text(words.notSpeed);
  await Promise.all([one.close(), two.close()]);
}

describe('duty in a browser', function () {
  this.timeout(120_000);
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.stop());
  after(closeBrowser);

  for (const language of LANGUAGES)
    it(`is planned, handed over and answered from one list of answers, in ${language}`, () =>
      walk(app, language));
});
