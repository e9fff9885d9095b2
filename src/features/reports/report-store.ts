import { trusted, type Connection } from 'mongoose';
import { later, MINUTE } from '../../kernel/clock.js';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import type { ExamSummary } from './exam-claim.js';
import type { clocksAnew, Reckoned } from './first-response.js';
import type { ReportChange } from './report-change.js';
import { reportModel, type ReportRecord } from './report-schema.js';
import type { Attachment } from './attachment.js';
import type { DefectSummary, Report, ReportAlarm } from './report.js';

/** How long an examiner may work on one file before somebody else takes it. */
const LEASE_MS = 10 * MINUTE;

export interface ClaimedExam {
  readonly report: Report;
  /** As it was before the claim: without this attempt. */
  readonly attachment: Attachment;
  readonly leaseUntil: Date;
}

export type ReckonedReport = Reckoned & Pick<Report, 'id'>;

export interface NewClocks extends Pick<Report, 'id' | 'firstResponseAt' | 'cameBackAt'> {
  readonly clocks: ReturnType<typeof clocksAnew>;
}

const RECKONED = {
  createdAt: 1,
  firstResponseAt: 1,
  dueAt: 1,
  cameBackAt: 1,
  reanswerDueAt: 1,
} as const;

/** What an alarm says. */
export type WaitingReport = Pick<Report, 'id' | 'ref' | 'personId' | 'assigneeId' | 'dueAt'>;

/** From then on there is something to tell, where the defect was not at its end before. */
const toldOfEnd = (at: Date) => ({
  $cond: [
    { $and: [{ $eq: ['$status', 'linked'] }, { $not: [{ $in: ['$defect.status', ENDED] }] }] },
    { $ifNull: ['$tellFrom', at] },
    '$tellFrom',
  ],
});
const ENDED = ['resolved', 'verified'];

/** Reports of before there were versions have none. */
const olderThan = (version: number) => trusted({ $not: { $gte: version } });

export type ReportStore = ReturnType<typeof createReportStore>;

