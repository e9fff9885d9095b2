import { LANGUAGES } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { FILTERS, squeeze, type Filter, type Vocabulary } from './search-query.js';
import { fold } from './search-terms.js';

/** Where the pages of the features take their words from. */
const VALUES: readonly (readonly [Filter, string])[] = [
  ['in', 'search.nouns'],
  ['is', 'search.states'],
  ['status', 'reports.statuses'],
  ['status', 'defects.statuses'],
  ['kind', 'reports.kinds'],
  ['kind', 'crashes.kinds'],
  ['severity', 'defects.severities'],
];

/** What filters and their values are called on the pages, in both languages, beside their own names. */
export function vocabularyOf(texts: Pick<Translations, 'keys' | 'translate'>): Vocabulary {
  const filters = new Map<string, Filter>(FILTERS.map((filter) => [filter, filter]));
  const values = new Map<Filter, (readonly [string, string])[]>();
  for (const language of LANGUAGES) {
    for (const filter of FILTERS)
      filters.set(fold(texts.translate(language, `search.filters.${filter}`)), filter);
    const keys = texts.keys(language);
    for (const [filter, path] of VALUES)
      for (const key of keys.filter((each) => each.startsWith(`${path}.`))) {
        const value = key.slice(path.length + 1);
        const said = [value, texts.translate(language, key)].map(squeeze);
        values.set(filter, [
          ...(values.get(filter) ?? []),
          ...said.map((word) => [word, value] as const),
        ]);
      }
  }
  return { filters, values };
}
