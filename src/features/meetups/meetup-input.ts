import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { normaliseCode } from '../../kernel/ids.js';
import { isTimeZone } from '../../kernel/time-zone.js';
import { CAPACITY_MAX } from './meetup.js';

const REASON_MAX = 500;

const particulars = {
  title: field.line(80, 4),
  about: field.optionalParagraph(2000),
  city: field.line(60),
  venue: field.line(200),
  startsAt: field.localTime,
  endsAt: field.localTime,
  zone: z.string('required').refine(isTimeZone, 'not_a_choice'),
  capacity: field.wholeNumber(2, CAPACITY_MAX),
};
/** The second language, on the programme's own form only. */
const translated = {
  title_zh: field.optionalLine(80),
  about_zh: field.optionalParagraph(2000),
};

const one = { ref: field.ref('M') };
const reason = { reason: field.paragraph(REASON_MAX, 4) };

export const listMeetups = z.strictObject({
  when: field.choice(['past']).optional().catch(undefined),
  after: field.cursor,
});
export const newMeetup = z.strictObject({ city: field.optionalLine(60) });
export const createMeetup = z.strictObject({ ...particulars, ...translated });
export const showMeetup = z.strictObject(one);
export const editMeetup = z.strictObject({
  ...one,
  ...particulars,
  ...translated,
  revision: field.wholeNumber(0, 999_999_999),
});
export const declineMeetup = z.strictObject({ ...one, ...reason });

/** As read from a QR code, or typed. */
const code = z
  .string('required')
  .max(40, 'meetups.unknown_code')
  .transform(normaliseCode)
  .pipe(z.string().regex(/^[0-9A-Z]{1,20}$/, 'meetups.unknown_code'));
export const showCode = z.strictObject({
  ...one,
  code: z.string().max(40).transform(normaliseCode),
});
export const confirmAttendance = z.strictObject({ ...one, code });
export const showDoor = z.strictObject({ ...one, q: field.optionalLine(60) });

export type MeetupForm = z.output<typeof createMeetup>;
