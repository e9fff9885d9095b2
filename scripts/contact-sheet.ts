import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from './chromium.js';

export interface Person {
  readonly email: string;
  readonly password: string;
}

export interface SheetPage {
  readonly name: string;
  readonly path: string;
  readonly signInAs?: Person;
}

export interface SheetOptions {
  readonly baseUrl: string;
  readonly outDir: string;
  readonly pages: readonly SheetPage[];
}

export interface SheetReport {
  readonly page: string;
  /** What is wrong, each with the shot it was seen in; empty when all is well. */
  readonly findings: readonly string[];
}

const SIZES = [
  { name: '390', width: 390, height: 844 },
  { name: '1440', width: 1440, height: 900 },
] as const;
const LANGUAGES = ['en', 'zh-CN'] as const;
const THEMES = ['light', 'dark'] as const;
const NARROW_WIDTH = 360;
const AXE_TAGS = [
  ...['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'],
];

interface Shot {
  readonly label: string;
  readonly png: Buffer;
}

/** One picture per page: two sizes × two languages × two themes, with what axe and a ruler found. */
export async function contactSheets(options: SheetOptions): Promise<SheetReport[]> {
  await mkdir(options.outDir, { recursive: true });
  const browser = await launchChromium();
  try {
    const reports: SheetReport[] = [];
    for (const page of options.pages) reports.push(await sheetOf(browser, options, page));
    return reports;
  } finally {
    await browser.close();
  }
}

async function sheetOf(browser: Browser, options: SheetOptions, sheet: SheetPage) {
  const shots: Shot[] = [];
  const findings: string[] = [];
  const session = await signIn(browser, options.baseUrl, sheet.signInAs);
  for (const size of SIZES) {
    for (const language of LANGUAGES) {
      for (const theme of THEMES) {
        const label = `${size.name} ${language} ${theme}`;
        const context = await contextFor(browser, options.baseUrl, { ...session, language, theme });
        const page = await context.newPage();
        await page.setViewportSize(size);
        const found = watch(page);
        await page.goto(new URL(sheet.path, options.baseUrl).href, { waitUntil: 'networkidle' });
        shots.push({ label, png: await wholePage(page) });
        await page.setViewportSize(size);
        found.push(...(await axeFindings(page)), ...(await overflow(page, size.width)));
        if (size.width === SIZES[0].width) found.push(...(await narrowOverflow(page)));
        findings.push(...found.map((finding) => `${label}: ${finding}`));
        await context.close();
      }
    }
  }
  await writeFile(join(options.outDir, `${sheet.name}.png`), await compose(browser, shots));
  return { page: sheet.name, findings };
}

/** Grows the window to the page, so that bars fixed to its edges stand where the page ends. */
async function wholePage(page: Page): Promise<Buffer> {
  const width = page.viewportSize()?.width ?? SIZES[0].width;
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height });
  return page.screenshot();
}

interface Look {
  readonly cookies: Awaited<ReturnType<BrowserContext['cookies']>>;
  readonly language: (typeof LANGUAGES)[number];
  readonly theme: (typeof THEMES)[number];
}

async function signIn(browser: Browser, baseUrl: string, person: Person | undefined) {
  if (!person) return { cookies: [] };
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(new URL('/sign-in', baseUrl).href);
  await page.fill('input[name="email"]', person.email);
  await page.fill('input[name="password"]', person.password);
  await Promise.all([
    page.waitForURL((url) => url.pathname !== '/sign-in'),
    page.press('input[name="password"]', 'Enter'),
  ]);
  const cookies = await context.cookies();
  await context.close();
  return { cookies };
}

async function contextFor(browser: Browser, baseUrl: string, look: Look) {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const kept = look.cookies.filter(({ name }) => name !== 'lang' && name !== 'theme');
  await context.addCookies([
    ...kept,
    { name: 'lang', value: look.language, url: baseUrl },
    { name: 'theme', value: look.theme, url: baseUrl },
  ]);
  return context;
}

/** Collects what a page complains about while it is open: console errors and policy violations. */
function watch(page: Page): string[] {
  const found: string[] = [];
  page.on('console', (message) => {
    // A page with an error status is itself logged as one; that is what it should be.
    const isOwnStatus = message.location().url === page.url();
    if (message.type() === 'error' && !isOwnStatus) found.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => {
    found.push(`script: ${error.message}`);
  });
  return found;
}

async function axeFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(AXE_TAGS)
    .options({ rules: { 'target-size': { enabled: true } } })
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `axe ${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}

/** Emulation may widen the window with its content, so the width that was asked for is the ruler. */
async function overflow(page: Page, width: number): Promise<string[]> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  return wide > width ? [`scrolls sideways: ${wide} px of ${width}`] : [];
}

async function narrowOverflow(page: Page): Promise<string[]> {
  await page.setViewportSize({ width: NARROW_WIDTH, height: 780 });
  return overflow(page, NARROW_WIDTH);
}

/** Phones in the upper row, desks in the lower, cut where a page goes on for too long to look at. */
async function compose(browser: Browser, shots: readonly Shot[]): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 2640, height: 1200 } });
  const rows = SIZES.map(({ name }) => {
    const figures = shots
      .filter(({ label }) => label.startsWith(name))
      .map(({ label, png }) => {
        const source = `data:image/png;base64,${png.toString('base64')}`;
        return `<figure><figcaption>${label}</figcaption><img src="${source}"></figure>`;
      });
    return `<div class="row-${name}">${figures.join('')}</div>`;
  });
  await page.setContent(
    `<style>body{margin:16px;font:14px sans-serif;background:#888}div{display:flex;gap:16px}
figure{margin:0 0 16px}img{display:block;width:640px;max-height:3000px;object-fit:cover;object-position:top}
.row-390 img{width:390px}</style>${rows.join('')}`,
  );
  const png = await page.screenshot({ fullPage: true });
  await page.close();
  return png;
}

/** Pages of a list `[{ name, path, signInAs? }]` in JSON; without a list, the style guide. */
async function pagesFrom(file: string | undefined, only: string | undefined) {
  const pages = file
    ? (JSON.parse(await readFile(file, 'utf8')) as SheetPage[])
    : [{ name: 'styleguide', path: '/styleguide' }];
  return pages.filter((page) => !only || page.name === only);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      base: { type: 'string', default: 'http://127.0.0.1:3000' },
      out: { type: 'string', default: '.cache/contact-sheets' },
      pages: { type: 'string' },
      only: { type: 'string' },
    },
  });
  const reports = await contactSheets({
    baseUrl: values.base,
    outDir: values.out,
    pages: await pagesFrom(values.pages, values.only),
  });
  for (const { page, findings } of reports) {
    console.log(`${page}: ${findings.length === 0 ? 'clean' : `${findings.length} findings`}`);
    for (const finding of findings) console.log(`  ${finding}`);
  }
}
