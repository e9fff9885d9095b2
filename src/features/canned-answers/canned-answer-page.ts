import type { PersonCard } from '../accounts/index.js';
import type { CannedAnswer } from './canned-answer.js';
import { PLACEHOLDERS } from './placeholders.js';

export const listModel = (view: 'used' | 'retired', answers: readonly CannedAnswer[]) => ({
  view,
  rows: answers,
});

export interface AnswerFormFacts {
  /** Absent for a new one. */
  readonly answer: CannedAnswer | undefined;
  readonly author: PersonCard | undefined;
  readonly kinds: readonly string[];
  /** Somebody saved a newer one while this form was filled in. */
  readonly isOutdated: boolean;
}

export const formModel = ({ answer, author, kinds, isOutdated }: AnswerFormFacts) => ({
  answer,
  author: author?.name,
  isOutdated,
  reportKinds: kinds,
  placeholders: PLACEHOLDERS.map((name) => `{{${name}}}`).join(' '),
});
