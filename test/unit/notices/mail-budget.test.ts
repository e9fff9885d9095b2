import { expect } from 'chai';
import {
  decideMail,
  QUIET_AT_NIGHT,
  type Waiting,
} from '../../../src/features/notices/mail-budget.js';

const waiting = (over: Partial<Waiting> = {}): Waiting => ({
  hasUrgent: false,
  hasHadMail: false,
  quiet: QUIET_AT_NIGHT,
  personZone: 'Asia/Shanghai',
  programmeZone: 'Asia/Shanghai',
  ...over,
});
const sends = (day: string | null) => ({ kind: 'send', day });
const holds = (until: string) => ({ kind: 'hold', until: new Date(until) });

describe('the budget of mails', () => {
  const cases: readonly [string, Partial<Waiting>, string, object][] = [
    ['sends by day', {}, '2026-03-03T02:00:00Z', sends('2026-03-03')],
    [
      'holds a second one until midnight',
      { hasHadMail: true },
      '2026-03-03T02:00:00Z',
      holds('2026-03-03T16:00:00Z'),
    ],
    [
      'holds until the morning from 22:00',
      {},
      '2026-03-03T14:00:00Z',
      holds('2026-03-04T00:00:00Z'),
    ],
    ['sends just before 22:00', {}, '2026-03-03T13:59:00Z', sends('2026-03-03')],
    [
      'holds until the same morning after midnight',
      {},
      '2026-03-03T20:00:00Z',
      holds('2026-03-04T00:00:00Z'),
    ],
    ['sends from 08:00', {}, '2026-03-04T00:00:00Z', sends('2026-03-04')],
    [
      "knows the night of the person's own zone",
      { personZone: 'Europe/Berlin' },
      '2026-03-03T02:00:00Z',
      holds('2026-03-03T07:00:00Z'),
    ],
    [
      'ends the night at 08:00 also when the clocks change',
      { personZone: 'Europe/Berlin' },
      '2026-03-28T22:30:00Z',
      holds('2026-03-29T06:00:00Z'),
    ],
    [
      'holds by day for whoever sleeps by day',
      { quiet: { fromHour: 9, untilHour: 17 } },
      '2026-03-03T02:00:00Z',
      holds('2026-03-03T09:00:00Z'),
    ],
    [
      'sends at night to whoever sleeps by day',
      { quiet: { fromHour: 9, untilHour: 17 } },
      '2026-03-03T15:00:00Z',
      sends('2026-03-03'),
    ],
    [
      'sends at any hour without quiet hours',
      { quiet: { fromHour: 0, untilHour: 0 } },
      '2026-03-03T16:30:00Z',
      sends('2026-03-04'),
    ],
    ['ends the year', { hasHadMail: true }, '2026-12-31T02:00:00Z', holds('2026-12-31T16:00:00Z')],
    ['sends an urgent one at night', { hasUrgent: true }, '2026-03-03T20:00:00Z', sends(null)],
    [
      'sends an urgent one beside the mail of the day',
      { hasUrgent: true, hasHadMail: true },
      '2026-03-03T02:00:00Z',
      sends(null),
    ],
  ];
  for (const [what, over, now, decision] of cases)
    it(what, () => {
      expect(decideMail(waiting(over), new Date(now))).to.deep.equal(decision);
    });
});
