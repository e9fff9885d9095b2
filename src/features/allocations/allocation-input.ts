import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { DECISIONS } from './review.js';

const REASON_MAX = 300;
const REVIEWED_MAX = 50;

export const showApplication = z.strictObject({ ref: field.ref('A') });
export const offerSeat = z.strictObject({ ref: field.ref('A'), reason: field.line(REASON_MAX) });
export const signOffer = z.strictObject({
  ref: field.ref('A'),
  /** Of the text that was on the page. */
  agreement: z.string('required').regex(/^[0-9a-f]{64}$/, 'bad_request'),
  agree: field.mustTick,
});
export const showConsent = z.strictObject({
  ref: field.ref('A'),
  n: z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .transform(Number),
});
export const listApplications = z.strictObject({ slug: field.slug, after: field.cursor });

const reviewed = {
  slug: field.slug,
  refs: field.several(field.ref('A'), REVIEWED_MAX),
  decision: field.choice(DECISIONS),
};
export const previewReview = z.strictObject({ ...reviewed, done: z.literal('yes').optional() });
export const confirmReview = z
  .strictObject({ ...reviewed, reason: field.optionalLine(REASON_MAX) })
  .superRefine(({ decision, reason }, context) => {
    if (decision === 'offer' && reason === '')
      context.addIssue({ code: 'custom', message: 'required', path: ['reason'] });
  });
