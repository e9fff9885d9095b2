import type { Connection } from 'mongoose';
import { reportModel } from './report-schema.js';

/** What reports tell of the defects that they are linked to. */
export function createEvidenceQueries(connection: Connection) {
  const reports = reportModel(connection);
  return {
    /** The units that each of the defects was reported from, each once, the first of them first. */
    async unitsBehind(
      defectIds: readonly string[],
    ): Promise<ReadonlyMap<string, readonly string[]>> {
      if (defectIds.length === 0) return new Map();
      const rows = await reports.aggregate<{ _id: { defect: string; unit: string } }>([
        { $match: { 'defect.id': { $in: [...defectIds] }, status: { $ne: 'withdrawn' } } },
        { $group: { _id: { defect: '$defect.id', unit: '$unitId' }, first: { $min: '$_id' } } },
        { $sort: { first: 1 } },
      ]);
      const units = new Map<string, string[]>();
      for (const { _id } of rows)
        units.set(_id.defect, [...(units.get(_id.defect) ?? []), _id.unit]);
      return units;
    },
  };
}
