export const CREDIT_RULES = [
  'first_report',
  'first_log',
  'first_steps',
  'new_hardware',
  'confirmation',
  'retest',
  'triage_help',
  'late_answer',
] as const;
export type CreditRule = (typeof CREDIT_RULES)[number];

/** What a piece of information is worth, and how much of its kind counts in a day and a week. */
export interface Worth {
  readonly points: number;
  readonly perDay: number;
  readonly perWeek: number;
}

/**
 * Points are for information that nobody had, never for volume: whoever repeats a kind of it on one
 * defect gets half each time, and a day and a week count no more than this.
 */
export const WORTH: Readonly<Record<CreditRule, Worth>> = {
  first_report: { points: 16, perDay: 48, perWeek: 128 },
  first_log: { points: 12, perDay: 36, perWeek: 96 },
  first_steps: { points: 8, perDay: 24, perWeek: 64 },
  new_hardware: { points: 6, perDay: 18, perWeek: 48 },
  confirmation: { points: 4, perDay: 12, perWeek: 32 },
  retest: { points: 6, perDay: 24, perWeek: 60 },
  triage_help: { points: 4, perDay: 12, perWeek: 32 },
  late_answer: { points: 2, perDay: 4, perWeek: 10 },
};

/** The points of the n-th time, counted from 0, that one person does this for one defect. */
export const pointsOf = (rule: CreditRule, repeat: number): number =>
  Math.floor(WORTH[rule].points / 2 ** repeat);
