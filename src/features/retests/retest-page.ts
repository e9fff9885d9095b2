import type { Page } from '../../kernel/page-request.js';
import { publicWords } from '../defects/index.js';
import type { PersonCard } from '../accounts/index.js';
import type { Tried } from '../releases/index.js';
import { hasFix } from '../reports/index.js';
import { currentAnswer, refusalOf, type OwnCard } from './own-card.js';
import { answerOf, RESULTS, type Result, type Retest, type Trial } from './retest.js';

type Say = (key: string) => string;

const TONES: Readonly<Record<Result, string | undefined>> = {
  fixed: 'ok',
  still_broken: 'err',
  cannot_test: undefined,
};

/** A card as a line of a list: open ones ask, the others say what was answered. */
export const rowModel = (card: Retest) => {
  const { id, defectRef, fixBuild, text, unitRef, asked, isOpen } = card;
  const answer = answerOf(card);
  return {
    ...{ id, defectRef, fixBuild, text, unitRef, asked, isOpen },
    state: isOpen ? 'open' : (answer?.result ?? 'closed'),
    tone: isOpen ? 'warn' : answer && TONES[answer.result],
  };
};

export type RetestRow = ReturnType<typeof rowModel>;

export const listModel = (cards: Page<Retest>, after: string | undefined) => ({
  cards: cards.rows.map(rowModel),
  next: cards.next,
  after,
});

/** One card with the form to answer it, as far as it takes an answer. */
export function showModel({ card, unit, defect, builds, reports }: OwnCard, say: Say) {
  const answer = answerOf(card);
  const current = currentAnswer(card, defect);
  const refusal = refusalOf(card, defect);
  return {
    card: rowModel(card),
    steps: publicWords(defect).note,
    runs: unit.build,
    isBehind: unit.build !== null && hasFix(builds, unit.build, card.fixBuild) === false,
    answer: answer && { ...answer, tone: TONES[answer.result] },
    send: current ? 'change' : 'submit',
    cameBack: current !== answer,
    closed: refusal?.split('.')[1],
    results: RESULTS.map((value) => ({ value, label: say(`retests.results.${value}`) })),
    chosen: current?.result,
    builds: builds.map((value) => ({ value, label: value })).reverse(),
    build: current?.build ?? unit.build,
    reason: current?.reason,
    reports: reports.map(({ ref, title }) => ({ value: ref, label: `${ref} ${title}` })),
    report: current?.reportRef,
  };
}

/** For staff: who was asked about a defect, and the words of those who answered. */
export const defectModel = (
  ref: string,
  cards: Page<Retest>,
  people: ReadonlyMap<string, PersonCard>,
  after: string | undefined,
) => ({
  ref,
  cards: cards.rows.map((card) => {
    const answer = answerOf(card);
    return { ...rowModel(card), answer, by: people.get(answer?.personId ?? card.personId) };
  }),
  next: cards.next,
  after,
});

/** What the line of a changelog says of its fix; undefined while nobody said anything. */
export function triedOf(trial: Trial | undefined): Tried | undefined {
  if (!trial) return undefined;
  const contradictions = trial.stillBroken + (trial.isInLogs ? 1 : 0);
  const { asked, fixed } = trial;
  return fixed + contradictions > 0 ? { asked, fixed, contradictions } : undefined;
}
