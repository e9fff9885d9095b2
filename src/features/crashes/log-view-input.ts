import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { LOG_LEVELS } from './log-view.js';

const asked = (max: number) =>
  z
    .string()
    .max(max)
    .optional()
    .catch(undefined)
    .transform((value) => (value === '' ? undefined : value));
/** A place that is none is the usual one: an old link still opens the log. */
const lineNumber = field.wholeNumber(1, 999_999_999).optional().catch(undefined);

/** The numbers of lines are those within the entry. */
export const showLog = z.strictObject({
  ref: field.ref('R'),
  n: field.wholeNumber(1, 999),
  entry: asked(2000),
  from: lineNumber,
  line: lineNumber,
  before: lineNumber,
  level: z.enum(LOG_LEVELS).optional().catch(undefined),
  tag: asked(100),
  q: asked(200),
  find: lineNumber,
  wrap: field.checkbox,
  /** The lines alone, for the script that goes on where a window ends. */
  part: z.literal('lines').optional().catch(undefined),
});

export const nameLog = z.strictObject({ ref: field.ref('R'), n: field.wholeNumber(1, 999) });
