import type { FieldErrors } from '../../kernel/errors.js';
import type { Bilingual } from '../../kernel/people.js';
import { cleanText } from '../../kernel/text.js';

export const QUESTION_KINDS = ['text', 'number', 'choice', 'device'] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

export interface QuestionOption {
  readonly value: string;
  readonly label: Bilingual;
  /** What the answer adds to the score; absent for none. */
  readonly points?: number;
}

/** One question of a round's screening form. */
export interface Question {
  /** Small letters and digits; the answers are kept under it. */
  readonly key: string;
  readonly label: Bilingual;
  readonly kind: QuestionKind;
  /** Of a choice. */
  readonly options?: readonly QuestionOption[];
  readonly required: boolean;
}

/** By question key; a question left empty has no entry. */
export type Answers = Readonly<Record<string, string>>;

export const ANSWER_MAX = 1000;
const NUMBER = /^-?\d{1,9}(?:\.\d{1,3})?$/;

/** The name of the form field that answers the question. */
export const answerField = (key: string): string => `answer-${key}`;

export interface CheckedAnswers {
  readonly answers: Answers;
  /** By field name; empty when every answer fits. */
  readonly errors: FieldErrors;
}

/**
 * Holds what was typed (field name → text) against the screening form. A field that belongs to no
 * question is an error too, so that nothing unasked is ever stored.
 */
export function checkAnswers(
  questions: readonly Question[],
  typed: Readonly<Record<string, string>>,
): CheckedAnswers {
  const answers: Record<string, string> = {};
  const errors: Record<string, FieldErrors[string]> = {};
  const asked = new Set(questions.map((question) => answerField(question.key)));
  for (const name of Object.keys(typed))
    if (!asked.has(name)) errors[name] = { code: 'unknown_field' };
  for (const question of questions) {
    const name = answerField(question.key);
    const answer = cleanText(Object.hasOwn(typed, name) ? (typed[name] ?? '') : '');
    const problem = problemOf(question, answer);
    if (problem) errors[name] = problem;
    else if (answer) answers[question.key] = answer;
  }
  return { answers, errors };
}

function problemOf(question: Question, answer: string): FieldErrors[string] | undefined {
  if (answer === '') return question.required ? { code: 'required' } : undefined;
  switch (question.kind) {
    case 'text':
    case 'device':
      return Array.from(answer).length > ANSWER_MAX
        ? { code: 'too_long', facts: { max: ANSWER_MAX } }
        : undefined;
    case 'number':
      return NUMBER.test(answer) ? undefined : { code: 'not_a_number' };
    case 'choice':
      return question.options?.some((option) => option.value === answer)
        ? undefined
        : { code: 'not_a_choice' };
  }
}
