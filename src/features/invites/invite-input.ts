import { z } from 'zod';
import { cursor, line, localTime, optionalLine, slug, wholeNumber } from '../../kernel/input.js';
import { BATCH_MAX_CODES, CODE_MAX_USES } from './invite.js';

/** A day that the calendar has. */
const realTime = localTime.refine((text) => {
  const at = Date.parse(`${text}Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}, 'not_a_date');

const TYPED_MAX = 40;

export const listBatches = z.strictObject({ slug, after: cursor });
/** The code rides in the address, so that the way round by the application does not lose it. */
export const openCode = z.strictObject({ slug, code: z.string().max(200).optional() });
export const redeem = z.strictObject({ slug, code: line(TYPED_MAX) });
export const issue = z.strictObject({
  slug,
  count: wholeNumber(1, BATCH_MAX_CODES),
  uses: wholeNumber(1, CODE_MAX_USES),
  expiresAt: realTime,
  note: optionalLine(100),
});
export const nameBatch = z.strictObject({
  slug,
  id: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'not_found'),
});
