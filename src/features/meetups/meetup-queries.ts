import { trusted, type Connection, type PipelineStage } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored } from '../../platform/records.js';
import type { Meetup } from './meetup.js';
import { meetupModel, type MeetupRecord } from './meetup-schema.js';

const PAGE_SIZE = 20;
const LIVE_MAX = 1000;

/** What a list shows of a meetup. */
export type MeetupRow = Pick<
  Meetup,
  'id' | 'ref' | 'kind' | 'state' | 'title' | 'city' | 'startsAt' | 'endsAt' | 'zone' | 'capacity'
> & { readonly signedUp: number };

export type MeetupQueries = ReturnType<typeof createMeetupQueries>;

const ROW: PipelineStage.Project['$project'] = {
  ref: 1,
  kind: 1,
  state: 1,
  title: 1,
  city: 1,
  startsAt: 1,
  endsAt: 1,
  zone: 1,
  capacity: 1,
  signedUp: { $size: '$rsvps' },
};

export function createMeetupQueries(connection: Connection) {
  const meetups = meetupModel(connection);
  const list = async (
    match: PipelineStage.Match['$match'],
    sort: Readonly<Record<string, 1 | -1>>,
    limit: number,
  ): Promise<MeetupRow[]> => {
    const rows = await meetups.aggregate<Omit<MeetupRow, 'id'> & { _id: string }>([
      { $match: match },
      { $sort: sort },
      { $limit: limit },
      { $project: ROW },
    ]);
    return rows.map(fromStored);
  };

  return {
    /** Coming ones, the next first; or past ones, the latest first. */
    async publicPage(
      isPast: boolean,
      after: string | undefined,
      now: Date,
    ): Promise<Page<MeetupRow>> {
      const beyond = isPast ? '$lt' : '$gt';
      const cursor = decodeCursor(after, 2);
      const startsAt = new Date(Number(cursor?.[0]));
      // A made-up cursor starts at the top.
      const from = cursor &&
        !Number.isNaN(startsAt.getTime()) && {
          $or: [
            { startsAt: { [beyond]: startsAt } },
            { startsAt, _id: { [beyond]: String(cursor[1]) } },
          ],
        };
      const time = isPast ? { $lte: now } : { $gt: now };
      const way = isPast ? -1 : 1;
      const rows = await list(
        { state: 'announced', endsAt: time, ...(from || {}) },
        { startsAt: way, _id: way },
        PAGE_SIZE + 1,
      );
      return toPage(rows, PAGE_SIZE, (row) => encodeCursor(row.startsAt.getTime(), row.id));
    },
    /** Those the person organises or goes to and that are not over. */
    mine: (personId: string, now: Date): Promise<MeetupRow[]> =>
      list(
        {
          $or: [{ organiserId: personId }, { 'rsvps.personId': personId }],
          endsAt: { $gt: now },
        },
        { startsAt: 1, _id: 1 },
        PAGE_SIZE,
      ),
    /** Drafts and proposals, the oldest first. */
    undecided: (now: Date): Promise<MeetupRow[]> =>
      list({ state: { $in: ['proposed', 'draft'] }, endsAt: { $gt: now } }, { _id: 1 }, PAGE_SIZE),
    countProposals: (organiserId: string): Promise<number> =>
      meetups.countDocuments({ organiserId, state: 'proposed' }),
    /** What the jobs look at: everything decided whose time is not over. */
    async live(now: Date): Promise<readonly Meetup[]> {
      const rows: MeetupRecord[] = await meetups
        .find({
          state: trusted({ $in: ['announced', 'cancelled', 'declined'] }),
          endsAt: trusted({ $gt: now }),
        })
        .limit(LIVE_MAX)
        .lean();
      return rows.map(fromStored);
    },
  };
}