export function createReportStore(connection: Connection) {
  const reports = reportModel(connection);
  const found = (record: ReportRecord | null): Report | undefined =>
    record ? fromStored(record) : undefined;

  async function claim(
    now: Date,
    condition: Readonly<Record<string, unknown>>,
    isFree: (attachment: Attachment) => boolean,
  ): Promise<ClaimedExam | undefined> {
    const leaseUntil = later(now, LEASE_MS);
    const record = await reports
      .findOneAndUpdate(
        { attachments: trusted({ $elemMatch: condition }) },
        {
          $set: { 'attachments.$.state': 'examining', 'attachments.$.leaseUntil': leaseUntil },
          $inc: { 'attachments.$.attempts': 1 },
        },
        { sort: { _id: 1 }, returnDocument: 'before' },
      )
      .hint('by_exam')
      .lean();
    const report = found(record);
    // `$` writes to the first element that fits, so this finds the same one.
    const attachment = report?.attachments.find(isFree);
    return report && attachment ? { report, attachment, leaseUntil } : undefined;
  }

  return {
    /** The stored report: this one, or the one the same person sent under the same key before. */
    async add(report: Report): Promise<Report> {
      try {
        await reports.create(toStored(report));
        return report;
      } catch (error) {
        if (!isDuplicateKey(error, 'client_key_unique')) throw error;
        const first = await this.byKey(report.personId, report.clientKey);
        if (!first) throw error;
        return first;
      }
    },
    async byKey(personId: string, clientKey: string): Promise<Report | undefined> {
      return found(await reports.findOne({ personId, clientKey }).lean());
    },
    async byId(id: string): Promise<Report | undefined> {
      return found(await reports.findById(id).lean());
    },
    /** With `personId` only if that person wrote it. */
    async byRef(ref: string, personId?: string): Promise<Report | undefined> {
      const filter = personId === undefined ? { ref } : { ref, personId };
      return found(await reports.findOne(filter).lean());
    },

    /** False when somebody changed the report since it was read. */
    async change(report: Report, change: ReportChange, at: Date): Promise<boolean> {
      const { set, message, attachments = [], events } = change;
      const { matchedCount } = await reports.updateOne(
        { _id: report.id, version: report.version },
        {
          $set: { ...set, updatedAt: at },
          $inc: { version: 1 },
          $push: {
            messages: { $each: message ? [message] : [] },
            attachments: { $each: [...attachments] },
            events: { $each: [...events] },
          },
        },
      );
      return matchedCount === 1;
    },

    /** Takes the oldest file nobody works on for this caller alone. */
    async claimExam(now: Date): Promise<ClaimedExam | undefined> {
      return (
        (await claim(now, { state: 'received' }, (file) => file.state === 'received')) ??
        (await claim(
          now,
          { state: 'examining', leaseUntil: { $lt: now } },
          ({ state, leaseUntil }) =>
            state === 'examining' && leaseUntil !== null && leaseUntil < now,
        ))
      );
    },
    async recordExam(id: string, n: number, summary: ExamSummary, at: Date): Promise<boolean> {
      if (summary.build !== undefined)
        await reports.updateOne(
          { _id: id, buildFrom: 'unit' },
          { $set: { build: summary.build, buildFrom: 'log', updatedAt: at } },
        );
      const { matchedCount } = await reports.updateOne(
        { _id: id, 'attachments.n': n },
        {
          $set: {
            'attachments.$.state': summary.state,
            'attachments.$.reason': summary.reason ?? null,
            'attachments.$.warnings': summary.warnings,
            'attachments.$.crashes': summary.crashes,
            'attachments.$.phone': summary.phone ?? null,
            'attachments.$.doubts': summary.doubts ?? [],
            'attachments.$.leaseUntil': null,
            updatedAt: at,
          },
        },
      );
      return matchedCount === 1;
    },

    /**
     * Copies the defect's news into its reports, and marks those to be told whose problem it ends.
     * One update, which raises the version: who answers or tells just now reads them again.
     */
    async updateDefect(defectId: string, defect: DefectSummary, at: Date): Promise<void> {
      const { title, twin = null, status, resolution, fixBuild, mergedInto = null } = defect;
      const same = {
        ...{ 'defect.title': title, 'defect.twin.zh-CN': twin?.['zh-CN'] ?? null },
        ...{ 'defect.status': status, 'defect.resolution': resolution },
        ...{ 'defect.fixBuild': fixBuild, 'defect.mergedInto': mergedInto },
      };
      const news = {
        defect: { $literal: { ...defect, twin, mergedInto } },
        version: { $add: ['$version', 1] },
        updatedAt: at,
      };
      // Those that say so already keep their time of change, or search would read them all again.
      await reports.updateMany(
        { 'defect.id': defectId, $nor: [same] },
        [{ $set: ENDED.includes(status) ? { ...news, tellFrom: toldOfEnd(at) } : news }],
        { updatePipeline: true },
      );
    },
    /** Up to `limit` reports whose clock was made by an older version of the promise. */
    async reckonedBefore(version: number, limit: number): Promise<readonly ReckonedReport[]> {
      const rows = await reports
        .find({ dueBy: olderThan(version) }, RECKONED)
        .hint('by_promise')
        .limit(limit)
        .lean();
      return rows.map(fromStored);
    },
    /** Leaves out reports that somebody answered, brought back or reckoned since they were read. */
    async recordClocks(reckoned: readonly NewClocks[]): Promise<void> {
      await reports.bulkWrite(
        reckoned.map(({ id, firstResponseAt, cameBackAt, clocks }) => ({
          updateOne: {
            filter: { _id: id, firstResponseAt, cameBackAt, dueBy: olderThan(clocks.dueBy) },
            update: { $set: clocks },
          },
        })),
        { ordered: false },
      );
    },
    /** Reports without an answer that is due from `from` until before `to`, the next one first. */
    async waitingBetween(
      from: Date,
      to: Date,
      alarms: readonly Report['alarm'][],
      limit: number,
    ): Promise<readonly WaitingReport[]> {
      const rows = await reports
        .find(
          {
            waiting: true,
            dueAt: trusted({ $gte: from, $lt: to }),
            alarm: trusted({ $in: alarms }),
          },
          { ref: 1, personId: 1, assigneeId: 1, dueAt: 1 },
        )
        .sort({ dueAt: 1, _id: 1 })
        .hint('by_deadline')
        .limit(limit)
        .lean();
      return rows.map(fromStored);
    },
    /** Not when it got another deadline since: of that one nobody was told. */
    async recordAlarm(
      { id, dueAt }: Pick<Report, 'id' | 'dueAt'>,
      alarm: ReportAlarm,
    ): Promise<void> {
      await reports.updateOne({ _id: id, dueAt }, { $set: { alarm } });
    },
    /** Reports whose answer was due from `from` until `to` and that somebody off duty has. */
    async lateWith(
      present: readonly string[],
      from: Date,
      to: Date,
      limit: number,
    ): Promise<readonly Report[]> {
      const records = await reports
        .find({
          waiting: true,
          dueAt: trusted({ $gte: from, $lt: to }),
          assigneeId: trusted({ $nin: [null, ...present] }),
        })
        .sort({ dueAt: 1, _id: 1 })
        .hint('by_deadline')
        .limit(limit)
        .lean();
      return records.map(fromStored);
    },
    /** Reports whose author came back and has an answer due in the span; nobody was told. */
    async reanswersBetween(
      from: Date,
      to: Date,
      limit: number,
    ): Promise<readonly (WaitingReport & Pick<Report, 'reanswerDueAt'>)[]> {
      const rows = await reports
        .find(
          { reanswerDueAt: trusted({ $gte: from, $lt: to }), isReanswerTold: false },
          { ref: 1, personId: 1, assigneeId: 1, dueAt: 1, reanswerDueAt: 1 },
        )
        .sort({ reanswerDueAt: 1 })
        .hint('by_reanswer')
        .limit(limit)
        .lean();
      return rows.map(fromStored);
    },
    async markReanswerTold({
      id,
      reanswerDueAt,
    }: Pick<Report, 'id' | 'reanswerDueAt'>): Promise<void> {
      await reports.updateOne({ _id: id, reanswerDueAt }, { $set: { isReanswerTold: true } });
    },
    async referencedHashes(hashes: readonly string[]): Promise<readonly string[]> {
      return (await reports.distinct('attachments.sha256', {
        'attachments.sha256': trusted({ $in: hashes }),
      })) as string[];
    },
  };
}
