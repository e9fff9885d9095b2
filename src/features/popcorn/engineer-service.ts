import type { Page } from '../../kernel/page-request.js';
import { versionOf, type CreditedRelease, type Releases } from '../releases/index.js';
import { PUBLIC_FROM } from './experience.js';
import type { Poll } from './poll.js';
import type { PopcornQueries } from './popcorn-queries.js';
import { isShown } from './reaction.js';

export interface EngineerServiceDeps {
  readonly releases: Pick<Releases, 'creditedTo'>;
  readonly queries: Pick<PopcornQueries, 'winsOf' | 'pollsOf' | 'reactionCounts'>;
}

/** What a release owes to an engineer, and how many thanked for it. */
export interface EngineerRelease extends Pick<CreditedRelease, 'title' | 'build' | 'publishedAt'> {
  readonly version: string;
  readonly lines: readonly {
    readonly ref: string;
    readonly text: CreditedRelease['entries'][number]['text'];
    /** Undefined while too few people reacted. */
    readonly great: number | undefined;
    /** Named it in the experience report; undefined before the close and with few answers. */
    readonly liked: number | undefined;
  }[];
}

export interface EngineerWin {
  readonly version: string;
  readonly build: string;
  readonly votes: number;
  readonly closesAt: Date;
}

/** Nothing in it was written by a tester. */
export interface EngineerPanel {
  readonly releases: Page<EngineerRelease>;
  readonly wins: readonly EngineerWin[];
}

export function createEngineerPanel({ releases, queries }: EngineerServiceDeps) {
  /** The releases that credit the person, newest first and page by page; their popcorn awards. */
  return async function panelOf(
    personId: string,
    after: string | undefined,
  ): Promise<EngineerPanel> {
    const [page, wins] = await Promise.all([
      releases.creditedTo(personId, after),
      queries.winsOf(personId),
    ]);
    const ids = page.rows.map(({ id }) => id);
    const [polls, counts] = await Promise.all([queries.pollsOf(ids), queries.reactionCounts(ids)]);
    const great = new Map(
      counts.filter(isShown).map((one) => [`${one.releaseId}:${one.defectRef}`, one.greatCount]),
    );
    const liked = likesIn(polls);
    const rows = page.rows.map(({ id, entries, ...release }): EngineerRelease => ({
      ...{ title: release.title, build: release.build, publishedAt: release.publishedAt },
      version: versionOf(release),
      lines: entries.map(({ defectRef: ref, text }) => ({
        ...{ ref, text, great: great.get(`${id}:${ref}`), liked: liked.get(`${id}:${ref}`) },
      })),
    }));
    return { releases: { ...page, rows }, wins: wins.map((poll) => winOf(poll, personId)) };
  };
}

const likesIn = (polls: readonly Poll[]): ReadonlyMap<string, number> =>
  new Map(
    polls.flatMap(({ id, figures }) =>
      (figures && figures.people >= PUBLIC_FROM ? figures.lines : [])
        .filter(({ liked }) => liked > 0)
        .map(({ defectRef, liked }) => [`${id}:${defectRef}`, liked] as const),
    ),
  );

const winOf = (poll: Poll, personId: string): EngineerWin => ({
  version: versionOf(poll),
  build: poll.build,
  votes: poll.counts.find(({ engineerId }) => engineerId === personId)?.votes ?? 0,
  closesAt: poll.closesAt,
});
