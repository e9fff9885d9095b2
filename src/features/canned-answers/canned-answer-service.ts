import type { Clock } from '../../kernel/clock.js';
import { Conflict, InvalidInput, NotFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Bilingual } from '../../kernel/people.js';
import {
  ANSWERS_MAX,
  choiceOf,
  fits,
  type AnswerChoice,
  type AnswerFacts,
  type CannedAnswer,
} from './canned-answer.js';
import type { CannedAnswerStore } from './canned-answer-store.js';

export interface CannedAnswerServiceDeps {
  readonly answers: CannedAnswerStore;
  readonly clock: Clock;
}

export interface AnswerWords {
  readonly name: string;
  readonly text: Bilingual;
  readonly kinds: readonly string[];
}

export type CannedAnswerService = ReturnType<typeof createCannedAnswerService>;
type By = { readonly id: string };

export function createCannedAnswerService({ answers, clock }: CannedAnswerServiceDeps) {
  async function byRef(ref: string): Promise<CannedAnswer> {
    const answer = await answers.byRef(ref);
    if (!answer) throw new NotFound();
    return answer;
  }

  async function edit(
    basedOn: Pick<CannedAnswer, 'ref' | 'revision'>,
    changes: Partial<AnswerWords & Pick<CannedAnswer, 'retiredAt'>>,
    by: By,
  ): Promise<void> {
    const { ref } = await byRef(basedOn.ref);
    const stamp = { updatedById: by.id, updatedAt: clock.now() };
    if (!(await answers.edit({ ...basedOn, ref }, { ...changes, ...stamp })))
      throw new Conflict('answers.changed');
  }

  async function assertRoom(): Promise<void> {
    if ((await answers.list(false)).length >= ANSWERS_MAX)
      throw new Conflict('answers.too_many', { max: ANSWERS_MAX });
  }

  return {
    byRef,
    list: answers.list,

    async add(ref: string, words: AnswerWords, by: By): Promise<void> {
      await assertRoom();
      const now = clock.now();
      const isAdded = await answers.add({
        ...{ id: newId(now), ref, ...words, revision: 1, retiredAt: null },
        ...{ updatedById: by.id, createdAt: now, updatedAt: now },
      });
      if (!isAdded) throw new InvalidInput({ ref: { code: 'answers.ref_taken' } });
    },
    /** Conflict `answers.changed` where somebody saved a newer one meanwhile. */
    edit: (basedOn: Pick<CannedAnswer, 'ref' | 'revision'>, words: AnswerWords, by: By) =>
      edit(basedOn, words, by),
    /** Retired ones are offered no more, and can be brought back. */
    async setRetired(
      basedOn: Pick<CannedAnswer, 'ref' | 'revision'>,
      isRetired: boolean,
      by: By,
    ): Promise<void> {
      if (!isRetired) await assertRoom();
      await edit(basedOn, { retiredAt: isRetired ? clock.now() : null }, by);
    },

    /** Those in use that fit the kind, filled with what is known; the rest says what is missing. */
    async choicesFor({ kind, values }: AnswerFacts): Promise<readonly AnswerChoice[]> {
      const used = await answers.list(false);
      return used.filter((answer) => fits(answer, kind)).map((one) => choiceOf(one, values));
    },
  };
}
