import { trusted, type Connection } from 'mongoose';
import type { DefectSummary, Report } from './report.js';
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

type DefectName = Pick<DefectSummary, 'id' | 'ref'>;
type LinkRecord = Pick<Report, 'personId' | 'defect'>;
const LINK = { personId: 1, defect: 1 } as const;

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
    /**
     * By the reference of the defect, who of the people has told of it, or of what was merged into
     * it, in private reports only: two queries, and one where nobody has a private one.
     */
    async unnamedAmong(
      defects: readonly DefectName[],
      personIds: readonly string[],
    ): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
      const about = [
        { 'defect.id': trusted({ $in: defects.map(({ id }) => id) }) },
        { 'defect.mergedInto': trusted({ $in: defects.map(({ ref }) => ref) }) },
      ];
      const closed = await reports
        .find({ personId: trusted({ $in: [...personIds] }), isPrivate: true, $or: about }, LINK)
        .hint('private_by_person')
        .lean();
      if (closed.length === 0) return new Map();
      const open = await reports
        .find(
          {
            personId: trusted({ $in: closed.map(({ personId }) => personId) }),
            ...{ isPrivate: trusted({ $ne: true }), status: trusted({ $ne: 'withdrawn' }) },
            $or: about,
          },
          LINK,
        )
        .hint('by_person')
        .lean();
      return new Map(
        defects.map((defect) => {
          const named = reportersIn(open, defect);
          return [
            defect.ref,
            new Set([...reportersIn(closed, defect)].filter((id) => !named.has(id))),
          ];
        }),
      );
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

const reportersIn = (rows: readonly LinkRecord[], { id, ref }: DefectName): ReadonlySet<string> =>
  new Set(
    rows
      .filter(({ defect }) => defect?.id === id || defect?.mergedInto === ref)
      .map(({ personId }) => personId),
  );

const toEvidence = (row: EvidenceRecord): ReportEvidence => {
  const { _id: id, createdAt: at, defect, attachments = [], ...rest } = row;
  const hasLog = attachments.some(({ state }) => state === 'examined' || state === 'partial');
  return { id, at, ...rest, defectId: defect?.id ?? null, hasLog };
};
