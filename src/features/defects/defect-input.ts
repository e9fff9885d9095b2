import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { DECLINES, DEFECT_KINDS, DEFECT_STATUSES, SEVERITIES } from './defect.js';
import { HELP_KINDS } from './triage.js';

export const TITLE_MAX = 120;
export const NOTE_MAX = 4000;
const REASON_MAX = 1000;

const modelCode = field.line(40);
const words = {
  title: field.line(TITLE_MAX),
  note: field.optionalParagraph(NOTE_MAX),
  severity: field.choice(SEVERITIES),
};
const ref = field.ref('D');
/** As people type it; empty where none is named. */
const typedRef = z
  .string()
  .transform((typed) => typed.trim().toUpperCase())
  .pipe(z.union([z.literal(''), ref], 'defects.no_such_defect'));
const requiredRef = z
  .string('required')
  .transform((typed) => typed.trim().toUpperCase())
  .pipe(z.union([ref], 'defects.no_such_defect'));
const reason = field.paragraph(REASON_MAX);
const build = field.line(60);
const id = z.string().max(40);

/** No filter is refused: what is not a choice narrows nothing. */
const filter = <const Options extends readonly [string, ...string[]]>(options: Options) =>
  field.choice(options).optional().catch(undefined);
const name = (max: number) =>
  field
    .optionalLine(max)
    .transform((typed) => typed || undefined)
    .catch(undefined);

export const listDefects = z.strictObject({
  view: field.choice(['open', 'resolved']).default('open').catch('open'),
  order: field.choice(['change', 'impact']).default('change').catch('change'),
  model: name(40),
  build: name(60),
  kind: filter(DEFECT_KINDS),
  severity: filter(SEVERITIES),
  status: filter(DEFECT_STATUSES),
  after: field.cursor,
});
export const showDefect = z.strictObject({ ref, after: field.cursor });
export const openDefect = z.strictObject({
  modelCode,
  kind: field.choice(DEFECT_KINDS).default('problem'),
  ...words,
});
export const step = z.strictObject({ ref });
export const resolve = z.strictObject({ ref, fixBuild: build });
export const decline = z.strictObject({ ref, resolution: field.choice(DECLINES), reason });
export const reopen = z.strictObject({ ref, reason });

export const merge = z.strictObject({ ref, other: requiredRef, reason });
export const unmerge = reopen;
export const judgeSeverity = z.strictObject({ ref, severity: field.choice(SEVERITIES), reason });

export const confirm = z.strictObject({
  ref,
  unit: field.line(20),
  build,
  note: field.optionalParagraph(REASON_MAX),
});
export const withdraw = z.strictObject({ ref, unit: field.line(20) });

export const hide = z.strictObject({
  ref,
  title_en: field.optionalLine(TITLE_MAX),
  title_zh: field.optionalLine(TITLE_MAX),
  note_en: field.optionalParagraph(NOTE_MAX),
  note_zh: field.optionalParagraph(NOTE_MAX),
  until: z.union([z.literal(''), z.iso.date('not_a_date')], 'not_a_date').default(''),
  reason,
});

export const suggest = z.strictObject({
  ref,
  kind: field.choice(HELP_KINDS),
  other: typedRef.default(''),
  text: field.paragraph(NOTE_MAX),
});
export const decideHelp = z.strictObject({
  ref,
  id,
  decision: field.choice(['accept', 'refuse']),
  text: field.paragraph(NOTE_MAX),
});

export const showReport = z.strictObject({ ref: field.ref('R') });
export const dispute = z.strictObject({ ref: field.ref('R'), reason });
export const listDisputes = z.strictObject({
  view: field.choice(['open', 'decided']).default('open').catch('open'),
  after: field.cursor,
});
export const decideDispute = z.strictObject({
  id,
  decision: field.choice(['uphold', 'reject']),
  answer: reason,
});

export const showGroup = z.strictObject({ ref: field.ref('G') });
export const tie = z.strictObject({ ref: field.ref('G'), defect: requiredRef });

/** Either the reference of a known defect, or the words of a new one. */
export const link = z
  .strictObject({
    ref: field.ref('R'),
    defect: typedRef.default(''),
    title: field.optionalLine(TITLE_MAX),
    note: field.optionalParagraph(NOTE_MAX),
    severity: field.choice(SEVERITIES).default('major'),
  })
  .superRefine(({ defect, title }, context) => {
    if (defect === '' && title === '')
      context.addIssue({ code: 'custom', path: ['defect'], message: 'defects.choose_or_write' });
  });
