import { trusted, type Connection } from 'mongoose';
import { decodeCursor, encodeCursor, toPage, type Page } from '../../kernel/page-request.js';
import { fromStored } from '../../platform/records.js';
import type { CaseKind, UnitCase } from './case.js';
import { caseModel } from './case-schema.js';

const PAGE_SIZE = 50;

export type CaseRow = Pick<
  UnitCase,
  'id' | 'ref' | 'kind' | 'unitRef' | 'holderId' | 'openedById' | 'openedAt' | 'state' | 'effect'
>;

/** How often a reviewer's decisions were appealed against and turned. */
export interface Reviews {
  readonly byId: string;
  readonly decided: number;
  readonly appealed: number;
  readonly overturned: number;
}

export type CaseGroup = 'waiting' | 'due' | 'all';

const ROW = {
  ref: 1,
  kind: 1,
  unitRef: 1,
  holderId: 1,
  openedById: 1,
  openedAt: 1,
  state: 1,
  effect: 1,
} as const;

const GROUPS: Readonly<Record<CaseGroup, () => object>> = {
  waiting: () => ({ state: trusted({ $in: ['proposed', 'appealed'] }) }),
  due: () => ({ effect: 'due' }),
  all: () => ({}),
};

export type CaseQueries = ReturnType<typeof createCaseQueries>;

export function createCaseQueries(connection: Connection) {
  const cases = caseModel(connection);

  async function page(filter: object, after: string | undefined): Promise<Page<CaseRow>> {
    const cursor = decodeCursor(after, 1);
    const rows = await cases
      .find({ ...filter, ...(cursor ? { _id: trusted({ $lt: String(cursor[0]) }) } : {}) }, ROW)
      .sort({ _id: -1 })
      .limit(PAGE_SIZE + 1)
      .lean();
    return toPage(rows.map(fromStored), PAGE_SIZE, (row) => encodeCursor(row.id));
  }
  const all = async (filter: object, after: string, limit: number): Promise<UnitCase[]> => {
    const rows = await cases
      .find({ ...filter, _id: trusted({ $gt: after }) })
      .sort({ _id: 1 })
      .limit(limit)
      .lean();
    return rows.map(fromStored);
  };

  return {
    /** Newest first. */
    adminPage: (group: CaseGroup, after: string | undefined) => page(GROUPS[group](), after),
    minePage: (holderId: string, after: string | undefined) => page({ holderId }, after),
    async openOf(unitId: string, kind: CaseKind): Promise<Pick<UnitCase, 'ref'> | undefined> {
      const record = await cases.findOne({ unitId, kind, isOpen: true }, { ref: 1 }).lean();
      return record ?? undefined;
    },
    /** At most one of each kind. */
    async openOfUnit(unitId: string): Promise<readonly CaseRow[]> {
      const rows = await cases.find({ unitId, isOpen: true }, ROW).sort({ _id: -1 }).lean();
      return rows.map(fromStored);
    },
    /** Losses and damages that count against the person, this case left out. */
    countBefore: (holderId: string, exceptId: string): Promise<number> =>
      cases.countDocuments({
        holderId,
        holds: true,
        kind: trusted({ $in: ['loss', 'damage'] }),
        _id: trusted({ $ne: exceptId }),
      }),
    /** For the jobs, by id. */
    dueAfter: (after: string, limit: number) => all({ effect: 'due' }, after, limit),
    untoldAfter: (after: string, limit: number) => all({ isTold: false }, after, limit),
    lossesAfter: (after: string, limit: number) => all({ kind: 'loss', holds: true }, after, limit),
    /** Of every reviewer, the busiest first. */
    async reviews(): Promise<readonly Reviews[]> {
      const count = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } });
      const rows = await cases.aggregate<Omit<Reviews, 'byId'> & { _id: string }>([
        { $match: { decision: { $ne: null } } },
        {
          $group: {
            _id: '$decision.byId',
            decided: { $sum: 1 },
            appealed: count({ $ne: ['$appealDecision', null] }),
            overturned: count({ $eq: ['$appealDecision.outcome', 'overturned'] }),
          },
        },
        { $sort: { decided: -1, _id: 1 } },
        { $limit: PAGE_SIZE },
      ]);
      return rows.map(({ _id, ...rest }) => ({ byId: _id, ...rest }));
    },
  };
}
