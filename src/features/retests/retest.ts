import type { Bilingual } from '../../kernel/people.js';
import type { Defect } from '../defects/index.js';

export const RESULTS = ['fixed', 'still_broken', 'cannot_test'] as const;
export type Result = (typeof RESULTS)[number];

/** Why this unit is asked: it reported the defect, confirmed it, or is of the same kind. */
export type Asked = 'reporter' | 'confirmer' | 'matching';

/** Asks one unit to try one fix again. */
export interface Retest {
  readonly id: string;
  /** The defect and the build with its fix, as `fixKey` of releases writes them. */
  readonly fix: string;
  readonly defectId: string;
  readonly defectRef: string;
  readonly fixBuild: string;
  readonly modelCode: string;
  readonly releaseId: string;
  /** The line of the changelog: everybody may read it. */
  readonly text: Bilingual;
  readonly unitId: string;
  readonly unitRef: string;
  readonly asked: Asked;
  /** Who held the unit when it was asked; whoever holds it now answers. */
  readonly personId: string;
  /** The last one counts; the others are its history. */
  readonly answers: readonly Answer[];
  /** It waits for an answer about the fix as it is claimed now. */
  readonly isOpen: boolean;
  /** It has an answer that the defect has not been judged by. */
  readonly isDue: boolean;
  readonly createdAt: Date;
}

export interface Answer {
  readonly result: Result;
  readonly personId: string;
  /** What the unit ran; null where it could not be tried. */
  readonly build: string | null;
  readonly reason: string;
  /** A report about it, written since the unit was asked. */
  readonly reportRef: string | null;
  readonly at: Date;
}

/** How many units were asked about one fix and what they said. */
export interface Tally {
  readonly asked: number;
  readonly fixed: number;
  readonly stillBroken: number;
  readonly cannotTest: number;
  /** A later log showed it again. */
  readonly isInLogs: boolean;
}

/** One fix of a published release, as long as answers are awaited and after. */
export interface Trial extends Tally {
  /** As `Retest.fix`. */
  readonly id: string;
  readonly defectId: string;
  readonly fixBuild: string;
  readonly releaseId: string;
  /** Units that had reported the defect, also those that nobody could ask any more. */
  readonly reporters: number;
  /** The defect still claims this fix. */
  readonly isCurrent: boolean;
  readonly createdAt: Date;
}

/** Nobody is asked any longer after this. */
export const OPEN_DAYS = 28;

/** The last one; with `since`, only if it was given later. */
export function answerOf({ answers }: Pick<Retest, 'answers'>, since?: Date): Answer | undefined {
  const last = answers.at(-1);
  return last && since && last.at <= since ? undefined : last;
}

/**
 * When the defect came back last, the beginning of time if it never did: a fix that is claimed after
 * that is judged by later answers only, also where the same build is said to have it again.
 */
export const cameBackAt = ({ history }: Pick<Defect, 'history'>): Date =>
  history.findLast(({ action }) => action === 'reopen' || action === 'contradict')?.at ??
  new Date(0);

/** Whether both say the same; a form that was sent twice is one answer. */
export const isSameAnswer = (one: Answer | undefined, other: Answer): boolean =>
  one !== undefined &&
  one.result === other.result &&
  one.personId === other.personId &&
  one.build === other.build &&
  one.reason === other.reason &&
  one.reportRef === other.reportRef;

/** Whether a unit with the build has the fix; a build that is not among the model's has not. */
export const runsFix = (builds: readonly string[], build: string, fixBuild: string): boolean => {
  const from = builds.indexOf(fixBuild);
  return from >= 0 && builds.indexOf(build) >= from;
};

/** Counts the last answer of each unit. */
export function tallyOf(cards: readonly Pick<Retest, 'answers'>[], isInLogs: boolean): Tally {
  const results = cards.flatMap((card) => answerOf(card)?.result ?? []);
  const count = (result: Result) => results.filter((one) => one === result).length;
  return {
    asked: cards.length,
    fixed: count('fixed'),
    stillBroken: count('still_broken'),
    cannotTest: count('cannot_test'),
    isInLogs,
  };
}
