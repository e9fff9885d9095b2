import { z } from 'zod';
import { line, ref } from '../../kernel/input.js';

const code = z.string().regex(/^[0-9A-Za-z]{4}$/, 'not_found');

export const showChallenge = z.strictObject({ code });
/** `typed` is what the holder read off the page; the photo travels beside it. */
export const answerChallenge = z.strictObject({ code, typed: line(12) });
export const decideChallenge = z.strictObject({ code });
export const rejectPhoto = z.strictObject({ code, note: line(200) });
export const nameUnit = z.strictObject({ ref: ref('U') });
