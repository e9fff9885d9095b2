import { z } from 'zod';
import * as field from '../../kernel/input.js';

const ref = field.ref('G');
const key = z.string().regex(/^v\d{1,3}:[0-9a-f]{40}$/, 'not_a_choice');
const MAX_KEYS = 100;

/** The reference of another group, as it is typed: `g-12`, `G-12` or `12`. */
const otherRef = z
  .string('required')
  .trim()
  .toUpperCase()
  .transform((text) => (/^\d{1,12}$/.test(text) ? `G-${text}` : text))
  .pipe(z.string().regex(/^G-\d{1,12}$/, 'crashes.not_a_group'));

export const showGroup = z.strictObject({ ref, after: field.cursor });
export const listGroups = z.strictObject({ after: field.cursor });
export const withOther = z.strictObject({ ref, other: otherRef });
export const split = z.strictObject({
  ref,
  keys: field.several(key, MAX_KEYS).refine((keys) => keys.length > 0, 'crashes.split_none'),
});
export const step = z.strictObject({ ref });
export const undo = z.strictObject({ ref, step: z.string().regex(/^[0-9A-Z]{26}$/, 'not_found') });
