import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { emailOf, DEMO_PASSWORD } from '../src/story/people.js';
import { launchChromium } from './chromium.js';

/** `npx tsx scripts/pictures.ts [BASE_URL]` takes the README's pictures from the running demo. */
const base = process.argv[2] ?? 'http://127.0.0.1:3000';
const PICTURES = [
  { name: 'landing', path: '/', handle: undefined },
  { name: 'desk', path: '/desk', handle: 'guchen' },
  { name: 'report', path: '/reports/R-70', handle: 'marta' },
] as const;

const folder = 'docs/pictures';
await mkdir(folder, { recursive: true });
const browser = await launchChromium();
for (const { name, path: page, handle } of PICTURES) {
  const context = await browser.newContext({
    baseURL: base,
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 1.5,
    locale: 'en',
    colorScheme: 'light',
  });
  await context.addCookies([{ name: 'lang', value: 'en', url: base }]);
  const tab = await context.newPage();
  if (handle) {
    await tab.goto('/sign-in');
    await tab.fill('[name=email]', emailOf({ handle }));
    await tab.fill('[name=password]', DEMO_PASSWORD);
    await Promise.all([tab.waitForEvent('load'), tab.locator('main form button').click()]);
  }
  await tab.goto(page);
  await tab.screenshot({ path: path.join(folder, `${name}.png`) });
  await context.close();
}
await browser.close();
