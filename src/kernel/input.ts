import { z } from 'zod';
import { cleanLine, cleanText } from './text.js';

/**
 * The vocabulary of every form. Lengths are code points after cleaning; messages are the codes of
 * `errors.ts`, so that one place turns them into the reader's language.
 */
const measured = (min: number, max: number) =>
  z.string().superRefine((text, context) => {
    const length = Array.from(text).length;
    if (length === 0 && min > 0) context.addIssue({ code: 'custom', message: 'required' });
    else if (length < min)
      context.addIssue({ code: 'custom', message: 'too_short', params: { min } });
    else if (length > max)
      context.addIssue({ code: 'custom', message: 'too_long', params: { max } });
  });

/** Required text of one line. */
export const line = (max: number, min = 1) =>
  z.string('required').transform(cleanLine).pipe(measured(min, max));

/** Required text of several lines. */
export const paragraph = (max: number, min = 1) =>
  z.string('required').transform(cleanText).pipe(measured(min, max));

/** Text that may be left empty; an absent field is the empty text. */
export const optionalLine = (max: number) =>
  z.string().default('').transform(cleanLine).pipe(measured(0, max));
export const optionalParagraph = (max: number) =>
  z.string().default('').transform(cleanText).pipe(measured(0, max));

export const choice = <const Options extends readonly [string, ...string[]]>(options: Options) =>
  z.enum(options, 'not_a_choice');

/** A checkbox: absent or anything else than `yes` is false. */
export const checkbox = z
  .string()
  .optional()
  .transform((value) => value === 'yes');

/** A box that must be ticked. */
export const mustTick = z.literal('yes', 'required');

/** Several values under one name: browsers send one as text, more as a list. */
export const several = <Item extends z.ZodType<string, string>>(item: Item, max: number) =>
  z
    .union([z.string().transform((one) => [one]), z.array(z.string())])
    .optional()
    .transform((value) => value ?? [])
    .pipe(z.array(item).max(max, 'too_many'));

export const wholeNumber = (min: number, max: number) =>
  z
    .string('required')
    .trim()
    .regex(/^\d{1,9}$/, 'not_a_number')
    .transform(Number)
    .pipe(z.number().min(min, 'not_a_number').max(max, 'not_a_number'));

/** The value of `<input type="datetime-local">`, still without a zone: `2026-11-22T17:00`. */
export const localTime = z
  .string('required')
  .trim()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, 'not_a_date');

export const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/, 'not_a_slug');
export const ref = (letter: string) =>
  z.string().regex(new RegExp(`^${letter}-\\d{1,12}$`), 'not_found');
export const token = z.string().regex(/^[\w-]{43}$/, 'not_found');
export const cursor = z.string().max(200).optional();

/** A random key of the client that makes a retried form the same form. */
export const clientKey = z.uuid('bad_request');

/** Where to go afterwards: a path of this site, never another one. */
export const nextPath = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[^\s\\]*$/)
  .optional()
  .catch(undefined);

export const email = z
  .string('required')
  .transform((typed) => cleanLine(typed).toLowerCase())
  .pipe(measured(1, 254))
  .pipe(z.email('not_an_email'));
