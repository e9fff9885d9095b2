import type { Connection } from 'mongoose';
import { trusted } from 'mongoose';
import { defectModel } from './defect-schema.js';
import type { DefectEvent } from './defect.js';

/** How fixes of one engineer turned out. */
export interface FixOutcome {
  readonly personId: string;
  readonly verified: number;
  readonly contradicted: number;
}

/** More defects than are changed in a month. */
const LOOKED_AT = 5_000;

type Judged = Pick<DefectEvent, 'at' | 'byId' | 'action'>;

/** Who had resolved the defect when it was judged. */
function outcomesIn(history: readonly Judged[], from: Date, to: Date) {
  let fixerId: string | null = null;
  return history.flatMap(({ at, byId, action }) => {
    if (action === 'resolve') fixerId = byId;
    const isJudged = action === 'verify' || action === 'contradict';
    return isJudged && fixerId !== null && at >= from && at < to
      ? [{ personId: fixerId, action }]
      : [];
  });
}

export function createFixQueries(connection: Connection) {
  const defects = defectModel(connection);
  return {
    /** Fixes that were judged at `from` or later, before `to`, by who had made them. */
    async fixOutcomes(from: Date, to: Date): Promise<readonly FixOutcome[]> {
      const rows = await defects
        .find(
          { updatedAt: trusted({ $gte: from }) },
          { 'history.at': 1, 'history.byId': 1, 'history.action': 1 },
        )
        .sort({ updatedAt: -1 })
        .limit(LOOKED_AT)
        .lean<readonly { readonly history: readonly Judged[] }[]>();
      const found = rows.flatMap(({ history }) => outcomesIn(history, from, to));
      return [...new Set(found.map(({ personId }) => personId))].map((personId) => {
        const own = found.filter((one) => one.personId === personId);
        const verified = own.filter(({ action }) => action === 'verify').length;
        return { personId, verified, contradicted: own.length - verified };
      });
    },
  };
}
