import { trusted, type Connection } from 'mongoose';
import { later, MINUTE, type Clock } from '../../kernel/clock.js';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored } from '../../platform/records.js';
import type { Application } from './application.js';
import type { ApplicantGroup } from './odds.js';
import { applicationModel } from './round-schema.js';
import type { Round } from './round.js';

export type ApplicantQueries = ReturnType<typeof createApplicantQueries>;

/** What two applications can have in common, in the order shown. */
const MARK_KINDS = ['phone', 'address', 'device'] as const;
export type MarkKind = (typeof MARK_KINDS)[number];
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
const ROUNDS_KEPT = 100;

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

  /** Counted on the index alone: the applications of a round may be many. */
  async function marksOfKind(roundId: string, kind: MarkKind, after: string) {
    const field = `marks.${kind}`;
    const rows = await applications
      .aggregate<{ readonly _id: string; readonly count: number }>([
        { $match: { roundId, state: 'submitted', [field]: { $type: 'string', $gt: after } } },
        { $group: { _id: `$${field}`, count: { $sum: 1 } } },
        { $match: { count: { $gt: 1 } } },
        { $sort: { _id: 1 } },
        { $limit: GROUPS_PAGE + 1 },
      ])
      .hint(`by_round_${kind}`);
    return rows.map(({ _id, count }) => ({ kind, mark: _id, count }));
  }

  /** Whose the marks of one kind are, under "kind mark". */
  async function bearers(
    roundId: string,
    kind: MarkKind,
    shared: readonly { readonly kind: MarkKind; readonly mark: string }[],
  ): Promise<ReadonlyMap<string, SharedMark['applications']>> {
    const marks = shared.filter((one) => one.kind === kind).map(({ mark }) => mark);
    if (marks.length === 0) return new Map();
    const rows = await applications
      .find(
        { roundId, state: 'submitted', [`marks.${kind}`]: trusted({ $in: marks }) },
        { ref: 1, personId: 1, city: 1, marks: 1 },
      )
      .sort({ _id: 1 })
      .limit(GROUPS_PAGE * NAMED_MAX)
      .lean();
    const found = new Map<string, SharedMark['applications'][number][]>();
    for (const { ref, personId, city, marks: own } of rows) {
      const key = `${kind} ${own[kind] ?? ''}`;
      const group = found.get(key) ?? [];
      found.set(key, group);
      if (group.length < NAMED_MAX) group.push({ ref, personId, city });
    }
    return found;
  }

  return {
    /**
     * Submitted applications by city and cohort, as they were at most a minute before somebody last
     * asked: whoever finds old numbers gets them, and new ones are counted for the next.
     */
    groups(round: Pick<Round, 'id' | 'cohortQuestion'>): Promise<readonly ApplicantGroup[]> {
      const now = clock.now();
      const known = kept.get(round.id);
      if (known && now < known.until) return known.made;
      const made = count(round);
      const until = later(now, KEPT_MS);
      const shown = known?.made ?? made;
      kept.set(round.id, { until, made: shown });
      made.then(
        () => kept.set(round.id, { until, made }),
        () => kept.delete(round.id),
      );
      if (kept.size > ROUNDS_KEPT) kept.delete(kept.keys().next().value ?? round.id);
      return shown;
    },

    /** Groups of at least two, by kind and mark. */
    async sharedMarks(roundId: string, after: string | undefined): Promise<Page<SharedMark>> {
      const [lastKind, lastMark] = decodeCursor(after, 2) ?? [];
      const first = Math.max(0, MARK_KINDS.indexOf(lastKind as MarkKind));
      const found = await Promise.all(
        MARK_KINDS.slice(first).map((kind) =>
          marksOfKind(
            roundId,
            kind,
            kind === lastKind && typeof lastMark === 'string' ? lastMark : '',
          ),
        ),
      );
      const { rows, next } = toPage(found.flat(), GROUPS_PAGE, ({ kind, mark }) =>
        encodeCursor(kind, mark),
      );
      const named = await Promise.all(MARK_KINDS.map((kind) => bearers(roundId, kind, rows)));
      return {
        rows: rows.map(({ kind, mark, count }) => ({
          kind,
          count,
          applications: named.flatMap((part) => part.get(`${kind} ${mark}`) ?? []),
        })),
        next,
      };
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
