import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { FEELS, WORDS_MAX } from './experience.js';
import { REACTIONS } from './reaction.js';

const LINES_MAX = 500;

const one = { version: z.string().max(100) };
const lines = field.several(field.ref('D'), LINES_MAX);

export const show = z.strictObject(one);
export const showExperience = z.strictObject({ ...one, after: field.cursor });
export const vote = z.strictObject({
  ...one,
  /** The handle; the id of one who has none any more, to take a vote back. */
  engineer: z.string().regex(/^[\w-]{1,60}$/, 'not_a_choice'),
  step: field.choice(['give', 'take']),
});
export const react = z.strictObject({
  ...one,
  line: field.ref('D'),
  reaction: field.choice([...REACTIONS, 'none']),
});
export const tell = z.strictObject({
  ...one,
  liked: lines,
  annoyed: lines,
  annoyedText: field.optionalParagraph(WORDS_MAX),
  feel: field.choice(FEELS).transform(Number),
  next: field.optionalParagraph(WORDS_MAX),
});
