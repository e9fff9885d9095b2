import { z } from 'zod';
import * as field from '../../kernel/input.js';

const REMARK_MAX = 120;
const NOTE_MAX = 2_000;
const id = z.string().regex(/^[0-9A-Z]{26}$/, 'not_found');

export const addShift = z.strictObject({
  /** Whose; an engineer's own when absent. */
  person: z.string().max(40).optional(),
  startsAt: field.localTime,
  endsAt: field.localTime,
  remark: field.optionalLine(REMARK_MAX),
});
export const nameShift = z.strictObject({ id });
export const readNote = z.strictObject({
  id,
  /** Which one was read: when it was written, in milliseconds. */
  seen: z
    .string()
    .regex(/^\d{1,15}$/, 'bad_request')
    .transform((ms) => new Date(Number(ms))),
  next: field.nextPath,
});
export const leaveNote = z.strictObject({ id, note: field.paragraph(NOTE_MAX) });
