import type { Facts } from '../../kernel/errors.js';
import type { Language } from '../../kernel/people.js';
import type { IneligibilityCode, Quota, Round } from '../rounds/index.js';
import { hasMode, type Terms } from './draw.js';
import { scoreOf, type ScorePart } from './merit.js';
import { DRAW_FORMAT } from './verify.js';
import {
  isSelected,
  needsDraw,
  stepOf,
  termsOf,
  type RowReason,
  type RowState,
  type Selection,
  type SelectionRow,
} from './selection.js';

/** Where an application stands and what it follows from: plain data for the applicant's page. */
export interface RowView {
  readonly source: 'draw' | 'merit';
  readonly parts: readonly ScorePart[];
  readonly score: number;
  /** Lots in the draw; null without one. */
  readonly weight: number | null;
  /** Place in the order of the draw or of merit, from 1; null before the decision. */
  readonly rank: number | null;
  /** How many are on the list. */
  readonly of: number | null;
  /** Whose seat was won; null for who waits. */
  readonly quotaKey: string | null;
  /** Place among those who still wait, from 1. */
  readonly waitlistPlace: number | null;
  /** Null for who was left out of the list. */
  readonly publishedId: string | null;
  readonly reasons: readonly RowReason[];
  readonly state: RowState;
}

/** The order in which a row waits or won: by merit only for who isn't drawn. */
export const orderOf = (
  row: Pick<SelectionRow, 'quota' | 'drawRank' | 'meritRank'>,
  terms: Terms,
): 'draw' | 'merit' => {
  const won = terms.quotas.find(({ key }) => key === row.quota);
  if (won) return won.mode === 'merit' ? 'merit' : 'draw';
  const isDrawn = row.drawRank > 0 || row.meritRank === 0;
  return hasMode(terms, 'draw') && isDrawn ? 'draw' : 'merit';
};

export const rankOf = (
  row: Pick<SelectionRow, 'drawRank' | 'meritRank'>,
  order: 'draw' | 'merit',
): number => (order === 'draw' ? row.drawRank : row.meritRank);

export function rowView(
  row: SelectionRow,
  { terms, listed }: { readonly terms: Terms; readonly listed: number },
  ahead: number | undefined,
): RowView {
  const source = orderOf(row, terms);
  const isOut = row.state === 'left_out';
  return {
    source,
    parts: row.parts,
    score: scoreOf(row.parts),
    weight: hasMode(terms, 'draw') && !isOut ? row.weight : null,
    rank: rankOf(row, source) || null,
    of: isOut ? null : listed,
    quotaKey: row.quota || null,
    waitlistPlace: ahead === undefined ? null : ahead + 1,
    publishedId: isOut ? null : row.id,
    reasons: row.reasons,
    state: row.state,
  };
}

type StageState = 'now' | 'ahead' | undefined;

/** Which of the steps are over, which is on, which lie ahead. */
function stagesOf(selection: Selection | undefined, round: Round) {
  const done = {
    commit: selection !== undefined,
    freeze: selection?.listHash !== null && selection?.listHash !== undefined,
    beacon: selection?.beacon !== null && selection?.beacon !== undefined,
    decide: selection?.state === 'decided',
  };
  const names = needsDraw(round)
    ? (['commit', 'freeze', 'beacon', 'decide'] as const)
    : (['freeze', 'decide'] as const);
  const current = names.find((name) => !done[name]);
  const stages: Partial<Record<keyof typeof done, StageState>> = {};
  for (const name of names)
    stages[name] = done[name] ? undefined : name === current ? 'now' : 'ahead';
  return { done, stages };
}

/** What anybody may know of a selection: the seed only once it is decided. */
function publicFacts(selection: Selection | undefined) {
  if (!selection) return {};
  const { commitment, committedAt, frozenAt, listHash, listed, beacon, beaconAt } = selection;
  return {
    ...{ commitment, committedAt, listHash, listed, beacon, beaconAt },
    frozenAt: listHash === null ? null : frozenAt,
    ...(selection.state === 'decided'
      ? {
          seed: selection.seed,
          decidedAt: selection.decidedAt,
          resultHash: selection.resultHash,
        }
      : {}),
    leftOutPeople: selection.leftOutPeople,
    leftOut: Object.entries(selection.leftOut).map(([code, count]) => ({
      code: code as IneligibilityCode,
      count,
    })),
  };
}

