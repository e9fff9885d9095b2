import { expect } from 'chai';
import { ZipFile } from 'yazl';
import { buffer } from 'node:stream/consumers';
import { LANGUAGES, type Language } from '../../src/kernel/people.js';
import { startTestApp, TEST_PASSWORD, type TestApp } from '../support/app.js';
import { closeBrowser, openPhone } from '../support/browser.js';
import { refOf, seedHeldUnit, sendReport } from '../support/reports.js';

const IMEI = '860123045678904';
const NUMBER = '13812345678';
const CRASH = `--------- beginning of crash
03-03 09:58:41.310 10231 10231 E AndroidRuntime: FATAL EXCEPTION: main
03-03 09:58:41.310 10231 10231 E AndroidRuntime: Process: com.firstbatch.camera, PID: 10231
03-03 09:58:41.310 10231 10231 E AndroidRuntime: java.lang.IllegalStateException: lens is parked
03-03 09:58:41.310 10231 10231 E AndroidRuntime: \tat com.firstbatch.camera.Lens.focus(Lens.kt:88)
03-03 09:58:41.310 10231 10231 E AndroidRuntime: \tat com.firstbatch.camera.Shutter.press(Shutter.kt:41)
`;
const REPORT = `== dumpstate: 2026-03-03 10:00:00
Build fingerprint: 'Firstbatch/orion_2/orion2:16/BP2A.250805.005/3.0.11:user/release-keys'
------ SYSTEM LOG (logcat) ------
03-03 09:58:01.000  1234  5678 D Phone   : imei=${IMEI} dialing ${NUMBER}
${CRASH}`;

const zipOf = (name: string, content: Buffer): Promise<Buffer> => {
  const zip = new ZipFile();
  zip.addBuffer(content, name);
  zip.end();
  return buffer(zip.outputStream);
};

const WORDS: Readonly<Record<Language, { readonly known: RegExp; readonly lens: RegExp }>> = {
  en: { known: /Known: fixed in build 3\.0\.12, you run 3\.0\.11/, lens: /IMEI × 1/ },
  'zh-CN': { known: /已知问题：已在 3\.0\.12 修复，你用的是 3\.0\.11/, lens: /IMEI.* × 1/ },
};

describe('a tester with a bug report', function () {
  this.timeout(120_000);
  let app: TestApp;
  let bugreport: Buffer;
  before(async () => {
    app = await startTestApp();
    const inner = await zipOf('bugreport-orion2-2026-03-03.txt', Buffer.from(REPORT));
    bugreport = await zipOf('bugreport-orion2.zip', inner);
    const qa = await app.qa();
    const tao = await app.tester('Tao');
    const sent = await sendReport(tao, await seedHeldUnit(app, tao), {}, [['log.txt', CRASH]]);
    await app.container.jobs.runAll();
    const { service } = app.container.defects;
    const words = { defect: '', title: 'Camera closes', note: '', severity: 'major' as const };
    const { ref } = await service.link(refOf(sent), words, { id: qa.id });
    await service.resolve(ref, '3.0.12', { id: qa.id });
  });
  after(async () => {
    await closeBrowser();
    await app.stop();
  });

  for (const language of LANGUAGES)
    it(`sees what is personal and what is known over a bad line, in ${language}`, async () => {
      const person = await app.tester('Mei', language);
      const unit = await seedHeldUnit(app, person);
      const phone = await openPhone({ url: app.url, language });
      const { page } = phone;
      await phone.open('/sign-in');
      await phone.submit('/sign-in', {
        email: `${person.handle}@example.com`,
        password: TEST_PASSWORD,
      });
      await phone.open(`/report?unit=${unit.ref}`);
      let broken = 0;
      await page.route('**/uploads', async (route) => {
        broken += 1;
        if (broken <= 2) await route.abort('internetdisconnected');
        else await route.continue();
      });
      await page.locator('input[type="file"]').setInputFiles({
        name: 'bugreport-orion2.zip',
        mimeType: 'application/zip',
        buffer: bugreport,
      });
      const lens = page.locator('.file .lens');
      await lens.waitFor();
      expect(await lens.innerText())
        .to.match(WORDS[language].lens)
        .and.not.to.contain(IMEI);
      await lens.locator('[data-act="replace"]').click();
      const findings = page.locator('.findings li');
      await findings.first().waitFor();
      expect(broken).to.equal(3);
      expect(await findings.first().innerText()).to.match(WORDS[language].known);
      await phone.inspect();
      await phone.submit('/reports', { kind: 'crash', text: '相机一对焦就闪退' });
      await app.container.jobs.runAll();
      await page.reload();
      expect(await phone.text(WORDS[language].known)).to.contain('3.0.12');
      const { attachments } = (await app.container.reports.byRef(await phone.pathOf(/R-\d+/)))!;
      expect(attachments[0]).to.include({ state: 'examined' });
      await phone.close();
    });
});
