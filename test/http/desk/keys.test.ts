import { expect } from 'chai';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';

describe('the keys of the desk', () => {
  let app: TestApp;
  let qa: Actor;
  before(async () => {
    app = await startTestApp();
    qa = await app.qa('Lin');
  });
  after(() => app.stop());

  const settings = { name: 'Lin', language: 'en', zone: 'Asia/Shanghai' };

  it('are listed on a page, and in a dialog of each page of QA', async () => {
    const page = await qa.get('/desk/keys');
    expect(page.text).to.contain('Assign to me').and.contain('<kbd>j</kbd>');
    for (const path of ['/desk', '/defects'])
      expect((await qa.get(path)).text)
        .to.contain('<desk-keys>')
        .and.contain('desk-');
  });

  it('are for QA alone', async () => {
    for (const other of [await app.tester('Mei'), await app.admin()])
      expect((await other.get('/defects')).text).not.to.contain('<desk-keys>');
  });

  it('are switched off and on in the settings, and stay as they are otherwise', async () => {
    const has = async () => (await qa.get('/defects')).text.includes('<desk-keys>');
    await qa.post('/me/settings', { ...settings, shortcuts: 'off' });
    expect(await has()).to.equal(false);
    await qa.post('/me/settings', settings);
    expect(await has()).to.equal(false);
    await qa.post('/me/settings', { ...settings, shortcuts: 'on' });
    expect(await has()).to.equal(true);
  });
});
