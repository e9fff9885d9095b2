import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { LANGUAGES, type Language } from '../../src/kernel/people.js';
import { startTestApp, TEST_PASSWORD, type Actor, type TestApp } from '../support/app.js';
import { closeBrowser, openPhone, type Phone } from '../support/browser.js';
import { refOf, seedHeldUnit, sendReport, storedReport } from '../support/reports.js';

const RELEASE = '/releases/orion-2_3.0.12';
const TABS = 120;

interface Words {
  readonly help: RegExp;
  readonly news: RegExp;
  readonly answer: string;
  readonly preview: RegExp;
  readonly done: RegExp;
}
const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    help: /Assign to me/,
    news: /1 new report/,
    answer: 'Thank you. I look at it now.',
    preview: /Do it for 2 reports/,
    done: /Done for 2 reports/,
  },
  'zh-CN': {
    help: /由我负责/,
    news: /有 1 条新反馈/,
    answer: '谢谢，我马上看。',
    preview: /对 2 条反馈执行/,
    done: /已对 2 条反馈执行/,
  },
};

/** Somebody who has no mouse: goes on by Tab until the control has the focus. */
function keyboardOf(page: Page) {
  const isAt = (selector: string) =>
    page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
  const focus = async (selector: string): Promise<void> => {
    for (let tabs = 0; tabs < TABS; tabs += 1) {
      if (await isAt(selector)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${selector} on ${page.url()}`);
  };
  const press = (key: string) => page.keyboard.press(key);
  /** Presses what leads to another page. */
  const leave = async (...keys: readonly string[]): Promise<void> => {
    const loaded = page.waitForEvent('load');
    for (const key of keys) await press(key);
    await loaded;
  };
  /** In a list that has the focus, by its first letters. */
  const choose = (text: string) => page.keyboard.type(text);
  return {
    isAt,
    focus,
    choose,
    press,
    leave,
    type: (text: string) => page.keyboard.insertText(text),
  };
}

async function signInByKey({ page, open }: Phone, handle: string): Promise<void> {
  const keys = keyboardOf(page);
  await open('/sign-in');
  await keys.focus('[name=email]');
  await keys.type(`${handle}@example.com`);
  await keys.focus('[name=password]');
  await keys.type(TEST_PASSWORD);
  await keys.leave('Enter');
}

/** From sign-in to a published release without touching anything but keys. */
async function walk(app: TestApp, language: Language): Promise<void> {
  const words = WORDS[language];
  const [mei, lin] = await Promise.all([app.tester('Mei'), app.person('Lin', ['qa'], language)]);
  const unit = await seedHeldUnit(app, mei);
  await app.container.units.service.noteBuild(unit.id, '3.0.11');
  const ref = refOf(await sendReport(mei, unit, { text: 'The torch flickers' }));
  const phone = await openPhone({ url: app.url, language });
  const { page } = phone;
  const keys = keyboardOf(page);
  await signInByKey(phone, lin.handle);

  await keys.leave('g', 'q');
  await phone.inspect();
  await keys.press('?');
  expect(await page.locator('dialog[open]').innerText()).to.match(words.help);
  await keys.press('Escape');
  await hearOfNext(app, phone, () => sendReport(mei, unit, { text: 'Battery drains' }), words.news);

  await keys.press('j');
  expect(await keys.isAt(`a[href="/reports/${ref}"]`)).to.equal(true);
  await keys.press('x');
  expect(await page.locator('[name=report]').first().isChecked()).to.equal(true);
  await keys.press('x');
  await keys.leave('a');
  await phone.inspect();
  await keys.press('r');
  await keys.type(words.answer);
  await keys.leave('Control+Enter');
  expect((await storedReport(app, ref)).firstResponderId).to.equal(lin.id);

  await keys.press('m');
  await keys.leave('Enter');
  await keys.focus('main [name=title]');
  await keys.type('Torch flickers');
  await keys.leave('Enter');
  await keys.press('e');
  await keys.leave('Enter');
  await keys.press('e');
  await keys.choose('3.0.12');
  await keys.focus('form[action$="/resolve"] button');
  await keys.leave('Enter');
  expect((await storedReport(app, ref)).defect?.fixBuild).to.equal('3.0.12');

  await release(phone);
  await app.container.jobs.runAll();
  await phone.inspect();
  await phone.text(/Torch flickers/);
  await phone.close();
}

/** A report that comes now is told in the line above the queue, which does not move. */
async function hearOfNext(
  app: TestApp,
  { page }: Phone,
  send: () => Promise<unknown>,
  news: RegExp,
): Promise<void> {
  const before = await page.locator('.row').first().boundingBox();
  app.clock.advance(1000);
  await send();
  const link = page.locator('.desk-news a');
  await link.waitFor({ state: 'visible', timeout: 3_000 });
  expect(await link.innerText()).to.match(news);
  expect(await page.title()).to.match(/^\(1\) /);
  expect(await page.locator('.row').first().boundingBox()).to.deep.equal(before);
}

async function release({ page }: Phone): Promise<void> {
  const keys = keyboardOf(page);
  await keys.leave('g', 'r');
  await keys.focus('main details > summary');
  await keys.press('Enter');
  await keys.focus('form[action="/releases"] [name=version]');
  const chosen = page.locator('form[action="/releases"] [name=version]');
  await keys.press('Home');
  while ((await chosen.inputValue()) !== 'orion-2_3.0.12') await keys.press('ArrowDown');
  await keys.focus('form[action="/releases"] button');
  await keys.leave('Enter');
  for (const step of ['freeze', 'publish']) {
    await keys.focus(`form[action="${RELEASE}/${step}"] button`);
    await keys.leave('Enter');
  }
}

/** The same desk by forms alone, for two reports at once. */
async function walkWithoutJavaScript(app: TestApp): Promise<void> {
  const language = 'zh-CN';
  const [mei, lin] = await Promise.all([app.tester('Mei'), app.person('Lin', ['qa'], language)]);
  const unit = await seedHeldUnit(app, mei);
  const send = async (text: string, from: Actor = mei) =>
    refOf(await sendReport(from, unit, { text }));
  const refs = [await send('The torch flickers'), await send('Torch again')];
  const phone = await openPhone({ url: app.url, language, hasJavaScript: false });
  await phone.open('/sign-in');
  await phone.submit('/sign-in', { email: `${lin.handle}@example.com`, password: TEST_PASSWORD });
  await phone.open('/desk?view=open&kind=crash');
  for (const box of await phone.page.locator('[name=report]').all()) await box.press('Space');
  await phone.submit('/desk/bulk', { action: 'ask' });
  await phone.submit('/desk/bulk', { words_en: 'Please send a log.' });
  await phone.text(WORDS[language].preview);
  await phone.submit('/desk/bulk/run');
  await phone.text(WORDS[language].done);
  for (const ref of refs) expect((await storedReport(app, ref)).status).to.equal('needs_info');
  await phone.open(`/reports/${refs[0] ?? ''}`);
  await phone.submit(`/reports/${refs[0] ?? ''}/messages`, { text: 'Thank you.' });
  await phone.open('/desk/keys');
  await phone.close();
}

describe('the desk by keyboard', function () {
  this.timeout(120_000);
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.stop());
  after(closeBrowser);

  for (const language of LANGUAGES)
    it(`is worked from sign-in to a published release, in ${language}`, () => walk(app, language));

  it('needs no JavaScript', () => walkWithoutJavaScript(app));
});
