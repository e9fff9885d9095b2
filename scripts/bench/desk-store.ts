import { MongoClient, type Collection, type Db } from 'mongodb';
import { DAY, later, MINUTE } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import type { Defect } from '../../src/features/defects/index.js';
import type { Release } from '../../src/features/releases/index.js';
import type { Report } from '../../src/features/reports/index.js';
import type { Stored } from '../../src/platform/records.js';
import type { Site } from './site.js';

export interface StoreSize {
  readonly reports: number;
  readonly defects: number;
  readonly releases: number;
}

type ReportRecord = Stored<Report>;
type DefectRecord = Stored<Defect>;
type ReleaseRecord = Stored<Release>;

export const LINES = 250;
const BATCH = 5_000;
/** No job is alarmed of what is older, nor takes it for news. */
const LONG_AGO_MS = 3 * DAY;
/** Nobody is asked to try what a release brought before that. */
const CARDS_OPEN_MS = 35 * DAY;
const KINDS = ['crash', 'crash', 'crash', 'crash', 'crash', 'problem', 'problem', 'suggestion'];

/** What became of a hundred reports, one after the other in the queue. */
const FATES: readonly Pick<Report, 'status' | 'isOpen' | 'waiting'>[] = Array.from(
  { length: 100 },
  (_, n) => {
    if (n === 0) return { status: 'new', isOpen: true, waiting: true };
    if (n < 5) return { status: 'triaged', isOpen: true, waiting: false };
    if (n < 65) return { status: 'linked', isOpen: false, waiting: false };
    if (n < 90) return { status: 'answered', isOpen: false, waiting: false };
    if (n < 95) return { status: 'declined', isOpen: false, waiting: false };
    return { status: 'withdrawn', isOpen: false, waiting: false };
  },
);

/**
 * Fills the site's store with copies of its one report, one defect and one release, a minute
 * apart, while the application is stopped. Indexes are built after the copies: twice as fast.
 */
export async function fillStore(site: Site, uri: string, size: StoreSize): Promise<void> {
  // A client of its own: building an index takes longer than the site's waits for any answer.
  const client = await new MongoClient(uri).connect();
  const reports = client.db().collection<ReportRecord>('reports');
  const defects = client.db().collection<DefectRecord>('defects');
  const releases = client.db().collection<ReleaseRecord>('releases');
  const [report, defect, release] = await Promise.all([
    theOne(reports),
    theOne(defects),
    theOne(releases),
  ]);
  const known = Array.from({ length: size.defects }, (_, n) => defectCopy(defect, n, size));
  await site.restartAround(async () => {
    await copyInto(defects, size.defects, (n) => known[n] ?? defect);
    await copyInto(reports, size.reports, (n) => reportCopy(report, known, n, size.reports));
    await copyInto(releases, size.releases, (n) => releaseCopy(release, known, n, size.releases));
    await sayAllWasFollowed(client.db());
  });
  await client.close();
}

/** As in a store that grew: jobs that follow changes would take the copies for news for an hour. */
async function sayAllWasFollowed(db: Db): Promise<void> {
  const at = new Date();
  const upsert = { upsert: true };
  const marks = db.collection<{ _id: string }>('credit_marks');
  for (const _id of ['defects', 'reports'])
    await marks.updateOne({ _id }, { $set: { at, last: '' } }, upsert);
  const search = db.collection<{ _id: string }>('search_marks');
  await search.updateOne({ _id: 'followed' }, { $set: { at } }, upsert);
}

async function theOne<Row extends { readonly _id: string }>(rows: Collection<Row>): Promise<Row> {
  const found = await rows.findOne({});
  if (!found) throw new Error(`There is nothing to copy in ${rows.collectionName}`);
  return found as Row;
}

async function copyInto<Row extends { readonly _id: string }>(
  into: Collection<Row>,
  count: number,
  make: (n: number) => Row,
): Promise<void> {
  const indexes = (await into.indexes()).filter(({ name }) => name !== '_id_');
  await into.dropIndexes();
  for (let done = 0; done < count; done += BATCH) {
    const length = Math.min(BATCH, count - done);
    const rows = Array.from({ length }, (_, n) => make(done + n));
    await into.insertMany(rows as never, { ordered: false });
  }
  for (const index of indexes) await into.createIndexes([index]);
}

const timeOf = (of: { readonly createdAt: Date }, n: number, count: number): Date =>
  later(of.createdAt, (n - count) * MINUTE - LONG_AGO_MS);

function defectCopy(of: DefectRecord, n: number, size: StoreSize): DefectRecord {
  const at = timeOf(of, n, size.defects);
  const isOpen = n % 5 === 0;
  const ending = isOpen
    ? ({ status: 'open', resolution: null, fixBuild: null } as const)
    : { status: of.status, resolution: of.resolution, fixBuild: of.fixBuild };
  return {
    ...of,
    ...{ _id: newId(at), ref: `D-${10_000 + n}`, title: `${of.title} (${n})` },
    ...{ ...ending, isOpen, severity: n % 10 === 0 ? 'critical' : n % 3 === 0 ? 'minor' : 'major' },
    ...{ shelf: isOpen ? 'open' : 'resolved', mergedInto: null, isSpreading: false },
    ...{ reportCount: Math.round((size.reports * 0.6) / size.defects), score: (n * 7919) % 1_000 },
    ...{ createdAt: at, updatedAt: at },
  };
}

function reportCopy(
  of: ReportRecord,
  known: readonly DefectRecord[],
  n: number,
  count: number,
): ReportRecord {
  const at = timeOf(of, n, count);
  const fate = FATES[n % FATES.length] ?? { status: 'new', isOpen: true, waiting: true };
  const defect = fate.status === 'linked' ? known[(n * 7919) % known.length] : undefined;
  const answered = later(at, 5 * MINUTE);
  return {
    ...of,
    ...{ _id: newId(at), ref: `R-${100_000 + n}`, clientKey: `bench-${n}`, ...fate },
    kind: (KINDS[n % KINDS.length] ?? 'praise') as Report['kind'],
    title: `${of.title} (${n})`,
    firstResponseAt: fate.waiting ? null : answered,
    firstResponderId: fate.waiting ? null : of.personId,
    responseMs: fate.waiting ? null : 5 * MINUTE,
    defect: defect
      ? {
          ...{ id: defect._id, ref: defect.ref, title: defect.title, status: defect.status },
          ...{ resolution: defect.resolution, fixBuild: defect.fixBuild },
        }
      : null,
    tellFrom: null,
    ...{ createdAt: at, dueAt: later(at, 15 * MINUTE), statusAt: at, updatedAt: at },
  };
}

function releaseCopy(
  of: ReleaseRecord,
  known: readonly DefectRecord[],
  n: number,
  count: number,
): ReleaseRecord {
  const at = later(of.publishedAt ?? of.createdAt, (n - count) * 7 * DAY - CARDS_OPEN_MS);
  const [line] = of.entries;
  if (!line) throw new Error('The release to be copied has no line');
  const entries = Array.from({ length: LINES }, (_, m) => {
    const defect = known[(n * LINES + m) % known.length];
    return { ...line, defectId: defect?._id ?? '', defectRef: defect?.ref ?? '' };
  });
  return {
    ...of,
    ...{ _id: newId(at), build: `2.${n}.0`, entries, itemCount: LINES },
    shipped: entries.map(({ defectId }) => `${defectId}@2.${n}.0`),
    ...{ state: 'closed', closesAt: later(at, 6 * DAY), isTelling: false },
    ...{ publishAt: at, publishedAt: at, createdAt: at, updatedAt: at },
  };
}
