import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInstance } from 'i18next';
import type { Facts } from '../kernel/errors.js';
import { LANGUAGES } from '../kernel/people.js';
import type { Language } from '../kernel/people.js';

export interface Translations {
  /** The text of `key`, such as `rounds.title`; a missing key comes back as itself, to be seen. */
  translate(language: Language, key: string, facts?: Facts): string;
  has(language: Language, key: string): boolean;
  /** Every key of a language as the files spell it, plural suffixes included. */
  keys(language: Language): string[];
  /** The sentence of a refusal: `units.none_left` reads `units.errors.none_left`. */
  errorText(language: Language, code: string, facts?: Facts): string;
}

/** The same folder from `src` and from `dist`: texts are data and are not compiled. */
const LOCALES_DIR = fileURLToPath(new URL('../../src/locales/', import.meta.url));

/** A code without a feature in front belongs to every page and stands in `site.json`. */
export function errorKey(code: string): string {
  const dot = code.indexOf('.');
  return dot < 0 ? `site.errors.${code}` : `${code.slice(0, dot)}.errors.${code.slice(dot + 1)}`;
}

/**
 * Loads `<dir>/<language>/<feature>.json` once; the file's name is the first part of its keys.
 * Nothing falls back to the other language: a hole must show in a test and not in a mixed page.
 */
export function createTranslations(dir: string = LOCALES_DIR): Translations {
  const files = Object.fromEntries(
    LANGUAGES.map((language) => [language, readTexts(dir, language)]),
  );
  const i18next = createInstance({
    resources: Object.fromEntries(
      Object.entries(files).map(([language, translation]) => [language, { translation }]),
    ),
    supportedLngs: LANGUAGES,
    fallbackLng: false,
    nsSeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  void i18next.init();
  const fixed = { en: i18next.getFixedT('en'), 'zh-CN': i18next.getFixedT('zh-CN') };
  const textsOf = (language: Language) => new Map(flatten(files[language] ?? {}));
  const texts = { en: textsOf('en'), 'zh-CN': textsOf('zh-CN') };

  const has = (language: Language, key: string): boolean =>
    texts[language].has(key) || texts[language].has(`${key}_other`);
  const translate = (language: Language, key: string, facts: Facts = {}): string => {
    const text = textFor(texts[language], language, key, facts['count']);
    if (text === undefined) return key;
    // Filled here, as i18next takes fifty times as long; it is asked for texts in texts.
    return text.includes('$t(') ? fixed[language](key, { ...facts }) : fill(text, facts);
  };

  return {
    translate,
    has,
    keys: (language) => [...texts[language].keys()],
    errorText: (language, code, facts) => translate(language, errorKey(code), facts),
  };
}

type Texts = { readonly [key: string]: string | Texts };

function readTexts(dir: string, language: Language): Texts {
  const names = readdirSync(join(dir, language)).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(
    names.map((name) => [
      name.slice(0, -'.json'.length),
      JSON.parse(readFileSync(join(dir, language, name), 'utf8')) as Texts,
    ]),
  );
}

const flatten = (texts: Texts, path = ''): [key: string, text: string][] =>
  Object.entries(texts).flatMap(([key, text]): [string, string][] =>
    typeof text === 'string' ? [[path + key, text]] : flatten(text, `${path}${key}.`),
  );

const PLURALS = { en: new Intl.PluralRules('en'), 'zh-CN': new Intl.PluralRules('zh-CN') };

/** The text that i18next would choose: of a count the one for none, then the plural's, then the plain one. */
function textFor(
  texts: ReadonlyMap<string, string>,
  language: Language,
  key: string,
  count: Facts[string] | undefined,
): string | undefined {
  if (typeof count !== 'number') return texts.get(key);
  const none = count === 0 ? texts.get(`${key}_zero`) : undefined;
  return none ?? texts.get(`${key}_${PLURALS[language].select(count)}`) ?? texts.get(key);
}

const fill = (text: string, facts: Facts): string =>
  text.includes('{{')
    ? text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => String(facts[name] ?? ''))
    : text;
