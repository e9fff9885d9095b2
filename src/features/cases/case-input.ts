import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { CASE_KINDS, OUTCOMES } from './case.js';

const REASON_MAX = 2000;
const one = { ref: field.ref('C') };
const reason = field.paragraph(REASON_MAX, 10);

const isDay = (text: string): boolean => {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
};

/** The value of `<input type="date">`; empty is no day. */
const day = z
  .string()
  .default('')
  .refine((text) => text === '' || isDay(text), 'not_a_date')
  .transform((text) => text || null);

const terms = {
  outcome: field
    .choice(OUTCOMES)
    .nullish()
    .transform((value) => value ?? null),
  returnBy: day,
};

export const newCase = z.strictObject({
  unit: field.ref('U'),
  kind: field.choice(CASE_KINDS).optional().catch(undefined),
});
export const openCase = z.strictObject({
  unit: field.ref('U'),
  kind: field.choice(CASE_KINDS),
  reason,
});
export const showCase = z.strictObject(one);
export const decideCase = z.strictObject({
  ...one,
  verdict: field.choice(['approve', 'refuse']),
  reason,
  ...terms,
});
export const appealCase = z.strictObject({ ...one, text: reason });
export const decideAppeal = z.strictObject({
  ...one,
  verdict: field.choice(['uphold', 'overturn']),
  reason,
  ...terms,
});
export const listMine = z.strictObject({ after: field.cursor });
export const listCases = z.strictObject({
  group: field.choice(['waiting', 'due', 'all']).optional().catch(undefined),
  after: field.cursor,
});
