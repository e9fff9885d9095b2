import { expect } from 'chai';
import { gapBetween, instantInLog, knownZone } from '../../../src/features/crashes/crash-time.js';

const SHANGHAI = 'Asia/Shanghai';

const INSTANTS: readonly (readonly [string, string | undefined, string | undefined, string?])[] = [
  ['08-14 21:03:11.402', '2026-08-14 21:30:00', SHANGHAI, '2026-08-14T13:03:11.402Z'],
  ['12-31 23:59:59.000', '2027-01-02 08:00:00', SHANGHAI, '2026-12-31T15:59:59.000Z'],
  ['08-14 21:03:11.402', '2026-08-14T13:30:00.000Z', SHANGHAI, '2026-08-14T13:03:11.402Z'],
  ['2026-08-14 21:10:44.120931288+0800', undefined, undefined, '2026-08-14T13:10:44.120Z'],
  ['2026-08-14T21:10:44Z', undefined, undefined, '2026-08-14T21:10:44.000Z'],
  ['2026-08-14 21:10:44 -0330', undefined, undefined, '2026-08-15T00:40:44.000Z'],
  ['1786713044.120', undefined, undefined, '2026-08-14T13:10:44.120Z'],
  ['2026-08-14 21:10:44', undefined, SHANGHAI, '2026-08-14T13:10:44.000Z'],
  ['08-14 21:03:11.402', undefined, SHANGHAI],
  ['08-14 21:03:11.402', '2026-08-14 21:30:00', undefined],
  ['08-14 21:03:11.402', '2026-08-14 21:30:00', 'Mars/Olympus'],
  ['12.345678', '2026-08-14 21:30:00', SHANGHAI],
  ['99-99 99:99:99', '2026-08-14 21:30:00', SHANGHAI],
];

const GAPS: readonly (readonly [string, string, number | undefined])[] = [
  ['08-14 21:03:11.402', '2026-08-14 21:03:12.402123456+0800', 1000],
  ['12-31 23:59:59.500', '2027-01-01 00:00:00.500', 1000],
  ['2026-08-14 21:00:00+0800', '2026-08-14 13:00:01Z', 1000],
  ['08-14 21:03:11.402', '08-14 21:05:11.402', 120_000],
  ['12.500', '14.000', 1500],
  ['12.500', '08-14 21:03:11.402', undefined],
  ['yesterday', '08-14 21:03:11.402', undefined],
];

describe('times in logs', () => {
  for (const [at, takenAt, timeZone, instant] of INSTANTS) {
    it(`make ${at} of ${takenAt ?? 'no date'} in ${timeZone ?? 'no zone'} ${instant ?? 'unsure'}`, () => {
      expect(instantInLog(at, { takenAt, timeZone: knownZone(timeZone) })).to.equal(instant);
    });
  }

  for (const [one, other, gap] of GAPS) {
    it(`put ${one} and ${other} ${gap ?? 'no known'} ms apart`, () => {
      expect(gapBetween(one, other)).to.equal(gap);
    });
  }
});
