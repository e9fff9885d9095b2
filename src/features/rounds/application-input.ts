import { z } from 'zod';
import * as field from '../../kernel/input.js';

const DIGITS_MIN = 5;
const DIGITS_MAX = 18;

/** Written as people write it; what counts are its digits. */
const phone = field.line(40).refine((typed) => {
  const digits = typed.normalize('NFKC').replace(/\D/g, '').length;
  return typed === '' || (digits >= DIGITS_MIN && digits <= DIGITS_MAX);
}, 'rounds.bad_phone');

/** The answers come under names that only the round knows; the service holds them against it. */
export const apply = z
  .strictObject({
    slug: field.slug,
    city: field.line(60),
    phone,
    address: field.paragraph(300, 6),
  })
  .catchall(z.string('bad_request').max(8000, 'too_long'))
  .transform(({ slug, city, phone, address, ...answers }) => ({
    slug,
    city,
    contact: { phone, address },
    answers,
  }));

/** Whether to be told before the round opens. */
export const remind = z.strictObject({ slug: field.slug, wants: field.choice(['yes', 'no']) });

export const listDuplicates = z.strictObject({ slug: field.slug, after: field.cursor });
export const setAside = z.strictObject({
  slug: field.slug,
  ref: field.ref('A'),
  reason: field.paragraph(500, 10),
});
export const takeBack = z.strictObject({ slug: field.slug, ref: field.ref('A') });
