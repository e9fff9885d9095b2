import type { Facts } from '../../kernel/errors.js';
import { hasRole, type Viewer } from '../../kernel/people.js';
import type { Page } from '../../kernel/page-request.js';
import type { PersonCard } from '../accounts/index.js';
import type { Unit, UnitCard } from '../units/index.js';
import type { CaseGroup, CaseRow, Reviews } from './case-queries.js';
import {
  CASE_KINDS,
  HOLDER_KINDS,
  isAppealable,
  mayDecide,
  mayDecideAppeal,
  OUTCOMES,
  OVERLAP_DAYS,
  RETURN_DAYS,
  type CaseKind,
  type CaseState,
  type UnitCase,
} from './case.js';

export type Say = (key: string, facts?: Facts) => string;
export type People = ReadonlyMap<string, PersonCard>;

const TONES: Partial<Record<CaseState, string>> = {
  proposed: 'info',
  approved: 'ok',
  refused: 'err',
  appealed: 'warn',
  upheld: 'ok',
  overturned: 'warn',
};

export interface NewView {
  readonly unit: Unit;
  readonly viewer: Viewer;
  readonly kind: CaseKind | undefined;
  readonly possible: readonly CaseKind[];
  readonly say: Say;
}

export const newModel = ({ unit, viewer, kind, possible, say }: NewView) => ({
  unit: unit.ref,
  state: say(`units.states.${unit.state}`),
  isAdmin: hasRole(viewer, 'admin'),
  kind,
  kinds: kindsFor(viewer)
    .filter((one) => possible.includes(one))
    .map((value) => ({
      value,
      label: say(`cases.kinds.${value}`),
      hint: say(`cases.kind_hints.${value}`),
    })),
});

export const kindsFor = (viewer: Viewer): readonly CaseKind[] =>
  hasRole(viewer, 'admin') ? CASE_KINDS : HOLDER_KINDS;

export interface ShowView {
  readonly found: UnitCase;
  readonly unit: Unit;
  readonly replacement: UnitCard | undefined;
  readonly people: People;
  readonly viewer: Viewer;
  /** Losses and damages of this holder before. */
  readonly before: number;
  readonly reviews: readonly Reviews[];
  readonly now: Date;
  readonly say: Say;
}

/** The case for its parties and admins; names of staff are for admins only. */
export function showModel(view: ShowView) {
  const { found, unit, people, viewer, now, say } = view;
  const isAdmin = hasRole(viewer, 'admin');
  const isHolder = viewer.id === found.holderId;
  const { decision } = found;
  const isTurnedRefusal = decision?.verdict === 'refused';
  const canDecide = isAdmin && found.state === 'proposed' && mayDecide(found, viewer.id);
  const canDecideAppeal =
    isAdmin && found.state === 'appealed' && mayDecideAppeal(found, viewer.id);
  const canFinish = isAdmin && found.effect === 'due' && found.terms.outcome === 'retail';
  return {
    ref: found.ref,
    heading: say('cases.show.heading', { kind: say(`cases.kinds.${found.kind}`), unit: unit.ref }),
    state: say(`cases.states.${found.state}`),
    tone: TONES[found.state],
    next: say(`cases.next.${found.state}`),
    unit: unit.ref,
    unitState: say(`units.states.${unit.state}`),
    isAdmin,
    holder: found.holderId ? people.get(found.holderId) : undefined,
    replacement: view.replacement?.ref,
    terms: termsWords(found, say),
    photos: found.photos.map((id, index) => ({ href: `/photos/${id}`, n: index + 1 })),
    timeline: timelineOf(found, people, isAdmin, say),
    before: isAdmin && found.holderId !== null ? view.before : 0,
    overturn: overturnWords(view.reviews, say),
    canDecide,
    canDecideAppeal,
    isSecondPersonMissing: isAdmin && found.state === 'proposed' && !canDecide,
    isThirdPersonMissing: isAdmin && found.state === 'appealed' && !canDecideAppeal,
    canAppeal: isHolder && isAppealable(found, now),
    canWithdraw: viewer.id === found.openedById && found.state === 'proposed',
    canFinish: canFinish && unit.state === 'inspected',
    canClose: isAdmin && found.effect === 'due' && found.state !== 'appealed',
    isDue: found.effect === 'due',
    takesTerms: canDecide || (canDecideAppeal && isTurnedRefusal),
    isExchange: found.kind === 'exchange',
    isDamage: found.kind === 'damage',
    outcomes: OUTCOMES.map((value) => ({
      value,
      label: say(`cases.outcomes.${value}`),
      hint: say(`cases.outcome_hints.${value}`, { count: OVERLAP_DAYS }),
    })),
    returnDays: RETURN_DAYS,
    overlapDays: OVERLAP_DAYS,
  };
}

