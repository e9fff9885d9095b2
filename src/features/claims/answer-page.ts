import type { Language } from '../../kernel/people.js';

/** What a claim may be answered; the status of each. */
export const ANSWERS = {
  seat: 200,
  waitlist: 200,
  sold_out: 200,
  too_early: 409,
  closed: 409,
  bad_ticket: 403,
  unavailable: 503,
} as const;
export type AnswerKind = keyof typeof ANSWERS;

/** The words of an answer that differ from person to person; none of them needs escaping. */
export type AnswerFacts = Readonly<
  Record<'slug' | 'ref' | 'number' | 'of' | 'signBy' | 'seconds' | 'ticket', string>
>;
type Fact = keyof AnswerFacts;

const placeholder = (name: Fact): string => `@@${name}@@`;

/** Drawn in place of every fact; after that an answer is a few pieces of text put together. */
export const PLACEHOLDERS: AnswerFacts = {
  slug: placeholder('slug'),
  ref: placeholder('ref'),
  number: placeholder('number'),
  of: placeholder('of'),
  signBy: placeholder('signBy'),
  seconds: placeholder('seconds'),
  ticket: placeholder('ticket'),
};

const PLACE = /@@(\w+)@@/;

/** A page cut at its placeholders: text, name, text, name, …, text. */
export type CutPage = readonly string[];
export const cutPage = (html: string): CutPage => html.split(PLACE);

export function fillPage(parts: CutPage, facts: AnswerFacts): string {
  let html = parts[0] ?? '';
  for (let at = 1; at < parts.length; at += 2)
    html += facts[parts[at] as Fact] + (parts[at + 1] ?? '');
  return html;
}

export type Theme = 'light' | 'dark' | undefined;

/** Draws an answer of that kind in that language with the placeholders for its facts. */
export type DrawAnswer = (kind: AnswerKind, language: Language, theme: Theme) => Promise<string>;

/** Each page is drawn once and kept; one that failed is drawn again. */
export function createAnswers(draw: DrawAnswer) {
  const kept = new Map<string, CutPage>();
  return async function answer(
    kind: AnswerKind,
    language: Language,
    theme: Theme,
    facts: AnswerFacts,
  ): Promise<string> {
    const key = `${kind} ${language} ${theme ?? ''}`;
    const parts = kept.get(key) ?? cutPage(await draw(kind, language, theme));
    kept.set(key, parts);
    return fillPage(parts, facts);
  };
}
