import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { ICONS } from '../../../scripts/build-assets.js';
import { createTranslations } from '../../../src/platform/i18n.js';
import { navigationFor } from '../../../src/web/navigation.js';
import {
  bytesText,
  changeQuery,
  dateText,
  durationText,
  initialsOf,
  isMostlyHan,
  relativeText,
  safeUrl,
} from '../../../src/web/view-text.js';
import { createViews } from '../../../src/web/views.js';
import { barShares, linePoints } from '../../../src/web/charts.js';
import type { Role, Viewer } from '../../../src/kernel/people.js';

/** The drawings of `partials/medallion`, which are no icons. */
const MEDALS = ['first', 'crash', 'share'];
const translations = createTranslations();
const assets = { asset: (name: string) => `/assets/${name}` };
const now = new Date('2026-11-23T08:00:00Z');
const locals = { lang: 'en', zone: 'Asia/Shanghai', now, path: '/', url: '/', title: 'Page' };

describe('a view', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'views-'));
  });
  afterEach(() => {
    rmSync(dir, { recursive: true });
  });

  const renderIn = (viewsDir: string, path: string, context: object): Promise<string> =>
    new Promise((resolve, reject) => {
      createViews({ viewsDir, translations, assets, cache: false }).engine(
        path,
        { ...locals, layout: false, ...context },
        (error, html) => {
          if (error) reject(error instanceof Error ? error : new Error(JSON.stringify(error)));
          else resolve(html ?? '');
        },
      );
    });
  const render = (template: string, context: object = {}): Promise<string> => {
    const path = join(dir, 'page.hbs');
    writeFileSync(path, template);
    return renderIn(dir, path, context);
  };
  const views = join(import.meta.dirname, '../../../views');
  const renderPartial = (call: string, context: object = {}): Promise<string> => {
    const path = join(dir, 'partial.hbs');
    writeFileSync(path, call);
    return renderIn(views, path, context);
  };

  it('escapes what people wrote, in text, attributes and translated sentences', async () => {
    const evil = '"><img onerror=x>';
    const html = await render(
      '{{evil}}<a title="{{evil}}">{{t "site.nav.account" name=evil}}</a>{{icon evil label=evil}}',
      { evil },
    );
    expect(html).not.to.contain('<img');
    expect(html).to.contain('Account of &quot;&gt;&lt;img');
  });

  it('cannot reach the prototype of what it is given', async () => {
    expect(await render('[{{person.constructor.name}}]', { person: {} })).to.equal('[]');
  });

  it('names partials by their path and keeps the lines of a textarea as typed', async () => {
    const path = join(dir, 'rounds/_row.hbs');
    mkdirSync(dirname(path));
    writeFileSync(path, '<textarea>{{text}}</textarea>');
    const html = await render('  {{> rounds/_row}}', { text: 'one\n  two' });
    expect(html).to.contain('<textarea>one\n  two</textarea>');
  });

  it('shows a moment in the zone and language of the reader', async () => {
    expect(await render('{{date now}}')).to.equal(
      '<time datetime="2026-11-23T08:00:00.000Z">23 Nov 2026, 16:00</time>',
    );
    expect(await render('{{when now}}', { lang: 'zh-CN' })).to.contain(
      'title="2026 年 11 月 23 日 16:00">现在',
    );
  });

  it('gives a refused form back with what was typed and a message tied to its field', async () => {
    const html = await renderPartial(
      '{{> partials/field name="email" label="E-mail" value="old"}}',
      {
        values: { email: 'typed' },
        errors: { email: 'Write an address.' },
      },
    );
    expect(html).to.contain('value="typed"');
    expect(html).to.contain('id="f-email-error"');
    expect(html).to.contain('aria-describedby="f-email-error" aria-invalid="true"');
  });

  it('never sends a password back', async () => {
    const html = await renderPartial(
      '{{> partials/field name="password" label="P" type="password"}}',
      {
        values: { password: 'secret' },
      },
    );
    expect(html).not.to.contain('secret');
  });

  it('leaves a box empty that was sent empty, whatever is stored', async () => {
    const call = '{{> partials/checkbox name="always" label="Always" checked=true}}';
    expect(await renderPartial(call)).to.contain(' checked');
    expect(await renderPartial(call, { values: { kind: 'crash' } })).not.to.contain(' checked');
    expect(await renderPartial(call, { values: { always: 'yes' } })).to.contain(' checked');
  });

  it('shows what was refused in the form that it was sent with, and in no other', async () => {
    const page = ['/a/1', '/a/2']
      .map(
        (to) =>
          `{{#formTo "${to}"}}<b>{{typed "text" "kept"}} {{fieldError "text"}}</b>{{/formTo}}`,
      )
      .join('');
    const refused = { path: '/a/2', values: { text: 'typed' }, errors: { text: 'Too short.' } };
    expect(await render(page, refused)).to.equal('<b>kept </b><b>typed Too short.</b>');
  });

  it('leads from the summary to the wrong field, also where its form has ids of its own', async () => {
    const forms = ['one', 'two'].map(
      (name) =>
        `{{#formTo "/a/${name}"}}{{> partials/field name="text" prefix="${name}" label="Text"}}{{/formTo}}`,
    );
    const html = await renderPartial(`{{> partials/error-summary}}${forms.join('')}`, {
      ...{ path: '/a/two', problem: 'No.', errors: { text: 'Too short.' } },
    });
    expect(html).to.contain('<a href="#f-text">');
    expect(html.match(/id="one-text"|id="f-text"|id="two-text"/g)).to.deep.equal(
      ['one-text', 'f-text', 'two-text'].map((id) => `id="${id}"`),
    );
  });

  it('sets a colon behind a label that asks nothing', async () => {
    const page = '{{labelled "Build"}} {{labelled "What happened?"}}';
    expect(await render(page)).to.equal('Build: What happened?');
    expect(await render(page, { lang: 'zh-CN' })).to.equal('Build： What happened?');
  });

  it('says nothing at the top of a form that was not refused', async () => {
    expect(await renderPartial('{{> partials/error-summary}}')).to.equal('');
    const html = await renderPartial('{{> partials/error-summary}}', {
      problem: 'No.',
      errors: {},
    });
    expect(html).to.contain('No.').and.not.to.contain('<ul>');
  });

  it('names only icons that the sprite holds, and never a triple stash', () => {
    const icons: ReadonlySet<string> = new Set(ICONS);
    for (const file of readdirSync(views, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.hbs')) continue;
      const source = readFileSync(join(views, file), 'utf8');
      const named = [...source.matchAll(/(?:\{\{icon|sign=|icon=) ?"([a-z0-9-]+)"/g)];
      const unknown = named.map((match) => match[1] ?? '').filter((name) => !icons.has(name));
      expect(
        unknown.filter((name) => !MEDALS.includes(name)),
        file,
      ).to.deep.equal([]);
      expect(source, file).not.to.contain('{{{');
    }
  });

  it('carries neither inline script nor inline style in any template', async () => {
    const { styleguideLocals } = await import('../../../src/web/styleguide.js');
    const html = await renderIn(views, join(views, 'styleguide/index.hbs'), {
      ...styleguideLocals(translations, 'en', now),
      layout: 'site',
    });
    expect(html).not.to.match(/\sstyle=|\son[a-z]+=|<style|<script(?![^>]*src=)/);
    expect(html).not.to.match(/\b(?:site|styleguide)\.[a-z_]+\b(?!\.[a-z]+")/);
  });
});

describe('words of a page', () => {
  const table: readonly [unknown, unknown][] = [
    [durationText(252_000, ['d', 'h', 'min', 's']), '4 min 12 s'],
    [durationText(0, ['d', 'h', 'min', 's']), '0 s'],
    [durationText(900_000, ['天', '小时', '分', '秒']), '15 分'],
    [durationText(90_061_000, ['d', 'h', 'min', 's']), '1 d 1 h'],
    [bytesText(0, 'en'), '0 B'],
    [bytesText(512 * 1024 ** 2, 'en'), '512 MB'],
    [bytesText(1_234_567, 'en'), '1.2 MB'],
    [bytesText(1000, 'en'), '1,000 B'],
    [dateText(now, 'zh-CN', 'Asia/Shanghai', 'day'), '2026 年 11 月 23 日'],
    [relativeText(new Date(now.getTime() - 300_000), now, 'en'), '5 minutes ago'],
    [relativeText(new Date(now.getTime() - 300_000), now, 'zh-CN'), '5 分钟前'],
    [relativeText(new Date(now.getTime() - 86_400_000), now, 'en'), undefined],
    [initialsOf('Wang Tao'), 'WT'],
    [initialsOf('陈小雨'), '雨'],
    [initialsOf('mei'), 'M'],
    [isMostlyHan('打开 night mode 后相机闪退了'), true],
    [isMostlyHan('The camera 闪退'), false],
    [isMostlyHan('...'), false],
    [safeUrl('https://weibo.com/1'), 'https://weibo.com/1'],
    [safeUrl('/reports'), '/reports'],
    [safeUrl('//evil.example'), '#'],
    [safeUrl('/\\evil.example'), '#'],
    [safeUrl('javascript:alert(1)'), '#'],
    [changeQuery('/desk?view=mine&after=x', { view: 'waiting' }), '/desk?view=waiting'],
    [changeQuery('/desk?view=mine', { view: undefined }), '/desk'],
  ];
  for (const [found, wanted] of table) {
    it(`reads ${String(wanted)}`, () => {
      expect(found).to.equal(wanted);
    });
  }
});

describe('a chart', () => {
  it('measures bars against the largest or a given whole, also when all are empty', () => {
    const rows = [
      { label: 'a', value: 8 },
      { label: 'b', value: 2 },
    ];
    expect(barShares(rows).map((row) => row.share)).to.deep.equal([100, 25]);
    expect(barShares([{ label: 'a', value: 0 }])[0]?.share).to.equal(0);
    expect(barShares(rows, 40).map((row) => row.share)).to.deep.equal([20, 5]);
  });

  it('draws a line through every point and nothing through none', () => {
    const line = linePoints([
      { label: 'Mon', value: 0 },
      { label: 'Tue', value: 10 },
    ]);
    expect(line.path).to.equal('M0 100L100 0');
    expect(line.scale).to.deep.equal([10, 5, 0]);
    expect(linePoints([]).path).to.equal('');
  });
});

describe('navigation', () => {
  const as = (...roles: Role[]): Viewer => ({
    id: '1',
    handle: 'h',
    name: 'H',
    roles,
    isSuspended: false,
    unread: 0,
    language: 'en',
    zone: 'UTC',
  });
  const hrefs = (viewer: Viewer | undefined, part: 'top' | 'bottom') =>
    navigationFor(viewer, part, '/reports/R-1').map((item) => item.href);

  it('offers each role its own five places for the thumb, and visitors none', () => {
    expect(hrefs(undefined, 'bottom')).to.deep.equal([]);
    for (const role of ['tester', 'qa', 'admin'] as const) {
      expect(hrefs(as(role), 'bottom')).to.have.length(5);
    }
  });

  it('joins the work of several roles without naming one place twice', () => {
    const items = navigationFor(as('tester', 'qa', 'admin'), 'top', '/');
    const names = items.map((item) => item.key.replace('admin_', ''));
    expect(new Set(names).size).to.equal(names.length);
  });

  it('marks where the reader is, also below a list', () => {
    const current = navigationFor(as('tester'), 'top', '/reports/R-1').filter((i) => i.isCurrent);
    expect(current.map((item) => item.href)).to.deep.equal(['/reports']);
  });
});

describe('translations', () => {
  it('show a missing key as itself', () => {
    expect(translations.translate('en', 'site.nowhere')).to.equal('site.nowhere');
  });

  it('find the sentence of a code in its feature, else in the site', () => {
    expect(translations.errorText('en', 'too_many_requests', { seconds: 30 })).to.contain('30 s');
    expect(translations.errorText('en', 'nowhere.at_all')).to.equal('nowhere.errors.at_all');
  });
});
