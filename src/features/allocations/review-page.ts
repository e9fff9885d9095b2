import { HOUR, later } from '../../kernel/clock.js';
import type { Facts } from '../../kernel/errors.js';
import type { Language } from '../../kernel/people.js';
import type { Round } from '../rounds/index.js';
import { listStanding, toneOf } from './allocation-page.js';
import type { Decision, ReviewedRow } from './review.js';

export interface ReviewView {
  readonly round: Round;
  readonly decision: Decision;
  readonly isDone: boolean;
  readonly rows: readonly ReviewedRow[];
  readonly now: Date;
  readonly language: Language;
  /** In any language, with dates as that language writes them. */
  readonly sayIn: (language: Language, key: string, facts?: Facts) => string;
  readonly refuse: (code: string) => string;
}

/** Who would get which message, or, after the decision, how each row stands. */
export function reviewModel(view: ReviewView) {
  const { round, decision, isDone, rows, now, language, sayIn, refuse } = view;
  const say = (key: string, facts?: Facts) => sayIn(language, key, facts);
  const ready = rows.filter(({ outcome }) => outcome === 'message');
  return {
    round,
    decision,
    isDone,
    isOffer: decision === 'offer',
    label: say(`allocations.decisions.${decision}`),
    refs: ready.map(({ application }) => application.ref),
    canConfirm: !isDone && ready.length > 0,
    count: ready.length,
    rows: rows.map((row) => {
      const standing = listStanding(row.application, row.allocation, round, now);
      return {
        ref: row.application.ref,
        person: row.person,
        status: say(`allocations.standings.${standing}`),
        tone: toneOf(standing),
        isDone: row.outcome === 'done',
        refusal: row.refusal && refuse(row.refusal),
        message: row.outcome === 'message' ? messageOf(row, view) : undefined,
      };
    }),
  };
}

/** The very sentence of the notice, in the language of who gets it. */
function messageOf({ application, person }: ReviewedRow, view: ReviewView) {
  const { round, decision, now, sayIn, language } = view;
  const theirs = person?.language ?? language;
  const facts = { ref: application.ref };
  const text =
    decision === 'offer'
      ? sayIn(theirs, 'allocations.notices.offered', {
          ...facts,
          expiresAt: later(now, round.offerHours * HOUR).toISOString(),
        })
      : sayIn(theirs, `allocations.turn_downs.${decision}`);
  return { text, lang: theirs, language: sayIn(language, `allocations.review.in.${theirs}`) };
}
