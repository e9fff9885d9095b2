import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'chai';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium } from '../../scripts/chromium.js';
import type { Language } from '../../src/kernel/people.js';

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PHONE = { width: 390, height: 844 };
const ANY_BUTTON = 'button:not([type=button])';

let browser: Promise<Browser> | undefined;
const shared = () => (browser ??= launchChromium());

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

/** `npm test` gives all its processes one folder for what axe has seen; alone, each has its own. */
const seenDir = process.env['AXE_SEEN_DIR'] ?? makeSeenDir();
function makeSeenDir(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'firstbatch-axe-'));
  process.once('exit', () => {
    rmSync(dir, { recursive: true });
  });
  return dir;
}

/** True for the first who asks: axe looks once at each kind of page. */
async function isNew(kind: string): Promise<boolean> {
  const name = createHash('sha256').update(kind).digest('hex');
  try {
    await writeFile(path.join(seenDir, name), kind, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Somebody's phone: one context with cookies of its own. */
export interface Phone {
  readonly page: Page;
  /** Opens a path of the site and holds it against the rules every page keeps. */
  open(path: string): Promise<void>;
  /** Clicks the first visible link to that path. */
  follow(path: string): Promise<void>;
  /** Fills the form with that action (radios and boxes too) and sends it. */
  submit(action: string, values?: Fields, more?: SubmitOptions): Promise<void>;
  /** Fills the form with that action and sends it; the text of the file that comes back. */
  download(action: string, values?: Fields): Promise<string>;
  /** The first link of the page whose path looks so. */
  pathOf(shape: RegExp): Promise<string>;
  /** The first piece of the page's words that looks so. */
  text(shape: RegExp): Promise<string>;
  /** As `open`, for what has become of the page since; axe looks whatever it has seen. */
  inspect(): Promise<void>;
  close(): Promise<void>;
}

export interface PhoneOptions {
  readonly url: string;
  readonly language: Language;
  readonly hasJavaScript?: boolean;
}

/** A phone of 390 px; `inspect` wants no axe violation, no console error and no sideways scroll. */
export async function openPhone(options: PhoneOptions): Promise<Phone> {
  const hasJavaScript = options.hasJavaScript ?? true;
  const context = await (
    await shared()
  ).newContext({
    baseURL: options.url,
    viewport: PHONE,
    locale: options.language,
    javaScriptEnabled: hasJavaScript,
    userAgent:
      'Mozilla/5.0 (Linux; Android 16; F1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36',
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => {
    // Browsers log a form that is refused (422) as an error of the network; that is expected, as is
    // a line that a test itself takes away.
    const isExpected = /status of 4\d\d|ERR_INTERNET_DISCONNECTED/.test(message.text());
    if (message.type() === 'error' && !isExpected) troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(error.message));

  async function expectSound(): Promise<void> {
    expect(troubles, page.url()).to.deep.equal([]);
    expect(await page.locator('h1').count(), `h1 on ${page.url()}`).to.equal(1);
    expect(await page.locator('[href*="[object"]').count(), 'links to nowhere').to.equal(0);
    if (!hasJavaScript) return;
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `width of ${page.url()}`).to.be.at.most(PHONE.width);
  }

  async function arrive(): Promise<void> {
    await expectSound();
    if (!hasJavaScript) return;
    const kind = await kindOf(page);
    // Colours take axe as long as all else, and are the same in every language.
    if (await isNew(`${options.language} ${kind}`)) await expectAccessible(page, await isNew(kind));
  }

  async function inspect(): Promise<void> {
    await expectSound();
    if (hasJavaScript) await expectAccessible(page);
  }

  async function fillIn(form: Locator, values: Fields): Promise<void> {
    await openFolds(form);
    for (const [name, value] of Object.entries(values)) await fill(form, name, value);
  }

  return {
    page,
    inspect,
    async open(path) {
      await page.goto(path);
      await arrive();
    },
    async follow(to) {
      await leave(page, () => page.locator(`main a[href="${to}"]`).first().click());
      await arrive();
    },
    async submit(action, values = {}, { files = [], holding, button = ANY_BUTTON } = {}) {
      const forms = page.locator(`form[action="${action}"]`);
      const form = (holding ? forms.filter({ has: page.locator(holding) }) : forms).first();
      await fillIn(form, values);
      if (files.length > 0) await form.locator('input[type=file]').setInputFiles(files);
      await leave(page, () => form.locator(button).first().click());
      await arrive();
    },
    async download(action, values = {}) {
      const form = page.locator(`form[action="${action}"]`).first();
      await fillIn(form, values);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        form.locator(ANY_BUTTON).first().click(),
      ]);
      return readFile(await download.path(), 'utf8');
    },
    async pathOf(shape) {
      const paths = await page
        .locator('a[href]')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
      const found = [new URL(page.url()).pathname, ...paths].map((one) => shape.exec(one)?.[0]);
      return found.find(Boolean) ?? fail(`no link like ${String(shape)} on ${page.url()}`);
    },
    async text(shape) {
      const words = (await page.locator('main').innerText()).normalize();
      return shape.exec(words)?.[0] ?? fail(`no words like ${String(shape)} on ${page.url()}`);
    },
    async close() {
      await context.close();
    },
  };
}

export interface SubmitOptions {
  /** What the form's file input is given: paths, or files that stand nowhere. */
  readonly files?: readonly string[] | readonly MadeFile[];
  /** Tells apart several forms with one action: what the right one holds. */
  readonly holding?: string;
  /** Which of several buttons is pressed; the first without it. */
  readonly button?: string;
}

export interface MadeFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export type Fields = Readonly<Record<string, string>>;

const fail = (message: string): never => {
  throw new Error(message);
};

/** Does what leads to another page and waits until that one is there. */
async function leave(page: Page, act: () => Promise<void>): Promise<void> {
  await Promise.all([page.waitForEvent('load'), act()]);
}

/** A form may stand in a closed `<details>`; a person would open it. */
async function openFolds(form: Locator): Promise<void> {
  for (const fold of await form.locator('xpath=ancestor::details[not(@open)]').all())
    await fold.locator('summary').first().click();
}

async function fill(form: Locator, name: string, value: string): Promise<void> {
  const field = form.locator(`[name="${name}"]`);
  await openFolds(field.first());
  const kind = await field.first().evaluate((one) => one.getAttribute('type') ?? one.tagName);
  if (kind === 'radio' || kind === 'checkbox')
    await tick(form.locator(`[name="${name}"][value="${value}"]`));
  else if (kind === 'SELECT') await field.selectOption(value);
  else await field.fill(value);
}

/** By keyboard: the label draws the box, and a click may miss it while the page is settling. */
async function tick(box: Locator): Promise<void> {
  if (await box.isChecked()) return;
  await box.press('Space');
  expect(await box.isChecked(), `${await box.getAttribute('name')} is ticked`).to.equal(true);
}

/** Address, parts and forms of a page, without what differs from one thing to the next. */
async function kindOf(page: Page): Promise<string> {
  const parts = await page
    .locator('main form, main [aria-labelledby], main [data-outcome]')
    .evaluateAll((all) =>
      all.map((one) =>
        ['action', 'aria-labelledby', 'data-outcome'].map((name) => one.getAttribute(name) ?? ''),
      ),
    );
  const { pathname } = new URL(page.url());
  return [pathname, ...new Set(parts.flat())]
    .join(' ')
    .replace(/\/rounds\/(?!new\b)[\w-]+/g, '/rounds/:slug')
    .replace(/\/[A-Z]-\d+|\/[0-9A-Z]{10,26}(?![0-9A-Za-z])/g, '/:ref');
}

async function expectAccessible(page: Page, withColours = true): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .options({
      rules: { 'target-size': { enabled: true }, 'color-contrast': { enabled: withColours } },
      resultTypes: ['violations'],
    })
    .withTags(AXE_TAGS)
    // Our pages hold no frames of others; without that, each look takes a third of the time.
    .setLegacyMode(true)
    .analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
  );
  expect(found, `axe on ${page.url()}`).to.deep.equal([]);
}
