import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { unknownIn } from './placeholders.js';

const NAME_MAX = 80;
const TEXT_MAX = 3_000;

const template = field.paragraph(TEXT_MAX).superRefine((typed, context) => {
  const name = unknownIn(typed);
  if (name !== undefined)
    context.addIssue({
      code: 'custom',
      message: 'answers.unknown_placeholder',
      params: { name: name.slice(0, 40) },
    });
});

export const listAnswers = z.strictObject({
  view: field.choice(['used', 'retired']).default('used').catch('used'),
});
/** The kinds are those of the reports, a later feature. */
export function answerInputs(kinds: readonly string[]) {
  const words = {
    name: field.line(NAME_MAX),
    text_en: template,
    text_zh: template,
    kinds: field.several(
      z.string().refine((kind) => kinds.includes(kind), 'not_a_choice'),
      kinds.length,
    ),
  };
  const named = { ref: z.string().max(60) };
  return {
    show: z.strictObject(named),
    // `/desk/answers/new` is the form of a new one.
    add: z.strictObject({ ref: field.slug.refine((ref) => ref !== 'new', 'not_a_slug'), ...words }),
    edit: z.strictObject({ ...named, revision: field.wholeNumber(1, 1_000_000), ...words }),
    retire: z.strictObject({ ...named, revision: field.wholeNumber(1, 1_000_000) }),
  };
}
