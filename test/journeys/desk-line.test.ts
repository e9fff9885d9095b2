import { startTestApp, TEST_PASSWORD, type TestApp } from '../support/app.js';
import { closeBrowser, openPhone } from '../support/browser.js';
import { seedReport } from '../support/reports.js';

describe('the line of an open desk, in a browser', function () {
  this.timeout(180_000);
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.stop());
  after(closeBrowser);

  it('is asked for again after an answer that is no line', async () => {
    const qa = await app.qa('Lin');
    const phone = await openPhone({ url: app.url, language: 'en' });
    let refusals = 0;
    await phone.page.route('**/desk/events*', async (route) => {
      refusals += 1;
      if (refusals === 1) await route.fulfill({ status: 429, body: 'Too many' });
      else await route.continue();
    });
    await phone.open('/sign-in');
    await phone.submit('/sign-in', {
      ...{ email: `${qa.handle}@example.com`, password: TEST_PASSWORD },
    });
    await phone.page.goto('/desk');
    await seedReport(app, { ref: 'R-1' });
    const news = phone.page.getByRole('link', { name: '1 new report' });
    await news.waitFor({ timeout: 120_000 });
    await phone.close();
  });
});
