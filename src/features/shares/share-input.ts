import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { isLanding } from './tracked-link.js';

/** The texts that apps hand over hold more than the address. */
const PASTED_MAX = 2_000;

export const showShares = z.strictObject({ after: field.cursor });
export const showReach = z.strictObject({ slug: field.slug, after: field.cursor });
export const registerPost = z.strictObject({ round: field.slug, url: field.line(PASTED_MAX) });
export const makeLink = z.strictObject({
  round: field.slug,
  landing: z.string('required').refine(isLanding, 'not_a_choice'),
});
