import type { Bilingual } from '../../kernel/people.js';

/** What a canned answer may name, as `{{unit}}`: the list is closed, so that a slip is found. */
export const PLACEHOLDERS = ['tester', 'unit', 'build', 'fixBuild', 'defect', 'release'] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** What is known of a report; an absent or empty value is not known. */
export type PlaceholderValues = Readonly<Partial<Record<Placeholder, string | null | undefined>>>;

const SHAPE = /\{\{\s*([^{}]*?)\s*\}\}/g;

const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(SHAPE)].map(([, name = '']) => name);

const isPlaceholder = (name: string): name is Placeholder =>
  (PLACEHOLDERS as readonly string[]).includes(name);

/** The first name in double braces that stands for nothing. */
export const unknownIn = (text: string): string | undefined =>
  namesIn(text).find((name) => !isPlaceholder(name));

/** Placeholders that still stand in a text that is about to be sent. */
export const unfilledIn = (text: string): readonly Placeholder[] => [
  ...new Set(namesIn(text).filter(isPlaceholder)),
];

/** A value is put in as it is and never read again, whatever braces it has. */
export const fillText = (text: string, values: PlaceholderValues): string =>
  text.replace(SHAPE, (shape, name: string) => (isPlaceholder(name) && values[name]) || shape);

export interface Filled {
  readonly text: Bilingual;
  /** In the order of the list; what the report has no value for is left standing. */
  readonly missing: readonly Placeholder[];
}

export function fill(text: Bilingual, values: PlaceholderValues): Filled {
  const named = new Set([...namesIn(text.en), ...namesIn(text['zh-CN'])]);
  return {
    text: { en: fillText(text.en, values), 'zh-CN': fillText(text['zh-CN'], values) },
    missing: PLACEHOLDERS.filter((name) => named.has(name) && !values[name]),
  };
}
