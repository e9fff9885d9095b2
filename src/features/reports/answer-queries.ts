import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { MINUTE } from '../../kernel/clock.js';
import {
  LONGEST_MINUTES,
  type AnswerCount,
  type AnswerReads,
  type Breach,
} from '../promise/index.js';
import { reportModel, type ReportRecord } from './report-schema.js';

const BREACHES_SHOWN = 50;

/**
 * Whether the promise was kept; null for who still waits in time, and where the author took the
 * report back before an answer. Computed rather than matched, so that the index alone tells.
 */
const isInTime = (now: Date) => ({
  $cond: [
    { $gt: ['$firstResponseAt', null] },
    { $lte: ['$firstResponseAt', '$dueAt'] },
    { $cond: [{ $and: ['$waiting', { $lt: ['$dueAt', now] }] }, false, null] },
  ],
});

const MINUTES = {
  $min: [
    LONGEST_MINUTES + 1,
    { $max: [1, { $ceil: { $divide: [{ $ifNull: ['$responseMs', Infinity] }, MINUTE] } }] },
  ],
};

/**
 * How the promise was kept: reads of one index over the time that is asked for, whose answers are
 * as long as there are hours, weeks and minutes in it, however many the reports.
 */
export function createAnswerQueries(connection: Connection): AnswerReads {
  const reports = reportModel(connection).collection as unknown as Collection<ReportRecord>;
  return {
    counts: ({ from, to, now, zone: timezone }) =>
      reports
        .aggregate<AnswerCount>(
          [
            { $match: { createdAt: { $gte: from, $lt: to } } },
            {
              $group: {
                _id: {
                  week: { $dateToString: { date: '$createdAt', format: '%G-W%V', timezone } },
                  hour: { $hour: { date: '$createdAt', timezone } },
                  minutes: MINUTES,
                  isInTime: isInTime(now),
                },
                count: { $sum: 1 },
              },
            },
            { $replaceWith: { $mergeObjects: ['$_id', { count: '$count' }] } },
            { $match: { isInTime: { $ne: null } } },
          ],
          { hint: 'by_arrival' },
        )
        .toArray(),

    breaches: ({ from, to, now }) =>
      reports
        .aggregate<Breach>(
          [
            { $match: { createdAt: { $gte: from, $lt: to } } },
            { $sort: { createdAt: -1 } },
            {
              $project: {
                ...{ _id: 0, kind: 1, createdAt: 1, firstResponseAt: 1, responseMs: 1 },
                isInTime: isInTime(now),
              },
            },
            { $match: { isInTime: false } },
            { $limit: BREACHES_SHOWN },
            { $unset: 'isInTime' },
          ],
          { hint: 'by_arrival' },
        )
        .toArray(),

    async waiting(now) {
      const hint = { hint: 'by_deadline' };
      const [open, late] = await Promise.all([
        reports.countDocuments({ waiting: true }, hint),
        reports.countDocuments({ waiting: true, dueAt: { $lt: now } }, hint),
      ]);
      return { open, late };
    },
  };
}
