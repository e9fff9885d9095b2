import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { LANGUAGES } from '../../kernel/people.js';
import { isTimeZone } from '../../kernel/time-zone.js';
import { HANDLE, PASSWORD_MAX, PASSWORD_MIN } from './person.js';

const handle = z
  .string('required')
  .transform((typed) => typed.trim().toLowerCase())
  .pipe(z.string().regex(HANDLE, 'accounts.bad_handle'));

/** Taken as typed: no trimming, no rule about kinds of characters. */
const newPassword = z.string('required').superRefine((password, context) => {
  const length = Array.from(password).length;
  if (length < PASSWORD_MIN)
    context.addIssue({ code: 'custom', message: 'too_short', params: { min: PASSWORD_MIN } });
  if (length > PASSWORD_MAX)
    context.addIssue({ code: 'custom', message: 'too_long', params: { max: PASSWORD_MAX } });
});

const zone = z
  .string()
  .max(60)
  .optional()
  .transform((name) => (name && isTimeZone(name) ? name : undefined));

const language = z.enum(LANGUAGES);
const identity = { handle, name: field.line(60), password: newPassword };

export const signUp = z.strictObject({
  email: field.email,
  ...identity,
  zone,
  next: field.nextPath,
});
export const signIn = z.strictObject({
  email: z.string().max(400).default(''),
  password: z.string().max(1000).default(''),
  next: field.nextPath,
});
export const showSignIn = z.strictObject({ next: field.nextPath });
export const openLink = z.strictObject({ token: field.token });
export const setUp = z.strictObject({ token: field.token, email: field.email, ...identity, zone });
export const join = z.strictObject({ token: field.token, ...identity, zone });
export const reset = z.strictObject({ token: field.token, password: newPassword });
export const forgot = z.strictObject({ email: field.email });
export const preferences = z.strictObject({
  language: language.optional(),
  theme: z.enum(['light', 'dark', 'auto']).optional(),
  next: field.nextPath,
});
export const settings = z.strictObject({
  name: field.line(60),
  language,
  zone: z.string('required').refine(isTimeZone, 'accounts.bad_zone'),
  shortcuts: field.choice(['on', 'off']).optional(),
});
export const invite = z.strictObject({
  email: field.email,
  roles: field
    .several(z.enum(['qa', 'admin'], 'not_a_choice'), 2)
    .refine((roles) => roles.length > 0, 'accounts.no_role'),
});
export const listPeople = z.strictObject({ after: field.cursor });
export const namePerson = z.strictObject({ handle });
