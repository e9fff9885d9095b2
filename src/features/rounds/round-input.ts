import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { isTimeZone } from '../../kernel/time-zone.js';
import { parseRevisions } from './program.js';
import {
  QUESTION_ROWS,
  readQuestionRows,
  ROW_PARTS,
  rowField,
  type RowField,
} from './question-rows.js';

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/;
const MODEL_CODE = /^[A-Z0-9](?:[A-Z0-9-]{0,22}[A-Z0-9])?$/;
const VERSION = /^[A-Za-z0-9](?:[\w.+-]{0,58}[A-Za-z0-9])?$/;
const SEATS_MAX = 10_000;
const OFFER_HOURS_MAX = 336;

/** A new address; `new` is that of the empty form. */
const newSlug = z
  .string('required')
  .transform((typed) => typed.trim().toLowerCase())
  .pipe(z.string().min(1, 'required').regex(SLUG, 'rounds.bad_slug'))
  .refine((slug) => slug !== 'new', 'rounds.bad_slug');

/** A day that the calendar has; the year 0 to 99 fails too, as Date.UTC reads it as 1900 and later. */
const realTime = field.localTime.refine((text) => {
  const at = Date.parse(`${text}Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}, 'not_a_date');

const words = {
  titleEn: field.line(80),
  titleZh: field.line(80),
  summaryEn: field.paragraph(1000),
  summaryZh: field.paragraph(1000),
  agreementEn: field.paragraph(20_000),
  agreementZh: field.paragraph(20_000),
  closesAt: realTime,
  seats: field.wholeNumber(1, SEATS_MAX),
  offerHours: field.wholeNumber(1, OFFER_HOURS_MAX),
};

type RowCell = z.ZodType<string, string | undefined>;
/** Thirty optional texts: six rows of five parts, named as in `question-rows.ts`. */
const rowShape = Object.fromEntries(
  QUESTION_ROWS.flatMap((row) =>
    ROW_PARTS.map((part): [RowField, RowCell] => [
      rowField(row, part),
      part === 'Options' ? field.optionalParagraph(2000) : field.optionalLine(200),
    ]),
  ),
) as Record<RowField, RowCell>;

/** Replaces the rows of typed questions by `questions`. */
function readQuestions<Typed extends Readonly<Record<RowField, string>>>(
  typed: Typed,
  context: z.RefinementCtx,
) {
  const { questions, errors } = readQuestionRows(typed);
  for (const [name, { code }] of Object.entries(errors))
    context.addIssue({ code: 'custom', message: code, path: [name] });
  const rest = Object.fromEntries(Object.entries(typed).filter(([name]) => !(name in rowShape)));
  return { ...(rest as Omit<Typed, RowField>), questions };
}

export const listRounds = z.strictObject({ after: field.cursor });
export const nameRound = z.strictObject({ slug: field.slug });

export const addRound = z
  .strictObject({ program: field.slug, slug: newSlug, opensAt: realTime, ...words, ...rowShape })
  .transform(readQuestions);
export type NewRound = z.output<typeof addRound>;

/** `opensAt` and the rows are absent once the round has opened. */
export const editRound = z
  .strictObject({
    slug: field.slug,
    revision: field.wholeNumber(0, 999_999_999),
    opensAt: realTime.optional(),
    ...words,
    ...rowShape,
  })
  .transform(readQuestions);
export type RoundEdit = z.output<typeof editRound>;

/** The answers come under names that only the round knows; the service holds them against it. */
export const apply = z
  .strictObject({ slug: field.slug, city: field.line(60) })
  .catchall(z.string('bad_request').max(8000, 'too_long'))
  .transform(({ slug, city, ...answers }) => ({ slug, city, answers }));

export const addProgram = z.strictObject({
  slug: newSlug,
  nameEn: field.line(80),
  nameZh: field.line(80),
  code: z
    .string('required')
    .transform((typed) => typed.trim().toUpperCase())
    .pipe(z.string().min(1, 'required').regex(MODEL_CODE, 'rounds.bad_model_code')),
  modelName: field.line(60),
  revisions: field
    .line(200)
    .transform(parseRevisions)
    .refine(
      (revisions) => revisions.every((revision) => MODEL_CODE.test(revision)),
      'rounds.bad_revision',
    ),
  zone: z.string('required').refine(isTimeZone, 'rounds.bad_zone'),
});

export const addBuild = z.strictObject({
  model: z.string('required').regex(MODEL_CODE, 'not_a_choice'),
  version: z.string('required').trim().min(1, 'required').regex(VERSION, 'rounds.bad_version'),
});
