import { z } from 'zod';
import * as field from '../../kernel/input.js';

export const listMine = z.strictObject({ after: field.cursor });
export const listOf = z.strictObject({
  handle: field.slug,
  after: field.cursor,
});
