import type { Viewer } from '../../kernel/people.js';
import type { PersonCard } from '../accounts/index.js';
import { itemsOf, versionOf, type Release } from '../releases/index.js';
import type { Poll } from './poll.js';
import { isAsking, optionsOf, shuffledFor, VOTES_MAX, type Ballot } from './popcorn.js';
import type { BuildUse } from './build-use.js';

type People = ReadonlyMap<string, PersonCard>;

/** Lines shown of an engineer; of more it says how many. */
const LINES_SHOWN = 5;

export interface AskedFacts {
  readonly release: Release;
  readonly viewer: Viewer | undefined;
  readonly at: Date;
  /** Undefined for whoever is not signed in. */
  readonly use: BuildUse | undefined;
}

/** What both pages say of the release: until when it asks, and what the reader lacks to answer. */
export function askedModel({ release, viewer, at, use }: AskedFacts) {
  const isOpen = isAsking(release, at);
  return {
    version: versionOf(release),
    build: release.build,
    releaseTitle: release.title,
    closesAt: release.closesAt,
    isOpen,
    phase: isOpen ? 'open' : 'closed',
    tone: isOpen ? 'ok' : undefined,
    canSpeak: isOpen && use?.kind === 'used',
    missing: isOpen && use && use.kind !== 'used' ? use : undefined,
    mustSignIn: isOpen && viewer === undefined,
  };
}

export interface VoteFacts extends AskedFacts {
  readonly people: People;
  readonly own: Ballot | undefined;
  readonly turnout: number;
  readonly poll: Poll | undefined;
}

/** Those whose names the page shows. */
export const namedIn = (
  release: Release,
  poll: Poll | undefined,
  own: Ballot | undefined,
): string[] => [
  ...chosenIn(own),
  ...optionsOf(itemsOf(release)).map(({ engineerId }) => engineerId),
  ...(poll?.counts ?? []).map(({ engineerId }) => engineerId),
];

const chosenIn = (own: Ballot | undefined): readonly string[] =>
  own?.choices.map(({ engineerId }) => engineerId) ?? [];

/** Whoever left the programme is no choice any more, but a vote that was given can be taken back. */
export function voteModel(facts: VoteFacts) {
  const { release, viewer, people, own, turnout, poll } = facts;
  const asked = askedModel(facts);
  const mine = new Set(chosenIn(own));
  const left = VOTES_MAX - mine.size;
  const options = optionsOf(itemsOf(release)).filter(({ engineerId }) => people.has(engineerId));
  const gone = [...mine].filter((id) => !options.some(({ engineerId }) => engineerId === id));
  const shown = [
    ...shuffledFor(viewer?.id ?? '', release.id, options),
    ...gone.map((engineerId) => ({ engineerId, lines: [] })),
  ];
  return {
    ...asked,
    turnout,
    votes: { max: VOTES_MAX, used: mine.size, left },
    options: shown.map(({ engineerId, lines }) => ({
      ...people.get(engineerId),
      value: people.get(engineerId)?.handle ?? engineerId,
      lines: lines.slice(0, LINES_SHOWN).map(({ defectRef, text }) => ({ ref: defectRef, text })),
      moreLines: Math.max(0, lines.length - LINES_SHOWN),
      isMine: mine.has(engineerId),
      canGive: asked.canSpeak && left > 0 && !mine.has(engineerId) && engineerId !== viewer?.id,
      canTakeBack: asked.canSpeak && mine.has(engineerId),
    })),
    result: poll?.countedAt ? resultModel(poll, people) : undefined,
  };
}

/** Whoever left keeps the votes, without a name. */
export const resultModel = (poll: Poll, people: People) => ({
  voters: poll.voters,
  countedAt: poll.countedAt,
  winners: poll.winnerIds.flatMap((id) => people.get(id) ?? []),
  hasWinner: poll.winnerIds.length > 0,
  rows: poll.counts.map(({ engineerId, votes }) => ({ ...people.get(engineerId), votes })),
});
