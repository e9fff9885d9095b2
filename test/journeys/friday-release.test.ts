import { expect } from 'chai';
import { DAY } from '../../src/kernel/clock.js';
import { LANGUAGES, type Language } from '../../src/kernel/people.js';
import { startTestApp, TEST_PASSWORD, type TestApp } from '../support/app.js';
import { closeBrowser, openPhone, type Phone } from '../support/browser.js';
import { refOf, seedHeldUnit, sendReport } from '../support/reports.js';

const RELEASE = '/releases/orion-2_3.0.12';

interface Words {
  readonly yours: RegExp;
  readonly older: RegExp;
  readonly line: RegExp;
  readonly warning: RegExp;
}
const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    yours: /Yours in this build/,
    older: /Update it to get these changes/,
    line: /The torch is calm/,
    warning: /Battery drains/,
  },
  'zh-CN': {
    yours: /这个版本里有你的/,
    older: /更新后就有这些改动/,
    line: /手电筒不再乱闪/,
    warning: /耗电异常/,
  },
};

/** From two fixed defects to a page that says what they mean to a tester, on phones of 390 px. */
async function walk(app: TestApp, language: Language, hasJavaScript: boolean): Promise<void> {
  const [mei, lin] = await Promise.all([app.tester('Mei', language), app.qa('Lin')]);
  const unit = await seedHeldUnit(app, mei);
  await app.container.units.service.noteBuild(unit.id, '3.0.11');
  const report = refOf(await sendReport(mei, unit, { text: 'The torch flickers' }));
  await lin.post(`/reports/${report}/link`, { title: 'Torch flickers', severity: 'major' });
  const open = () => openPhone({ url: app.url, language, hasJavaScript });
  const [fan, desk] = await Promise.all([open(), open()]);
  const signIn = async (phone: Phone, handle: string) => {
    await phone.open('/sign-in');
    await phone.submit('/sign-in', { email: `${handle}@example.com`, password: TEST_PASSWORD });
  };
  await signIn(fan, mei.handle);
  await signIn(desk, lin.handle);
  const words = WORDS[language];

  // Nothing is fixed yet: the draft says what to do, and the refusal too.
  await desk.open('/releases');
  await desk.submit('/releases', { version: 'orion-2_3.0.12' });
  await desk.submit(`${RELEASE}/freeze`);
  await desk.open('/defects');
  const defect = await desk.pathOf(/\/defects\/D-\d+/);
  await desk.open(defect);
  await desk.submit(`${defect}/resolve`, { fixBuild: '3.0.12' });
  const heat = 'Gets warm while charging';
  await lin.post('/defects', { modelCode: 'ORION-2', title: heat, severity: 'minor' });

  // The draft is written from fixes, and edited in both languages.
  await desk.open(RELEASE);
  await desk.submit(`${RELEASE}/redraft`);
  const line = `${RELEASE}${defect.replace('defects', 'lines')}`;
  await desk.follow(line);
  await desk.submit(line, { text_en: 'The torch is calm', text_zh: '手电筒不再乱闪' });
  await desk.follow(`${RELEASE}/edit`);
  await desk.page.locator('input[name=known]').first().check();
  await desk.submit(`${RELEASE}/edit`, { notes_en: 'A calm week.', notes_zh: '平静的一周。' });
  await desk.text(/Gets warm while charging/);
  await desk.submit(`${RELEASE}/freeze`);

  // Friday comes by itself.
  app.clock.advance(4 * DAY);
  await app.container.jobs.runAll();
  await fan.open('/notices');
  await fan.open('/releases');
  await fan.follow(RELEASE);
  for (const shape of [words.yours, words.older, words.line]) await fan.text(shape);
  await fan.pathOf(new RegExp(`/reports/${report}$`));
  await fan.open(defect);
  await fan.follow(RELEASE);

  // The build turns out bad.
  await desk.open(RELEASE);
  await desk.submit(`${RELEASE}/roll-back`, { note_en: 'Battery drains.', note_zh: '耗电异常。' });
  await fan.open(RELEASE);
  await fan.text(words.warning);
  if (hasJavaScript) await expectFeed(fan, language);
  await Promise.all([fan.close(), desk.close()]);
}

/** Read by the browser's own parser, which gives no document when it is no XML. */
async function expectFeed({ page }: Phone, language: Language): Promise<void> {
  const read = await page.evaluate(
    (url) =>
      new Promise<{ readonly entries: string[]; readonly ids: string[] }>((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.open('GET', url);
        request.responseType = 'document';
        request.onloadend = () => {
          const feed = request.responseXML;
          if (!feed) {
            reject(new Error('the feed is no XML'));
            return;
          }
          const [entries = [], ids = []] = ['entry', 'id'].map((name) =>
            [...feed.getElementsByTagName(name)].map(({ textContent }) => textContent),
          );
          resolve({ entries, ids });
        };
        request.send();
      }),
    `/releases/feed.xml?lang=${language}`,
  );
  expect(read.entries).to.have.length(1);
  expect(read.entries[0]).to.match(WORDS[language].line).and.match(WORDS[language].warning);
  expect(new Set(read.ids).size).to.equal(2);
}

describe('the Friday release in a browser', function () {
  this.timeout(120_000);
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.stop());
  after(closeBrowser);

  for (const language of LANGUAGES)
    it(`comes by itself and says what it means to each tester, in ${language}`, () =>
      walk(app, language, true));

  it('needs no JavaScript', () => walk(app, 'en', false));
});
