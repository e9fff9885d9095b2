import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { MINUTE } from '../../kernel/clock.js';
import { LONGEST_MINUTES } from '../promise/index.js';
import type { EngineerAnswers } from './engineer-figures.js';
import { reportModel, type ReportRecord } from './report-schema.js';

const QUARTER_MINUTES = 15;

const timesOf = (...actions: readonly string[]) => ({
  $map: {
    input: { $filter: { input: '$events', as: 'e', cond: { $in: ['$$e.action', actions] } } },
    as: 'e',
    in: '$$e.at',
  },
});
const countIf = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } });

/** How engineers answered: one walk along one index over the time that is asked for. */
export function createEngineerQueries(connection: Connection) {
  const reports = reportModel(connection).collection as unknown as Collection<ReportRecord>;
  return {
    answersBy: (personIds: readonly string[], from: Date, to: Date) =>
      reports
        .aggregate<EngineerAnswers>(
          [
            {
              $match: {
                firstResponderId: { $in: [...personIds] },
                createdAt: { $gte: from, $lt: to },
              },
            },
            {
              $group: {
                _id: {
                  personId: '$firstResponderId',
                  at: {
                    $dateTrunc: { date: '$createdAt', unit: 'minute', binSize: QUARTER_MINUTES },
                  },
                  minutes: {
                    $min: [
                      LONGEST_MINUTES + 1,
                      { $max: [1, { $ceil: { $divide: ['$responseMs', MINUTE] } }] },
                    ],
                  },
                  isInTime: { $lte: ['$firstResponseAt', '$dueAt'] },
                },
                count: { $sum: 1 },
                cameBack: countIf({
                  $gt: [{ $max: timesOf('add') }, { $min: timesOf('answer', 'decline') }],
                }),
                askedAgain: countIf({ $gt: [{ $size: timesOf('ask') }, 1] }),
              },
            },
            {
              $replaceWith: {
                $mergeObjects: [
                  '$_id',
                  { count: '$count', cameBack: '$cameBack', askedAgain: '$askedAgain' },
                ],
              },
            },
          ],
          { hint: 'by_responder' },
        )
        .toArray(),
  };
}
