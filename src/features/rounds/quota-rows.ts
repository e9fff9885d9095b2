import type { FieldErrors } from '../../kernel/errors.js';
import { sameCity } from './city.js';
import { ROUND_MODES, type Quota } from './round.js';
import type { QuestionOption } from './screening.js';

/** The rows of the admin's form, as those of the questions. */
export const QUOTA_ROWS = [1, 2, 3, 4, 5, 6, 7, 8] as const;
export const QUOTA_PARTS = ['Key', 'Seats', 'Mode', 'City', 'Cohort', 'Revision'] as const;
type QuotaPart = (typeof QUOTA_PARTS)[number];
type QuotaRow = (typeof QUOTA_ROWS)[number];
export type QuotaField = `quota${QuotaRow}${QuotaPart}`;

/** `quota1Seats`: the field name of one part of one row. */
export const quotaField = (row: QuotaRow, part: QuotaPart): QuotaField => `quota${row}${part}`;

/** A quota and the row it was typed in, where a later check puts its message. */
export interface TypedQuota {
  readonly row: QuotaRow;
  readonly quota: Quota;
}

export const SEATS_MAX = 10_000;
const KEY = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

/** What the quotas may refer to. */
export interface QuotaFrame {
  /** The options of the cohort question; undefined without one. */
  readonly cohorts: readonly QuestionOption[] | undefined;
  /** The cities of the eligibility; empty for any. */
  readonly cities: readonly string[];
}

type Part = (name: QuotaPart) => string;
type Fault = (part: QuotaPart, code: string) => void;

/**
 * Reads the rows into quotas in the order typed; a row without anything but a mode is empty.
 * `typed` holds cleaned texts by field name. A quota that nobody could fill is an error.
 */
export function readQuotaRows(
  typed: Readonly<Partial<Record<QuotaField, string>>>,
  frame: QuotaFrame,
): { readonly quotas: readonly TypedQuota[]; readonly errors: FieldErrors } {
  const errors: Record<string, FieldErrors[string]> = {};
  const partsOf =
    (row: QuotaRow): Part =>
    (name) =>
      typed[quotaField(row, name)] ?? '';
  const used = QUOTA_ROWS.filter((row) =>
    QUOTA_PARTS.some((name) => name !== 'Mode' && partsOf(row)(name) !== ''),
  );
  const quotas = used.map((row) => {
    const fault: Fault = (name, code) => {
      errors[quotaField(row, name)] = { code };
    };
    const unnamed = used.length === 1 ? 'all' : `part-${row}`;
    return { row, quota: readQuota(partsOf(row), fault, unnamed, frame) };
  });
  for (const [index, { row, quota }] of quotas.entries())
    if (quotas.findIndex((other) => other.quota.key === quota.key) < index)
      errors[quotaField(row, 'Key')] = { code: 'rounds.quota_key_taken' };
  return { quotas, errors };
}

function readQuota(part: Part, fault: Fault, unnamed: string, frame: QuotaFrame): Quota {
  const key = part('Key').toLowerCase() || unnamed;
  if (!KEY.test(key)) fault('Key', 'rounds.bad_quota_key');
  const mode = ROUND_MODES.find((one) => one === part('Mode'));
  if (!mode) fault('Mode', 'not_a_choice');
  return {
    key,
    seats: readSeats(part('Seats'), fault),
    mode: mode ?? 'draw',
    city: readCity(part('City'), fault, frame.cities),
    cohort: readCohort(part('Cohort'), fault, frame.cohorts),
    hardwareRevision: part('Revision').toUpperCase() || null,
  };
}

function readSeats(typed: string, fault: Fault): number {
  const seats = /^\d{1,5}$/.test(typed) ? Number(typed) : 0;
  if (typed === '') fault('Seats', 'required');
  else if (seats < 1 || seats > SEATS_MAX) fault('Seats', 'not_a_number');
  return seats;
}

function readCity(typed: string, fault: Fault, cities: readonly string[]): string | null {
  if (typed === '') return null;
  if (cities.length > 0 && !cities.some((city) => sameCity(city, typed)))
    fault('City', 'rounds.quota_city_outside');
  return typed;
}

/** A cohort is typed as the value of its option or as its words in either language. */
function readCohort(
  typed: string,
  fault: Fault,
  cohorts: readonly QuestionOption[] | undefined,
): string | null {
  if (typed === '') return null;
  const wanted = typed.toLowerCase();
  const option = cohorts?.find(({ value, label }) =>
    [value, label.en.toLowerCase(), label['zh-CN'].toLowerCase()].includes(wanted),
  );
  if (!option) fault('Cohort', cohorts ? 'rounds.unknown_cohort' : 'rounds.no_cohort_question');
  return option?.value ?? typed;
}

/** A stored quota as the values of its row. */
export const toQuotaRow = (quota: Quota | undefined) => ({
  key: quota?.key ?? '',
  seats: quota?.seats ?? '',
  mode: quota?.mode ?? 'draw',
  city: quota?.city ?? '',
  cohort: quota?.cohort ?? '',
  revision: quota?.hardwareRevision ?? '',
});
