import { trusted, type Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored } from '../../platform/records.js';
import type { Experience } from './experience.js';
import type { Poll } from './poll.js';
import { keyOf, type Ballot, type ClosedRelease } from './popcorn.js';
import { ballotModel, experienceModel, pollModel, reactionsModel } from './popcorn-schema.js';
import type { Reaction, ReactionCount } from './reaction.js';

const WORDS_PAGE = 20;
const WINS_SHOWN = 50;
const UNFINISHED_MAX = 20;
const COUNTED = { countedAt: trusted({ $gt: new Date(0) }) };
const COUNTS = { releaseId: 1, defectRef: 1, greatCount: 1, needsWorkCount: 1 } as const;

export type PopcornQueries = ReturnType<typeof createPopcornQueries>;

/** What somebody wrote in an experience report; whose it is, is not read. */
export type Words = Pick<Experience, 'annoyedText' | 'next' | 'feel'>;

/**
 * Reads of votes, answers and reactions. Nothing here reads choices of others before the close: the
 * one that reads ballots takes a release that is closed, and the others know only how many there are.
 */
export function createPopcornQueries(connection: Connection) {
  const ballots = ballotModel(connection);
  const polls = pollModel(connection);
  const experiences = experienceModel(connection);
  const reactions = reactionsModel(connection);

  return {
    /** How many people have given a vote so far. */
    turnout: (releaseId: string): Promise<number> =>
      ballots.countDocuments({ releaseId, used: trusted({ $gt: 0 }) }),
    /** Which of the people have given a vote. */
    async votersAmong(
      releaseId: string,
      personIds: readonly string[],
    ): Promise<ReadonlySet<string>> {
      const ids = personIds.map((id) => keyOf(releaseId, id));
      const rows = await ballots
        .find({ _id: trusted({ $in: ids }), used: trusted({ $gt: 0 }) }, { personId: 1 })
        .lean();
      return new Set(rows.map(({ personId }) => personId));
    },
    /** For the count; `state` is looked at again, because a type is no lock. */
    async ballotsOf({ id, state }: ClosedRelease): Promise<readonly Ballot[]> {
      if (state !== 'closed') throw new Error('the ballots of an open vote are nobody’s to read');
      const rows = await ballots.find({ releaseId: id, used: trusted({ $gt: 0 }) }).lean();
      return rows.map(fromStored);
    },

    async pollOf(releaseId: string): Promise<Poll | undefined> {
      const record = await polls.findById(releaseId).lean();
      return record ? fromStored(record) : undefined;
    },
    /** Those whose result the job still owes. */
    async unfinished(): Promise<readonly Poll[]> {
      const rows = await polls
        .find({ state: trusted({ $in: ['counting', 'counted'] }) })
        .limit(UNFINISHED_MAX)
        .lean();
      return rows.map(fromStored);
    },
    /** The last one whose result stands. */
    async latest(): Promise<Poll | undefined> {
      const record = await polls.findOne(COUNTED).sort({ countedAt: -1, _id: -1 }).lean();
      return record ? fromStored(record) : undefined;
    },
    /** That the engineer won, the latest first. */
    async winsOf(engineerId: string): Promise<readonly Poll[]> {
      const rows = await polls
        .find({ winnerIds: engineerId, ...COUNTED })
        .sort({ countedAt: -1 })
        .limit(WINS_SHOWN)
        .lean();
      return rows.map(fromStored);
    },
    async pollsOf(releaseIds: readonly string[]): Promise<readonly Poll[]> {
      const rows = await polls.find({ _id: trusted({ $in: [...releaseIds] }), ...COUNTED }).lean();
      return rows.map(fromStored);
    },

    /** Without names and words. */
    answersOf: (
      releaseId: string,
    ): Promise<readonly Pick<Experience, 'liked' | 'annoyed' | 'feel'>[]> =>
      experiences
        .find({ releaseId }, { _id: 0, liked: 1, annoyed: 1, feel: 1 })
        .hint('by_place')
        .lean(),
    /** What people wrote, without names, in no order that tells who. */
    async wordsPage(releaseId: string, after: string | undefined): Promise<Page<Words>> {
      const [place] = decodeCursor(after, 1) ?? [];
      const further = typeof place === 'string' ? { place: trusted({ $gt: place }) } : {};
      const rows = await experiences
        .find(
          {
            releaseId,
            ...further,
            $or: [{ annoyedText: trusted({ $ne: '' }) }, { next: trusted({ $ne: '' }) }],
          },
          { _id: 0, place: 1, annoyedText: 1, next: 1, feel: 1 },
        )
        .sort({ place: 1 })
        .limit(WORDS_PAGE + 1)
        .lean();
      const { rows: shown, next } = toPage(rows, WORDS_PAGE, (row) => encodeCursor(row.place));
      return {
        rows: shown.map(({ annoyedText, next: wish, feel }) => ({ annoyedText, next: wish, feel })),
        next,
      };
    },

    reactionCounts: (releaseIds: readonly string[]): Promise<readonly ReactionCount[]> =>
      reactions
        .find({ releaseId: trusted({ $in: [...releaseIds] }) }, { _id: 0, ...COUNTS })
        .lean(),
    /** The person's own, by the reference of the line's defect. */
    async reactionsOf(releaseId: string, personId: string): Promise<ReadonlyMap<string, Reaction>> {
      const rows = await reactions.aggregate<{ defectRef: string; isGreat: boolean }>([
        { $match: { releaseId, $or: [{ great: personId }, { needs_work: personId }] } },
        { $project: { _id: 0, defectRef: 1, isGreat: { $in: [personId, '$great'] } } },
      ]);
      return new Map(
        rows.map(({ defectRef, isGreat }) => [defectRef, isGreat ? 'great' : 'needs_work']),
      );
    },
  };
}
