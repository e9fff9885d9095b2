import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { createInstance, type ResourceKey } from 'i18next';
import { LANGUAGES, type Language } from '../../src/kernel/people.js';
import { createTranslations, errorKey } from '../../src/platform/i18n.js';
import { readSources } from '../support/imports.js';

const translations = createTranslations();
const PLURAL = /_(zero|one|two|few|many|other)$/;
const base = (key: string) => key.replace(PLURAL, '');
const placeholders = (text: string) =>
  [...new Set([...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name))].sort();

const templates = readdirSync('views', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.hbs'))
  .map((name) => ({ name, text: readFileSync(`views/${name}`, 'utf8') }));
const sources = readSources();

describe('the texts', () => {
  it('have the same keys in every language', () => {
    const [en, zh] = LANGUAGES.map((language) => new Set(translations.keys(language).map(base)));
    expect(
      [...en!].filter((key) => !zh!.has(key)),
      'missing in Chinese',
    ).to.deep.equal([]);
    expect(
      [...zh!].filter((key) => !en!.has(key)),
      'missing in English',
    ).to.deep.equal([]);
  });

  it('have no empty value and the same placeholders in every language', () => {
    const spelled = LANGUAGES.map((language) => ({
      language,
      keys: spellingsOf(language),
    }));
    for (const key of new Set(translations.keys('en').map(base))) {
      const [en, zh] = spelled.map(({ language, keys }) => {
        const values = (keys.get(key) ?? []).map((one) => rawText(language, one));
        expect(values.every(Boolean), key).to.equal(true);
        return [...new Set(values.flatMap(placeholders))].sort();
      });
      // A singular may spell its number out.
      expect(
        zh!.filter((name) => name !== 'count'),
        key,
      ).to.deep.equal(en!.filter((name) => name !== 'count'));
    }
  });

  it('are Chinese on the Chinese side', () => {
    const sameInBoth = translations
      .keys('zh-CN')
      .filter((key) => !/\p{Script=Han}/u.test(rawText('zh-CN', key)))
      .filter((key) => /[a-z]{4,}/i.test(rawText('zh-CN', key).replace(/\{\{.*?\}\}/g, '')));
    // Names and codes that are written alike everywhere.
    const allowed = /(^|\.)(name|handle|url|example|placeholder|platforms?|networks?)(\.|_|$)/;
    expect(sameInBoth.filter((key) => !allowed.test(key))).to.deep.equal([]);
  });

  it('of a count are chosen and filled as the library would', () => {
    for (const language of LANGUAGES) {
      const byLibrary = library(language);
      for (const [key, spelled] of spellingsOf(language)) {
        if (!spelled.some((one) => PLURAL.test(one))) continue;
        const names = spelled.flatMap((one) => placeholders(rawText(language, one)));
        const words: Record<string, string> = {};
        for (const name of names) if (name) words[name] = `<${name}>`;
        for (const count of [0, 1, 2, 21]) {
          const facts = { ...words, count };
          const text = translations.translate(language, key, facts);
          expect(text, key).to.equal(byLibrary(key, facts));
        }
      }
    }
  });

  it('exist for every key that a template or a reply names', () => {
    const named = new Map<string, string>();
    for (const { name, text } of templates)
      for (const [, key = ''] of text.matchAll(/[({]t\s+"([\w.-]+)"/g)) named.set(key, name);
    for (const { file, text } of sources)
      for (const [, key = ''] of text.matchAll(/\btext\(\s*'([\w-]+\.[\w.-]+)'/g))
        named.set(key, file);
    const missing = [...named].filter(([key]) => !translations.has('en', key));
    expect(missing.map(([key, where]) => `${key} in ${where}`)).to.deep.equal([]);
  });

  it('exist for every code that is thrown', () => {
    const thrown =
      /new (?:Refusal\(\s*\d+,|BadRequest\(|Unauthenticated\(|Forbidden\(|NotFound\(|Conflict\()\s*'([\w.]+)'|code: '([a-z_]+\.[a-z_]+)'|'((?:accounts|rounds|units|allocations|reports|crashes|defects|shares|honours|home)\.[a-z_]+)'(?=\)|,\s*\{)/g;
    const missing = new Set<string>();
    for (const { file, text } of sources)
      for (const [, refused, field] of text.matchAll(thrown)) {
        const code = refused ?? field;
        if (code && !translations.has('en', errorKey(code))) missing.add(`${code} in ${file}`);
      }
    expect([...missing]).to.deep.equal([]);
  });
});

describe('the templates', () => {
  for (const { name, text } of templates)
    it(`${name} escapes everything and quotes every attribute`, () => {
      expect(text, 'triple-stash').not.to.match(/\{\{\{|\{\{&/);
      expect(text, 'unquoted attribute').not.to.match(/\s[\w-]+=\{\{/);
      const html = text.replace(/\{\{!--.*?--\}\}/gs, '').replace(/\{\{.*?\}\}/gs, '');
      expect(html, 'inline style, script or handler').not.to.match(
        /\s(style|on[a-z]+)="|<style|<script(?! type="module" src=)/,
      );
      expect(html, 'words instead of a key').not.to.match(/>\s*[A-Z][a-z]+ [a-z]+[^<]*</);
    });

  it('are all drawn by a route or used by another template', () => {
    const drawn =
      sources.map(({ text }) => text).join('\n') + templates.map(({ text }) => text).join('\n');
    const unused = templates
      .map(({ name }) => name.replace(/\.hbs$/, ''))
      .filter((view) => !/^(layouts\/(site|bare)|partials\/)/.test(view))
      .filter((view) => !new RegExp(`['" ]${view}['" }]|> ${view}\\b`).test(drawn));
    expect(unused).to.deep.equal([]);
  });

  it('are there for every view that a reply names', () => {
    const views = new Set(templates.map(({ name }) => name.replace(/\.hbs$/, '')));
    const missing = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/\bpage\(\s*'([\w/-]+)'/g)]
        .map(([, view = '']) => view)
        .filter((view) => !views.has(view))
        .map((view) => `${view} in ${file}`),
    );
    expect(missing).to.deep.equal([]);
  });
});

/** The keys as the files spell them, by what they are asked for. */
function spellingsOf(language: Language): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const key of translations.keys(language))
    found.set(base(key), [...(found.get(base(key)) ?? []), key]);
  return found;
}

function library(language: Language) {
  const translation = Object.fromEntries(
    readdirSync(`src/locales/${language}`).map((file) => [
      file.replace('.json', ''),
      fileOf(language, file.replace('.json', '')) as ResourceKey,
    ]),
  );
  const i18next = createInstance({
    ...{ lng: language, resources: { [language]: { translation } }, fallbackLng: false },
    ...{ nsSeparator: false, initAsync: false, interpolation: { escapeValue: false } },
  });
  void i18next.init();
  return i18next.getFixedT(language);
}

const files = new Map<string, unknown>();
function fileOf(language: string, file: string): unknown {
  const path = `src/locales/${language}/${file}.json`;
  const found = files.get(path) ?? (JSON.parse(readFileSync(path, 'utf8')) as unknown);
  files.set(path, found);
  return found;
}

function rawText(language: string, key: string): string {
  const [file = '', ...path] = key.split('.');
  let value = fileOf(language, file);
  for (const part of path) value = (value as Record<string, unknown>)[part];
  return typeof value === 'string' ? value : '';
}
