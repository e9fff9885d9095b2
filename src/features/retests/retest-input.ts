import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { RESULTS } from './retest.js';

const id = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'not_found');

export const listRetests = z.strictObject({ after: field.cursor });
export const listOfDefect = z.strictObject({ ref: field.ref('D'), after: field.cursor });
export const showRetest = z.strictObject({ id });
export const answer = z.strictObject({
  id,
  result: field.choice(RESULTS),
  build: field.optionalLine(60),
  reason: field.optionalParagraph(1000),
  report: z.union([z.literal(''), field.ref('R')], 'not_a_choice').default(''),
});
