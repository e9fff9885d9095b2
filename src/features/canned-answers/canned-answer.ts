import type { Bilingual } from '../../kernel/people.js';
import { fill, type Filled, type PlaceholderValues } from './placeholders.js';

/** An answer that engineers give often, in both languages. */
export interface CannedAnswer {
  readonly id: string;
  /** A slug, chosen once: bulk actions and links name the answer by it. */
  readonly ref: string;
  readonly name: string;
  /** With placeholders such as `{{unit}}`. */
  readonly text: Bilingual;
  /** Kinds of reports that it fits; none: all of them. */
  readonly kinds: readonly string[];
  /** Raised by every edit, which names the one it was made from. */
  readonly revision: number;
  /** Offered no more since then. */
  readonly retiredAt: Date | null;
  readonly updatedById: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** More could not be chosen from. */
export const ANSWERS_MAX = 200;

/** A canned answer as one report gets it. */
export interface AnswerChoice extends Filled {
  readonly ref: string;
  readonly name: string;
}

/** What a report brings: its kind, and what is known of it. */
export interface AnswerFacts {
  readonly kind: string;
  readonly values: PlaceholderValues;
}

export const fits = ({ kinds }: Pick<CannedAnswer, 'kinds'>, kind: string): boolean =>
  kinds.length === 0 || kinds.includes(kind);

export const choiceOf = (
  { ref, name, text }: Pick<CannedAnswer, 'ref' | 'name' | 'text'>,
  values: PlaceholderValues,
): AnswerChoice => ({ ref, name, ...fill(text, values) });
