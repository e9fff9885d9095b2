import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { isTimeZone } from '../../kernel/time-zone.js';
import { parseCities } from './city.js';
import { parseRevisions } from './program.js';
import {
  QUESTION_ROWS,
  readQuestionRows,
  ROW_PARTS,
  rowField,
  type RowField,
} from './question-rows.js';
import {
  QUOTA_PARTS,
  QUOTA_ROWS,
  quotaField,
  readQuotaRows,
  SEATS_MAX,
  type QuotaField,
} from './quota-rows.js';

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/;
const MODEL_CODE = /^[A-Z0-9](?:[A-Z0-9-]{0,22}[A-Z0-9])?$/;
const BRANCH = /^[a-z][a-z0-9-]{0,29}$/;
const VERSION = /^[A-Za-z0-9](?:[\w.+-]{0,58}[A-Za-z0-9])?$/;
const OFFER_HOURS_MAX = 336;
const CITIES_MAX = 50;
const POINTS_MAX = 100;
const DAYS_MAX = 3650;

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
  offerHours: field.wholeNumber(1, OFFER_HOURS_MAX),
};

/** A number that may be left empty. */
const amount = (min: number, max: number) =>
  z
    .string()
    .default('')
    .transform((typed) => typed.trim() || String(min))
    .pipe(field.wholeNumber(min, max));

/** How seats find their people; absent once that can't be changed any more. */
const terms = {
  spillsOver: field.checkbox,
  waitlistPlaces: amount(0, SEATS_MAX),
  cohortQuestion: z.union([z.literal(''), z.enum(QUESTION_ROWS.map(String))]).default(''),
  cities: field
    .optionalLine(600)
    .transform(parseCities)
    .refine((cities) => cities.length <= CITIES_MAX, 'too_many'),
  minAccountDays: amount(0, DAYS_MAX),
  needsGoodStanding: field.checkbox,
  refusesHolders: field.checkbox,
  perRound: amount(0, POINTS_MAX),
  perTenReports: amount(0, POINTS_MAX),
  goodStanding: amount(0, POINTS_MAX),
  maxWeight: amount(1, POINTS_MAX),
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

const quotaShape = Object.fromEntries(
  QUOTA_ROWS.flatMap((row) =>
    QUOTA_PARTS.map((part): [QuotaField, RowCell] => [
      quotaField(row, part),
      field.optionalLine(60),
    ]),
  ),
) as Record<QuotaField, RowCell>;

const formShape = { ...words, ...terms, ...rowShape, ...quotaShape };
type FlatField = RowField | QuotaField | keyof typeof terms;

/** Replaces rows and single fields by what they make: questions, quotas, eligibility, scoring. */
function readForm<Typed extends z.output<z.ZodObject<typeof formShape>>>(
  typed: Typed,
  context: z.RefinementCtx,
) {
  const { questions, byRow, errors } = readQuestionRows(typed);
  const cohort = byRow.get(typed.cohortQuestion);
  const cohortFault = typed.cohortQuestion !== '' && cohort?.kind !== 'choice';
  const frame = { cohorts: cohort?.options, cities: typed.cities };
  const { quotas, errors: quotaErrors } = readQuotaRows(typed, frame);
  const faults = {
    ...errors,
    ...quotaErrors,
    ...(cohortFault ? { cohortQuestion: { code: 'rounds.cohort_not_choice' } } : {}),
  };
  for (const [name, { code }] of Object.entries(faults))
    context.addIssue({ code: 'custom', message: code, path: [name] });
  const rest = Object.fromEntries(Object.entries(typed).filter(([name]) => !isFlat(name)));
  return {
    ...(rest as Omit<Typed, FlatField>),
    questions,
    quotas,
    ...pick(typed, 'spillsOver', 'waitlistPlaces'),
    cohortQuestion: cohort?.key ?? null,
    eligibility: pick(typed, 'cities', 'minAccountDays', 'needsGoodStanding', 'refusesHolders'),
    scoring: pick(typed, 'perRound', 'perTenReports', 'goodStanding', 'maxWeight'),
  };
}

const isFlat = (name: string): boolean => name in rowShape || name in quotaShape || name in terms;

const pick = <Whole extends object, Key extends keyof Whole>(whole: Whole, ...keys: Key[]) =>
  Object.fromEntries(keys.map((key) => [key, whole[key]])) as Pick<Whole, Key>;

export const listRounds = z.strictObject({ after: field.cursor });
export const nameRound = z.strictObject({ slug: field.slug });

export const addRound = z
  .strictObject({ program: field.slug, slug: newSlug, opensAt: realTime, ...formShape })
  .transform(readForm);
export type NewRound = z.output<typeof addRound>;

/** Opening time, rows and terms are absent once they can't be changed any more. */
export const editRound = z
  .strictObject({
    slug: field.slug,
    revision: field.wholeNumber(0, 999_999_999),
    opensAt: realTime.optional(),
    ...formShape,
  })
  .transform(readForm);
export type RoundEdit = z.output<typeof editRound>;

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
  branch: z.string('required').trim().toLowerCase().regex(BRANCH, 'rounds.bad_branch'),
});
export const listBuilds = z.strictObject({
  code: z.string().regex(MODEL_CODE, 'not_found'),
  after: field.cursor,
});