/** A translation, and the reader's language for what admins wrote in both. */
export interface Words {
  readonly say: (key: string, facts?: Facts) => string;
  readonly language: Language;
}

const NUMBERS = new Set(['seats', 'people', 'expected', 'chance']);

export const columns = (names: readonly string[], { say }: Words) =>
  names.map((name) => ({
    label: say(`selections.columns.${name}`),
    num: NUMBERS.has(name),
  }));

/** The label of the option that makes the cohort, else the value itself. */
export function cohortLabel(round: Round, cohort: string, { language }: Words): string {
  const question = round.questions.find(({ key }) => key === round.cohortQuestion);
  const option = question?.options?.find(({ value }) => value === cohort);
  return option?.label[language] ?? cohort;
}

/** Who may have a seat of the quota, in words. */
function conditionOf(round: Round, { city, cohort }: Quota, words: Words): string {
  const parts = [city, cohort === null ? null : cohortLabel(round, cohort, words)];
  const named = parts.filter((part) => part !== null);
  return named.length > 0 ? named.join(' · ') : words.say('selections.quotas.anybody');
}

const quotaTable = (round: Round, words: Words) => ({
  quotaColumns: columns(['quota', 'mode', 'condition', 'seats'], words),
  quotaRows: round.quotas.filter(isSelected).map((quota) => ({
    cells: [
      { text: quota.key, mono: true },
      { text: words.say(`selections.modes.${quota.mode}`) },
      { text: conditionOf(round, quota, words) },
      { text: String(quota.seats), num: true },
    ],
  })),
});

const modesOf = (round: Round) => {
  const terms = termsOf(round);
  return {
    isDrawn: hasMode(terms, 'draw'),
    isScored: hasMode(terms, 'merit'),
    isMixed: hasMode(terms, 'draw') && hasMode(terms, 'merit'),
    spillsOver: round.spillsOver,
  };
};

interface DrawView {
  readonly round: Round;
  readonly selection: Selection | undefined;
  /** Of the reader, if they applied. */
  readonly mine: RowView | undefined;
  readonly canManage: boolean;
}

/** `address` is that of the page, as people type it. */
export function drawModel(
  { round, selection, mine, canManage }: DrawView,
  address: string,
  words: Words,
) {
  return {
    round,
    ...modesOf(round),
    ...stagesOf(selection, round),
    ...quotaTable(round, words),
    ...publicFacts(selection),
    mine,
    canManage,
    command: `npm run verify-draw -- ${address}`,
  };
}

/** The admin's page: the same steps, and the one button that comes next. */
export function consoleModel(
  round: Round,
  selection: Selection | undefined,
  now: Date,
  applicants: number,
) {
  return {
    round,
    ...modesOf(round),
    ...stagesOf(selection, round),
    ...publicFacts(selection),
    state: selection?.state ?? 'none',
    next: stepOf(selection, round, now),
    rowsDone: selection?.done ?? 0,
    rowsTotal: selection?.state === 'freezing' ? applicants : (selection?.listed ?? 0),
    problem: selection?.problem?.replace('.', '.errors.') ?? null,
    applicants,
    canRehearse: selection?.state !== 'decided',
  };
}

/** The small file that the command and the browser read beside the two tables. */
export function drawFile(round: Round, selection: Selection) {
  const isDecided = selection.state === 'decided';
  return {
    format: DRAW_FORMAT,
    round: round.slug,
    commitment: selection.commitment,
    terms: selection.terms ?? termsOf(round),
    listed: selection.listed,
    listHash: selection.listHash,
    beacon: selection.beacon,
    seed: isDecided ? selection.seed : null,
    resultHash: isDecided ? selection.resultHash : null,
  };
}
