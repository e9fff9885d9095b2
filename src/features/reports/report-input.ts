import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { REPORT_KINDS, TEXT_MAX } from './report.js';

const MESSAGE_MAX = 5_000;
const BUILD_MAX = 60;
const MOMENT_MAX = 80;

const ref = field.ref('R');
/** More than a report may hold, so that the rule and not the form says what is too much. */
const staged = field.several(z.string().regex(/^[0-9A-Z]{26}$/, 'bad_request'), 100);
const n = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, 'not_found')
  .transform(Number);

export const listReports = z.strictObject({ after: field.cursor });
const answer = field.slug;
export const showReport = z.strictObject({
  ref,
  /** A canned answer to begin with, and its language. */
  answer: answer.optional().catch(undefined),
  words: z.string().max(10).optional().catch(undefined),
});
export const nameAnswer = z.strictObject({ ref, answer });
export const giveReason = z.strictObject({ ref, reason: field.line(300, 5) });
export const showForm = z.strictObject({ unit: z.string().max(20).optional() });

/** The browser's key of one file: 32 hex digits or a UUID. */
export const stageFile = z.strictObject({
  clientKey: z.string('bad_request').regex(/^[\w-]{16,64}$/, 'bad_request'),
});

export const submitReport = z
  .strictObject({
    clientKey: field.clientKey,
    unit: z.string('required').regex(/^U-\d{1,12}$/, 'required'),
    kind: field.choice(REPORT_KINDS),
    text: field.paragraph(TEXT_MAX),
    build: field.optionalLine(BUILD_MAX),
    happened: field.choice(['now', 'today', 'earlier']).default('now'),
    moment: field.optionalLine(MOMENT_MAX),
    isPrivate: field.checkbox,
    staged,
  })
  .transform(({ happened, moment, unit, ...rest }) => ({
    ...rest,
    unitRef: unit,
    happenedAt: happened === 'earlier' && moment ? moment : happened,
  }));

export const sendMessage = z.strictObject({
  ref,
  clientKey: field.clientKey.optional(),
  text: field.paragraph(MESSAGE_MAX),
  internal: field.checkbox,
  action: field.choice(['reply', 'ask', 'answer', 'decline']).default('reply'),
  /** What the page showed: see `edition.ts`. */
  basedOn: z.string().max(40).optional(),
});

export const addFiles = z.strictObject({
  ref,
  clientKey: field.clientKey,
  text: field.optionalParagraph(MESSAGE_MAX),
  staged,
});

export const changeStatus = z.strictObject({ ref, action: field.choice(['triage', 'park']) });
export const nameReport = z.strictObject({ ref });
/** `from`: who had the report on the page of the form; empty for nobody. */
export const takeReport = z.strictObject({ ref, from: z.string().max(40).optional() });
export const nameFile = z.strictObject({ ref, n });
export const overrideFile = z.strictObject({ ref, n, reason: field.line(300, 5) });
