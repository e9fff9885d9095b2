/** How the build feels, from 1 (bad) to 5 (good). */
export const FEELS = ['1', '2', '3', '4', '5'] as const;
export const WORDS_MAX = 2000;
/** A release may bring hundreds of lines; people are asked about the first. */
export const LINES_ASKED = 50;
/** Below that many people a figure would tell what one of them said. */
export const PUBLIC_FROM = 5;

/** What one person says of a build in four answers. */
export interface Experience {
  /** Release and person: there is one for both. */
  readonly id: string;
  readonly releaseId: string;
  readonly personId: string;
  /** Where its words stand in the list for staff: by lot, so that no order tells whose they are. */
  readonly place: string;
  /** References of the defects whose lines were chosen. */
  readonly liked: readonly string[];
  readonly annoyed: readonly string[];
  /** For staff only, and without the name; may be empty. */
  readonly annoyedText: string;
  readonly feel: number;
  /** What should come next: as `annoyedText`. */
  readonly next: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type Answers = Pick<Experience, 'liked' | 'annoyed' | 'annoyedText' | 'feel' | 'next'>;

/** How many of `people` chose a line. */
export interface LineFigure {
  readonly defectRef: string;
  readonly liked: number;
  readonly annoyed: number;
}

export interface ExperienceFigures {
  readonly people: number;
  /** Of all answers together, so that the mean is exact. */
  readonly feelSum: number;
  /** Lines that somebody chose. */
  readonly lines: readonly LineFigure[];
}

export function figuresOf(
  answers: readonly Pick<Experience, 'liked' | 'annoyed' | 'feel'>[],
): ExperienceFigures {
  const lines = new Map<string, LineFigure>();
  const add = (defectRef: string, field: 'liked' | 'annoyed') => {
    const line = lines.get(defectRef) ?? { defectRef, liked: 0, annoyed: 0 };
    lines.set(defectRef, { ...line, [field]: line[field] + 1 });
  };
  let feelSum = 0;
  for (const { liked, annoyed, feel } of answers) {
    feelSum += feel;
    for (const ref of new Set(liked)) add(ref, 'liked');
    for (const ref of new Set(annoyed)) add(ref, 'annoyed');
  }
  return { people: answers.length, feelSum, lines: [...lines.values()] };
}

/** To one decimal; undefined where nobody answered. */
export const meanFeel = ({ people, feelSum }: ExperienceFigures): number | undefined =>
  people === 0 ? undefined : Math.round((10 * feelSum) / people) / 10;
