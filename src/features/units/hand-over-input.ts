import { z } from 'zod';
import * as field from '../../kernel/input.js';
import {
  CONDITIONS,
  HAND_OVER_CODE_DIGITS,
  HAND_OVER_KINDS,
  PARTS,
  type Checklist,
  type Part,
} from './hand-over.js';

const key = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{10}$/, 'not_found');
const unitRef = field.ref('U');
const condition = field.choice(CONDITIONS);

/** Spaces are how people group digits. */
const digits = z
  .string('required')
  .transform((typed) => typed.replace(/\s/g, ''))
  .pipe(z.string().regex(new RegExp(`^\\d{${HAND_OVER_CODE_DIGITS}}$`), 'units.bad_digits'));

const look = {
  check_screen: condition,
  check_body: condition,
  check_buttons: condition,
  check_camera: condition,
  check_battery: condition,
  check_accessories: condition,
  note: field.optionalParagraph(500),
};
type CheckFields = { readonly [P in Part as `check_${P}`]: Checklist[P] };

export const checklistOf = (fields: CheckFields): Checklist =>
  Object.fromEntries(PARTS.map((part) => [part, fields[`check_${part}`]])) as Checklist;

export const startHandOver = z.strictObject({ ref: unitRef });
export const openHandOver = z.strictObject({
  ref: unitRef,
  kind: field.choice(HAND_OVER_KINDS),
  ...look,
  wiped: field.checkbox,
});

export const showHandOver = z.strictObject({
  key,
  code: z
    .string()
    .regex(/^\d{1,6}$/)
    .optional()
    .catch(undefined),
});
export const redeemHandOver = z.strictObject({
  key,
  code: digits,
  ...look,
  agree: field.checkbox,
  agreement: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});
export const showHandOverPhoto = z.strictObject({
  key,
  id: z.string().regex(/^[0-9A-Z]{26}$/, 'not_found'),
});
export const cancelHandOver = z.strictObject({ key });
