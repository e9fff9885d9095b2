import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { PERIOD } from './period.js';
import { TERM_BOUNDS, type RuleTerms } from './rule.js';
import { QUEUE_VIEWS } from './queue.js';

const period = z.string('required').regex(PERIOD, 'not_a_choice');
const handle = z.string().max(30);
const reason = field.paragraph(2000, 10);

const term = (name: keyof RuleTerms) => {
  const [min, max] = TERM_BOUNDS[name];
  return z
    .string('required')
    .trim()
    .regex(/^\d{1,9}$/, 'not_a_number')
    .transform(Number)
    .superRefine((value, context) => {
      if (value < min) context.addIssue({ code: 'custom', message: 'too_small', params: { min } });
      if (value > max) context.addIssue({ code: 'custom', message: 'too_big', params: { max } });
    });
};

export const heartbeat = z.strictObject({ build: field.optionalLine(60) });
export const pause = z.strictObject({ period, weeks: field.wholeNumber(1, 8) });
export const resume = z.strictObject({ period });
export const appeal = z.strictObject({ text: field.paragraph(4000, 10) });

export const listQueue = z.strictObject({
  view: z.enum(QUEUE_VIEWS).catch('proposed').default('proposed'),
  after: field.cursor,
});
export const showPerson = z.strictObject({ handle });
export const decide = z.strictObject({
  handle,
  outcome: field.choice(['remove', 'keep']),
  reason,
});
export const decideAppeal = z.strictObject({
  handle,
  outcome: field.choice(['upheld', 'dismissed']),
  reason,
});
export const changeRules = z.strictObject({
  version: field.wholeNumber(1, 1_000_000),
  graceWeeks: term('graceWeeks'),
  cureHours: term('cureHours'),
  holdDays: term('holdDays'),
  pauseWeeks: term('pauseWeeks'),
  appealDays: term('appealDays'),
  reasonEn: field.line(300, 10),
  reasonZh: field.line(300, 4),
});
