import { expect } from 'chai';
import {
  exceptionsText,
  hoursText,
  parseExceptions,
  parseHours,
} from '../../../src/features/promise/calendar-text.js';

describe('hours as they are typed', () => {
  const read: readonly [string, string | undefined][] = [
    ['09:00-22:00', '09:00-22:00'],
    ['9:00 – 22:00', '09:00-22:00'],
    ['00:00-24:00', '00:00-24:00'],
    ['18:00-24:00', '18:00-24:00'],
    ['', ''],
    ['22:00-02:00', undefined],
    ['09:00-24:01', undefined],
    ['09:60-10:30', undefined],
    ['09:00-09:29', undefined],
    ['09:00', undefined],
    ['all day', undefined],
    ['99:00-99:30', undefined],
  ];
  for (const [typed, shown] of read)
    it(`are ${shown === undefined ? 'refused' : shown || 'none'} for “${typed}”`, () => {
      const hours = parseHours(typed);
      expect(hours === undefined ? undefined : hoursText(hours)).to.equal(shown);
    });
});

describe('special days as they are typed', () => {
  it('are read line by line, in the order of their days, and written back', () => {
    const read = parseExceptions(
      '2026-10-10 10:00-18:00 make-up day\n\n2026-10-01  休息 国庆节\n2026-12-31 CLOSED',
    );
    if (!('exceptions' in read)) throw new Error(read.problem.code);
    expect(exceptionsText(read.exceptions)).to.equal(
      '2026-10-01 closed 国庆节\n2026-10-10 10:00-18:00 make-up day\n2026-12-31 closed',
    );
    expect(parseExceptions(exceptionsText(read.exceptions))).to.deep.equal(read);
  });

  const refused: readonly [string, string, number, string][] = [
    ['a day without a word', '2026-10-01', 1, 'bad_line'],
    ['another way of writing days', '\n1.10.2026 closed', 2, 'bad_line'],
    ['a day that does not exist', '2026-02-29 closed', 1, 'no_such_day'],
    ['a month that does not exist', '2026-13-01 closed', 1, 'no_such_day'],
    ['hours that end before they begin', '2026-10-01 18:00-10:00', 1, 'bad_line_hours'],
    ['a second line for a day', '2026-10-01 closed\n2026-10-01 10:00-18:00', 2, 'day_twice'],
    ['a name without end', `2026-10-01 closed ${'x'.repeat(61)}`, 1, 'long_name'],
  ];
  for (const [what, typed, line, code] of refused)
    it(`are refused for ${what}, with the number of the line`, () => {
      const read = parseExceptions(typed);
      if (!('problem' in read)) throw new Error('it was taken');
      expect([read.problem.code, read.problem.facts?.['line']]).to.deep.equal([
        `promise.${code}`,
        line,
      ]);
    });

  it('are at most a hundred', () => {
    const days = Array.from({ length: 101 }, (_, n) =>
      new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10),
    );
    const text = days.map((day) => `${day} closed`).join('\n');
    expect(parseExceptions(text)).to.have.nested.property('problem.code', 'promise.too_many_days');
  });
});
