import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { cleanLine } from '../../kernel/text.js';
import { QUERY_MAX } from './search-query.js';
import { VIEW_NAME_MAX } from './saved-view.js';

/** No search is refused: what is too long is cut. */
const query = z
  .string()
  .catch('')
  .transform((typed) => Array.from(cleanLine(typed)).slice(0, QUERY_MAX).join('').trim());

export const search = z.strictObject({ q: query, after: field.cursor });

export const saveView = z.strictObject({
  q: field.line(QUERY_MAX),
  name: field.line(VIEW_NAME_MAX),
});

export const removeView = z.strictObject({ q: query, name: field.line(VIEW_NAME_MAX) });
