import type { Language } from '../../kernel/people.js';
import type { Page } from '../../kernel/page-request.js';
import type { PersonCard } from '../accounts/index.js';
import type { RoundCard } from '../rounds/index.js';
import { addCounts, noClicks, type KindCounts } from './click.js';
import type { SharePost } from './share-post.js';
import { landingKind, type TrackedLink } from './tracked-link.js';

/** The days that a reach page shows one by one. */
export const DAYS_SHOWN = 14;

export type Counts = ReadonlyMap<string, KindCounts>;
export type Say = (key: string, facts?: Readonly<Record<string, string>>) => string;

export interface DayRow extends KindCounts {
  readonly day: string;
  /** As the reader writes it. */
  readonly label: string;
}

const total = (counts: Counts): KindCounts =>
  [...counts.values()].reduce<KindCounts>(addCounts, noClicks());

/** A row per day without holes, oldest first. */
export const dayRows = (
  days: readonly string[],
  sums: Counts,
  labelOf: (day: string) => string,
): DayRow[] => days.map((day) => ({ ...(sums.get(day) ?? noClicks()), day, label: labelOf(day) }));

/** Bars of the counted visits, and all four kinds beside each other. Bars have room for `03-03`. */
const chart = (rows: readonly DayRow[]) => ({
  bars: rows.map(({ day, counted }) => ({ label: day.slice(5), value: counted })),
  days: rows,
});

const postRows = (posts: Page<SharePost>, rounds: ReadonlyMap<string, RoundCard>) => ({
  next: posts.next,
  rows: posts.rows.map((post) => ({ ...post, round: rounds.get(post.roundId) })),
});

export interface SharesView {
  readonly baseUrl: string;
  readonly language: Language;
  readonly say: Say;
  readonly rounds: readonly RoundCard[];
  /** Awards that a link may lead to. */
  readonly awardIds: readonly string[];
  readonly links: readonly TrackedLink[];
  readonly sums: Counts;
  readonly days: readonly DayRow[];
  readonly posts: Page<SharePost>;
}

/** A tester's own shares. */
export function sharesModel(view: SharesView) {
  const rounds = new Map(view.rounds.map((round) => [round.id, round]));
  const title = (round: RoundCard) => round.title[view.language];
  return {
    canShare: view.rounds.length > 0,
    roundOptions: view.rounds.map((round) => ({ value: round.slug, label: title(round) })),
    landingOptions: [
      ...view.rounds.map((round) => ({
        value: `/rounds/${round.slug}`,
        label: view.say('shares.landing.round_named', { round: title(round) }),
      })),
      ...view.awardIds.map((id) => ({
        value: `/awards/${id}`,
        label: view.say('shares.landing.award'),
      })),
      { value: '/honours', label: view.say('shares.landing.honours') },
      { value: '/', label: view.say('shares.landing.home') },
    ],
    links: view.links.map((link) => ({
      ...link,
      url: `${view.baseUrl}/s/${link.code}`,
      kind: landingKind(link.landing),
      round: rounds.get(link.roundId),
      counts: view.sums.get(link.id) ?? noClicks(),
    })),
    total: total(view.sums),
    ...chart(view.days),
    posts: postRows(view.posts, rounds),
    reachLinks: view.rounds,
  };
}

export interface ReachView {
  readonly round: RoundCard;
  readonly isAll: boolean;
  readonly sums: Counts;
  readonly people: ReadonlyMap<string, PersonCard>;
  readonly days: readonly DayRow[];
  readonly posts: Page<SharePost>;
}

/** A round's reach: every tester's for staff, one's own for a tester. */
export const reachModel = (view: ReachView) => ({
  round: view.round,
  isAll: view.isAll,
  leadKey: view.isAll ? 'lead_all' : 'lead_own',
  testers: [...view.sums]
    .map(([personId, counts]) => ({ person: view.people.get(personId), counts }))
    .sort((a, b) => b.counts.counted - a.counts.counted),
  total: total(view.sums),
  ...chart(view.days),
  posts: {
    next: view.posts.next,
    rows: view.posts.rows.map((post) => ({ ...post, person: view.people.get(post.personId) })),
  },
});
