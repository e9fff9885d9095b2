import { z } from 'zod';
import { line, slug } from '../../kernel/input.js';

const NAME_MAX = 200;
const VALUE_MAX = 500;
const LINK_MAX = 500;

export const nameRound = z.strictObject({ slug });

export const beacon = z.strictObject({
  slug,
  source: line(NAME_MAX),
  value: line(VALUE_MAX),
  link: line(LINK_MAX).pipe(
    z.url({ protocol: /^https?$/, hostname: z.regexes.domain, error: 'not_a_url' }),
  ),
});
