import { z } from 'zod';
import * as field from '../../kernel/input.js';

export const showApplication = z.strictObject({ ref: field.ref('A') });
export const signOffer = z.strictObject({
  ref: field.ref('A'),
  /** Of the text that was on the page. */
  agreement: z.string('required').regex(/^[0-9a-f]{64}$/, 'bad_request'),
  agree: field.mustTick,
});
export const listApplications = z.strictObject({ slug: field.slug, after: field.cursor });
