import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { startTestApp, TEST_PASSWORD, type TestApp } from '../support/app.js';
import { closeBrowser, openPhone, type Phone } from '../support/browser.js';
import { seedHeldUnit } from '../support/reports.js';
import { SAMPLE_TOMBSTONE, tombstoneProto } from '../support/tombstones.js';

const LOG = `08-14 10:02:11.123  1234  5678 D Phone   : imei=860123045678904 dialing 13812345678
08-14 10:02:12.000  1234  5678 D Wifi    : SSID: "Attic_5G"
`;

describe('a tester with a privacy lens', function () {
  this.timeout(120_000);
  let app: TestApp;
  let dir: string;
  let phone: Phone;

  before(async () => {
    app = await startTestApp();
    dir = await mkdtemp(path.join(tmpdir(), 'firstbatch-lens-'));
    const person = await app.tester();
    const unit = await seedHeldUnit(app, person);
    phone = await openPhone({ url: app.url, language: 'en' });
    await phone.open('/sign-in');
    await phone.submit('/sign-in', {
      email: `${person.handle}@example.com`,
      password: TEST_PASSWORD,
    });
    await phone.open(`/report?unit=${unit.ref}`);
  });
  after(async () => {
    await phone.close();
    await closeBrowser();
    await app.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('sees what is personal in a file before it is sent, and sends it without', async () => {
    const log = path.join(dir, '王小明.log');
    await writeFile(log, LOG);
    await phone.page.locator('input[type="file"]').setInputFiles(log);
    const panel = phone.page.locator('.file .lens');
    await panel.waitFor();
    expect(await panel.innerText()).to.match(/IMEI × 1/);
    expect(await panel.innerText()).not.to.include('860123045678904');
    await phone.inspect();
    const [answer] = await Promise.all([
      phone.page.waitForResponse((response) => response.url().endsWith('/uploads')),
      panel.locator('[data-act="replace"]').click(),
    ]);
    const { name } = (await answer.json()) as { name: string };
    expect(name).to.match(/^\[FILE:\w{8}\]\.log$/);
    const [stored] = await app.container.database.connection
      .collection('staged_files')
      .find({})
      .toArray();
    const sent = await readFile(app.container.vault.pathOf(String(stored?.['sha256'])), 'utf8');
    expect(sent).to.match(/imei=\[IMEI:\w{8}\] dialing \[PHONE:\w{8}\]/);
    expect(sent).not.to.include('Attic_5G');
  });

  it('is told of a file that can not be looked through', async () => {
    const tombstone = path.join(dir, 'tombstone_00.pb');
    await writeFile(tombstone, tombstoneProto(SAMPLE_TOMBSTONE));
    await phone.page.locator('input[type="file"]').setInputFiles(tombstone);
    const note = phone.page.locator('.file p.lens');
    await note.waitFor();
    expect(await note.innerText()).to.match(/no text.* sent as it is/);
  });
});
