import type { Facts } from '../../kernel/errors.js';
import type { Answers, ApplicantHistory, Question, Round } from '../rounds/index.js';

/** What one thing adds to a score; kept with the row and shown to the applicant. */
export interface ScorePart {
  readonly key: 'answer' | 'rounds' | 'reports' | 'standing';
  readonly points: number;
  /** Of an answer the question in both languages (`en`, `zh`); else what was counted (`count`). */
  readonly facts: Facts;
}

const REPORTS_PER_STEP = 10;

type Scored = Pick<Round, 'questions' | 'scoring'>;

/** Every part that this round scores, those that brought nothing included. */
export const scoreParts = (
  round: Scored,
  answers: Answers,
  history: Pick<ApplicantHistory, 'roundsFinished' | 'reportsKept' | 'standing'>,
): readonly ScorePart[] => [
  ...round.questions.filter(isScored).map((question) => answerPart(question, answers)),
  ...counted('rounds', round.scoring.perRound, history.roundsFinished, history.roundsFinished),
  ...counted(
    'reports',
    round.scoring.perTenReports,
    Math.floor(history.reportsKept / REPORTS_PER_STEP),
    history.reportsKept,
  ),
  ...counted('standing', round.scoring.goodStanding, history.standing === 'good' ? 1 : 0, 1),
];

/** Whole points; a score below nothing is possible. */
export const scoreOf = (parts: readonly Pick<ScorePart, 'points'>[]): number =>
  parts.reduce((sum, { points }) => sum + points, 0);

/** Lots in the draw: 1 + score, at most the round's limit; 0 never wins. */
export const weightOf = (score: number, { maxWeight }: Pick<Round['scoring'], 'maxWeight'>) =>
  Math.max(0, Math.min(1 + score, Math.trunc(maxWeight)));

const isScored = ({ options }: Question): boolean =>
  options?.some(({ points }) => points !== undefined && points !== 0) ?? false;

function answerPart({ key, label, options }: Question, answers: Answers): ScorePart {
  const chosen = Object.hasOwn(answers, key)
    ? options?.find(({ value }) => value === answers[key])
    : undefined;
  const facts = { en: label.en, zh: label['zh-CN'] };
  return { key: 'answer', points: Math.trunc(chosen?.points ?? 0), facts };
}

const counted = (
  key: ScorePart['key'],
  worth: number,
  times: number,
  count: number,
): readonly ScorePart[] =>
  worth === 0 ? [] : [{ key, points: Math.trunc(worth) * times, facts: { count } }];
