import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { LANGUAGES, type Language } from '../../src/kernel/people.js';
import { startTestApp, TEST_PASSWORD, type TestApp } from '../support/app.js';
import { closeBrowser, openPhone, type Phone } from '../support/browser.js';
import { ANSWERS, seedRound } from '../support/rounds.js';
import { stockUnits } from '../support/units.js';

const CRASH_LOG = `--------- beginning of crash
03-03 09:58:41.310 10231 10231 E AndroidRuntime: FATAL EXCEPTION: main
03-03 09:58:41.310 10231 10231 E AndroidRuntime: Process: com.firstbatch.camera, PID: 10231
03-03 09:58:41.310 10231 10231 E AndroidRuntime: java.lang.IllegalStateException: lens is parked
03-03 09:58:41.310 10231 10231 E AndroidRuntime: \tat com.firstbatch.camera.Lens.focus(Lens.kt:88)
03-03 09:58:41.310 10231 10231 E AndroidRuntime: \tat com.firstbatch.camera.Shutter.press(Shutter.kt:41)
03-03 09:58:41.310 10231 10231 E AndroidRuntime: \tat android.os.Handler.dispatchMessage(Handler.java:106)
`;

interface Walk {
  readonly language: Language;
  readonly hasJavaScript: boolean;
}

/** The whole loop through the pages, by forms and links only, on phones of 390 px. */
async function walkTheLoop(app: TestApp, dir: string, walk: Walk): Promise<void> {
  const round = await seedRound(app);
  await stockUnits(app, round, 2);
  const [admin, qa] = await Promise.all([app.admin('Ada'), app.qa('Lin')]);
  const open = () => openPhone({ url: app.url, ...walk });
  const [fan, office, desk, friend] = await Promise.all([open(), open(), open(), open()]);
  const signIn = async (phone: Phone, handle: string) => {
    await phone.open('/sign-in');
    await phone.submit('/sign-in', { email: `${handle}@example.com`, password: TEST_PASSWORD });
  };
  await signIn(office, admin.handle);
  await signIn(desk, qa.handle);

  // A fan joins on the way to the round and applies.
  const handle = `mei-${walk.language.toLowerCase()}-${walk.hasJavaScript ? 'js' : 'plain'}`;
  await fan.open('/');
  await fan.open(`/rounds/${round.slug}`);
  await fan.follow(`/sign-up?next=/rounds/${round.slug}/apply`);
  await fan.submit('/sign-up', {
    email: `${handle}@example.com`,
    name: '林美',
    handle,
    password: TEST_PASSWORD,
  });
  await fan.submit(`/rounds/${round.slug}/apply`, ANSWERS);
  const application = await fan.pathOf(/\/applications\/A-\d+/);

  // The admin gives the seat, the fan signs what is shown.
  await office.open(`/admin/rounds/${round.slug}/applications`);
  await office.follow(application);
  await office.submit(`${application}/offer`, { reason: 'Reports every crash.' });
  await fan.open(application);
  await fan.submit(`${application}/sign`, { agree: 'yes' });
  const unit = await fan.pathOf(/\/units\/U-\d+/);

  // The unit travels; its code is in the box.
  const move = (action: string, values = {}) =>
    office.submit(`/admin${unit}/moves`, values, { holding: `[name=action][value=${action}]` });
  await office.open(unit);
  await move('pack');
  const code = await office.text(/\b[0-9A-HJKMNP-TV-Z]{4}[ -]?[0-9A-HJKMNP-TV-Z]{4}\b/);
  await office.open(unit);
  await move('ship', { carrier: 'SF Express', number: 'SF1234567890' });
  await move('deliver');
  await fan.open(unit);
  await fan.submit(`${unit}/accept`, { code });

  // Something breaks; the fan sends the log.
  const log = path.join(dir, 'crash-崩溃.log');
  await writeFile(log, CRASH_LOG);
  await fan.open(`/report?unit=${unit.split('/').at(-1)!}`);
  await fan.submit('/reports', { kind: 'crash', text: '相机一对焦就闪退' }, { files: [log] });
  const report = await fan.pathOf(/\/reports\/R-\d+/);
  await app.container.jobs.runAll();
  await fan.open(report);
  expect(await fan.page.textContent('main')).to.contain('IllegalStateException');

  // An engineer answers in time, and the known thing gets its fix.
  await desk.open('/desk');
  await desk.follow(report);
  await desk.submit(`${report}/messages`, { text: 'Thank you. The lens driver parks too early.' });
  await desk.follow(`${report}/link`);
  await desk.submit(`${report}/link`, { title: 'Camera closes when it focuses' });
  await desk.open(report);
  await desk.open(await desk.pathOf(/\/crash-groups\/G-\d+/));
  // The report may name an earlier defect of such a crash too; the newest is the one just made.
  await desk.open('/defects');
  const defect = await desk.pathOf(/\/defects\/D-\d+/);
  await desk.open(defect);
  await desk.submit(`${defect}/resolve`, { fixBuild: '3.0.12' });
  await fan.open(report);
  await fan.open('/defects');
  await fan.open(defect);

  // The badge is there for everybody, and so is the share.
  await fan.open('/me');
  const award = await fan.pathOf(/\/awards\/[0-9a-f-]{36}/);
  await friend.open(award);
  expect(await friend.page.textContent('main')).to.contain('林美');
  await friend.open('/honours');
  await fan.open('/shares');
  await fan.submit('/shares/links');
  const link = await fan.text(/\/s\/[0-9A-Z]{7}/);
  await friend.open(link);
  await app.container.shares.flush();
  await fan.open('/shares');
  await fan.open(`/rounds/${round.slug}/reach`);

  await Promise.all([fan, office, desk, friend].map((phone) => phone.close()));
}

describe('the whole loop in a browser', function () {
  this.timeout(180_000);
  let app: TestApp;
  let dir: string;
  before(async () => {
    app = await startTestApp();
    dir = await mkdtemp(path.join(tmpdir(), 'firstbatch-journey-'));
  });
  after(async () => {
    await closeBrowser();
    await app.stop();
    await rm(dir, { recursive: true, force: true });
  });

  for (const language of LANGUAGES)
    it(`is walked in ${language}`, () => walkTheLoop(app, dir, { language, hasJavaScript: true }));

  it('is walked without JavaScript', () =>
    walkTheLoop(app, dir, { language: 'zh-CN', hasJavaScript: false }));
});