function termsWords({ terms, holds }: UnitCase, say: Say): string {
  const { outcome, returnBy } = terms;
  if (!holds || !(outcome ?? returnBy)) return '';
  return say(`cases.terms.${outcome ?? 'call_back'}`, { day: returnBy ?? '' });
}

/** Public figures about how reliable decisions are; nothing is said of fewer than one. */
function overturnWords(reviews: readonly Reviews[], say: Say): string {
  const sum = (part: 'decided' | 'appealed' | 'overturned') =>
    reviews.reduce((total, each) => total + each[part], 0);
  const facts = { decided: sum('decided'), appealed: sum('appealed') };
  return facts.decided === 0 ? '' : say('cases.overturn', { ...facts, count: sum('overturned') });
}

function timelineOf(found: UnitCase, people: People, isAdmin: boolean, say: Say) {
  const { openedById, openedAt, reason, decision, appeal, appealDecision, holderId } = found;
  const by = (id: string) => (isAdmin || id === holderId ? (people.get(id)?.name ?? '') : '');
  const item = (title: string, at: Date, id: string | null, text: string, sign: string) => ({
    title: say(`cases.events.${title}`),
    at,
    by: id ? by(id) : '',
    text,
    sign,
  });
  return [
    item('opened', openedAt, openedById, reason, 'flag'),
    ...(decision
      ? [item(decision.verdict, decision.at, decision.byId, decision.reason, 'shield-check')]
      : []),
    ...(appeal ? [item('appealed', appeal.at, holderId, appeal.text, 'message-square')] : []),
    ...(appealDecision
      ? [
          item(
            appealDecision.outcome,
            appealDecision.at,
            appealDecision.byId,
            appealDecision.reason,
            'shield-check',
          ),
        ]
      : []),
  ];
}

export interface ListView {
  readonly found: Page<CaseRow>;
  readonly people: People;
  readonly group: CaseGroup | undefined;
  readonly after: string | undefined;
  readonly reviews: readonly Reviews[];
  readonly say: Say;
}

const GROUPS = ['waiting', 'due', 'all'] as const;

export const listModel = ({ found, people, group, after, reviews, say }: ListView) => ({
  isAdmin: group !== undefined,
  groups: GROUPS.map((each) => ({
    group: each,
    label: say(`cases.groups.${each}`),
    isCurrent: each === group,
  })),
  rows: found.rows.map((row) => ({
    ref: row.ref,
    title: say('cases.show.heading', { kind: say(`cases.kinds.${row.kind}`), unit: row.unitRef }),
    state: say(`cases.states.${row.state}`),
    tone: TONES[row.state],
    isDue: row.effect === 'due',
    openedAt: row.openedAt,
    holder: row.holderId ? (people.get(row.holderId)?.name ?? '') : '',
  })),
  next: found.next,
  after,
  overturn: overturnWords(reviews, say),
  reviewColumns: ['reviewer', 'decided', 'appealed', 'overturned'].map((key, index) => ({
    label: say(`cases.reviews.${key}`),
    num: index > 0,
  })),
  reviewRows: reviews.map(({ byId, decided, appealed, overturned }) => ({
    cells: [
      { text: people.get(byId)?.name ?? '' },
      ...[decided, appealed, overturned].map((count) => ({ text: String(count), num: true })),
    ],
  })),
});
