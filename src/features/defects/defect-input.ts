import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { DECLINES, SEVERITIES } from './defect.js';

export const TITLE_MAX = 120;
export const NOTE_MAX = 4000;

const modelCode = field.line(40);
const words = {
  title: field.line(TITLE_MAX),
  note: field.optionalParagraph(NOTE_MAX),
  severity: field.choice(SEVERITIES),
};
const ref = field.ref('D');

export const listDefects = z.strictObject({
  view: field.choice(['open', 'resolved']).default('open').catch('open'),
  after: field.cursor,
});
export const showDefect = z.strictObject({ ref, after: field.cursor });
export const openDefect = z.strictObject({ modelCode, ...words });
export const step = z.strictObject({ ref });
export const resolve = z.strictObject({ ref, fixBuild: field.line(60) });
export const decline = z.strictObject({
  ref,
  resolution: field.choice(DECLINES),
  reason: field.paragraph(1000),
});
export const reopen = z.strictObject({ ref, reason: field.paragraph(1000) });

export const showReport = z.strictObject({ ref: field.ref('R') });
/** Either the reference of a known defect, or the words of a new one. */
export const link = z
  .strictObject({
    ref: field.ref('R'),
    defect: z
      .string()
      .default('')
      .transform((typed) => typed.trim().toUpperCase())
      .pipe(z.union([z.literal(''), field.ref('D')], 'defects.no_such_defect')),
    title: field.optionalLine(TITLE_MAX),
    note: field.optionalParagraph(NOTE_MAX),
    severity: field.choice(SEVERITIES).default('major'),
  })
  .superRefine(({ defect, title }, context) => {
    if (defect === '' && title === '')
      context.addIssue({ code: 'custom', path: ['defect'], message: 'defects.choose_or_write' });
  });
