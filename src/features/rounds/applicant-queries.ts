import type { Connection } from 'mongoose';
import { later, MINUTE, type Clock } from '../../kernel/clock.js';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored } from '../../platform/records.js';
import type { Application } from './application.js';
import type { ApplicantGroup } from './odds.js';
import { applicationModel } from './round-schema.js';
import type { Round } from './round.js';

export type ApplicantQueries = ReturnType<typeof createApplicantQueries>;

/** What two applications can have in common. */
export type MarkKind = 'phone' | 'address' | 'device';
/** Submitted applications that share a mark; of a large group the first ones. */
export interface SharedMark {
  readonly kind: MarkKind;
  readonly count: number;
  readonly applications: readonly Pick<Application, 'ref' | 'personId' | 'city'>[];
}

const GROUPS_MAX = 5_000;
const GROUPS_PAGE = 20;
const NAMED_MAX = 20;
const ASIDE_MAX = 50;
const KEPT_MS = MINUTE;

/** Who applied to a round, in numbers and in groups. */
export function createApplicantQueries(connection: Connection, clock: Clock) {
  const applications = applicationModel(connection);
  const kept = new Map<
    string,
    { readonly until: Date; readonly made: Promise<ApplicantGroup[]> }
  >();

  /** A promise and no query, which would run again each time it is awaited. */
  const count = ({ id, cohortQuestion }: Pick<Round, 'id' | 'cohortQuestion'>) =>
    applications
      .aggregate<ApplicantGroup>([
        { $match: { roundId: id, state: 'submitted' } },
        {
          $group: {
            _id: {
              city: '$city',
              cohort: cohortQuestion === null ? null : `$answers.${cohortQuestion}`,
            },
            count: { $sum: 1 },
          },
        },
        { $sort: { count: -1 } },
        { $limit: GROUPS_MAX },
        {
          $project: {
            _id: 0,
            city: '$_id.city',
            cohort: { $ifNull: ['$_id.cohort', null] },
            count: 1,
          },
        },
      ])
      .exec();

  return {
    /** Submitted applications by city and cohort; counted at most once a minute for a round. */
    async groups(round: Pick<Round, 'id' | 'cohortQuestion'>): Promise<readonly ApplicantGroup[]> {
      const now = clock.now();
      const known = kept.get(round.id);
      if (known && now < known.until) return known.made;
      for (const [id, { until }] of kept) if (until <= now) kept.delete(id);
      const made = count(round);
      kept.set(round.id, { until: later(now, KEPT_MS), made });
      made.catch(() => kept.delete(round.id));
      return made;
    },

    /** Groups of at least two, by kind and mark. */
    async sharedMarks(roundId: string, after: string | undefined): Promise<Page<SharedMark>> {
      const cursor = decodeCursor(after, 2);
      const rows = await applications.aggregate<
        SharedMark & { readonly _id: { readonly kind: MarkKind; readonly mark: string } }
      >([
        { $match: { roundId, state: 'submitted' } },
        { $project: { ref: 1, personId: 1, city: 1, marks: { $objectToArray: '$marks' } } },
        { $unwind: '$marks' },
        { $match: { 'marks.v': { $type: 'string' } } },
        {
          $group: {
            _id: { kind: '$marks.k', mark: '$marks.v' },
            count: { $sum: 1 },
            applications: { $push: { ref: '$ref', personId: '$personId', city: '$city' } },
          },
        },
        { $match: { count: { $gt: 1 } } },
        ...(cursor
          ? [{ $match: { _id: { $gt: { kind: String(cursor[0]), mark: String(cursor[1]) } } } }]
          : []),
        { $sort: { _id: 1 } },
        { $limit: GROUPS_PAGE + 1 },
        {
          $project: {
            kind: '$_id.kind',
            count: 1,
            applications: { $slice: ['$applications', NAMED_MAX] },
          },
        },
      ]);
      return toPage(rows, GROUPS_PAGE, ({ _id }) => encodeCursor(_id.kind, _id.mark));
    },

    /** The newest of the applications that were set aside. */
    async setAside(roundId: string): Promise<readonly Application[]> {
      const rows = await applications
        .find({ roundId, state: 'set_aside' })
        .sort({ _id: -1 })
        .limit(ASIDE_MAX)
        .lean();
      return rows.map(fromStored);
    },
  };
}
