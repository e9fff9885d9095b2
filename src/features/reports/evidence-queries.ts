import { trusted, type Connection } from 'mongoose';
import type { Report } from './report.js';
import { reportModel } from './report-schema.js';

/** A report as evidence: who sent it from which phone, and whether it has a log that was read. */
export interface ReportEvidence extends Pick<
  Report,
  'id' | 'ref' | 'personId' | 'unitId' | 'build' | 'dueAt' | 'firstResponseAt'
> {
  readonly defectId: string | null;
  readonly hasLog: boolean;
  readonly at: Date;
}

const LATEST = 200;
const EVIDENCE = {
  ...{ ref: 1, personId: 1, unitId: 1, build: 1, dueAt: 1, firstResponseAt: 1, createdAt: 1 },
  ...{ 'defect.id': 1, 'attachments.state': 1 },
} as const;

type EvidenceRecord = Omit<ReportEvidence, 'id' | 'defectId' | 'hasLog' | 'at'> & {
  readonly _id: string;
  readonly createdAt: Date;
  readonly defect?: { readonly id: string } | null;
  readonly attachments?: readonly { readonly state: string }[];
};

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
    /** Reports linked to one of the defects that were neither declined nor withdrawn. */
    async evidenceOf(defectIds: readonly string[]): Promise<readonly ReportEvidence[]> {
      if (defectIds.length === 0) return [];
      const rows = await reports
        .find(
          {
            'defect.id': trusted({ $in: [...defectIds] }),
            status: trusted({ $nin: ['declined', 'withdrawn'] }),
          },
          EVIDENCE,
        )
        .lean();
      return rows.map((row) => toEvidence(row));
    },
    /** The builds of the model that the person's latest reports, or their logs, tell of. */
    async buildsToldBy(personId: string, modelCode: string): Promise<readonly string[]> {
      const rows = await reports
        .find({ personId, modelCode }, { _id: 0, build: 1 })
        .sort({ _id: -1 })
        .limit(LATEST)
        .hint('by_person')
        .lean();
      return [...new Set(rows.flatMap(({ build }) => build ?? []))];
    },
    /** The reports themselves, whatever became of them. */
    async evidenceIn(ids: readonly string[]): Promise<readonly ReportEvidence[]> {
      const rows = await reports.find({ _id: trusted({ $in: [...ids] }) }, EVIDENCE).lean();
      return rows.map((row) => toEvidence(row));
    },
  };
}

const toEvidence = (row: EvidenceRecord): ReportEvidence => {
  const { _id: id, createdAt: at, defect, attachments = [], ...rest } = row;
  const hasLog = attachments.some(({ state }) => state === 'examined' || state === 'partial');
  return { id, at, ...rest, defectId: defect?.id ?? null, hasLog };
};
