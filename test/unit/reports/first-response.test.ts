import { expect } from 'chai';
import { later, MINUTE, SECOND } from '../../../src/kernel/clock.js';
import { defaultCalendar } from '../../../src/features/promise/index.js';
import { clocksAnew, isLate, responseClock } from '../../../src/features/reports/first-response.js';
import * as change from '../../../src/features/reports/report-change.js';
import { say, type Words } from '../../../src/features/reports/report-message.js';
import { buildReport } from '../../support/reports.js';

const CALENDAR = defaultCalendar('Asia/Shanghai');
/** Ten in the morning in Shanghai. */
const AT = new Date('2026-03-03T02:00:00Z');

describe('the clock of a report', () => {
  const clock = (answer: number | null) =>
    responseClock(
      { createdAt: AT, firstResponseAt: answer === null ? null : later(AT, answer) },
      CALENDAR,
    );

  it('runs to the deadline of its calendar, and has taken nothing without an answer', () => {
    expect(clock(null)).to.deep.equal({
      dueAt: later(AT, 15 * MINUTE),
      responseMs: null,
      dueBy: 1,
    });
  });

  it('made anew gives time to whoever waits a second time, and goes by the earlier of two versions', () => {
    const longer = { ...CALENDAR, version: 2, responseMinutes: 20 };
    const noon = later(AT, 120 * MINUTE);
    const asked = buildReport(AT, { firstResponseAt: AT, status: 'needs_info', dueBy: 2 });
    const mei = { id: asked.personId, isQa: false, isStaff: false };
    const words = { key: 'k', text: 'The camera.', internal: false };
    const { set } = say(asked, words, mei, noon, CALENDAR);
    expect(set).to.deep.include({ cameBackAt: noon, dueBy: 1 });
    const report = { ...asked, ...set, isReanswerTold: true };
    expect(clocksAnew(report, longer)).to.deep.equal({
      ...{ dueAt: later(AT, 20 * MINUTE), responseMs: 0, dueBy: 2, alarm: null },
      ...{ reanswerDueAt: later(noon, 20 * MINUTE), isReanswerTold: false },
    });
    expect(clocksAnew(report, CALENDAR)).not.to.have.property('isReanswerTold');
  });

  it('counts the duty until the answer, and not the night', () => {
    expect(clock(7 * MINUTE).responseMs).to.equal(7 * MINUTE);
    expect(clock(24 * 60 * MINUTE).responseMs).to.equal(13 * 60 * MINUTE);
  });

  const cases: readonly [string, number | null, number, boolean][] = [
    ['is not late at fifteen minutes', null, 15 * MINUTE, false],
    ['is late a millisecond later', null, 15 * MINUTE + 1, true],
    ['is kept by an answer at fifteen minutes', 15 * MINUTE, 60 * MINUTE, false],
    ['stays late after a late answer', 15 * MINUTE + SECOND, 60 * MINUTE, true],
  ];
  for (const [claim, answer, now, late] of cases)
    it(claim, () => {
      const firstResponseAt = answer === null ? null : later(AT, answer);
      const { dueAt } = clock(answer);
      expect(isLate({ dueAt, firstResponseAt }, later(AT, now))).to.equal(late);
    });
});

describe('the clock of the first response', () => {
  const author = { id: 'mei', isQa: false, isStaff: false };
  const qa = { id: 'lin', isQa: true, isStaff: true };
  const admin = { id: 'ada', isQa: false, isStaff: true };
  const report = buildReport(AT, { personId: author.id });
  const triaged = { ...report, status: 'triaged' as const };
  const defect = {
    ...{ id: 'd', ref: 'D-1', title: 'Camera', status: 'open' },
    ...{ resolution: null, fixBuild: null },
  };
  const says = (hand: change.Hand, words: Partial<Words> = {}, of = report) =>
    say(
      of,
      { key: 'k', text: 'Thanks, we see it too.', internal: false, ...words },
      hand,
      later(AT, MINUTE),
      CALENDAR,
    );

  const goesOn: readonly [string, () => change.ReportChange][] = [
    ['an assignment', () => change.assign(report, qa, AT)],
    ['a change of the status', () => change.changeStatus(report, 'triage', qa, AT)],
    ['a robot that changes the status', () => change.changeStatus(report, 'triage', null, AT)],
    ['a link to a defect', () => change.link(report, defect, qa, AT)],
    ['a link that is taken back', () => change.unlink({ ...report, status: 'linked' }, qa, AT)],
    ['a note between staff', () => says(qa, { internal: true })],
    ['a word of an admin', () => says(admin)],
    ['a word of the author', () => says(author)],
    [
      'an answer to oneself, though one is an engineer',
      () => says({ ...author, isQa: true }, {}, report),
    ],
    ['a reason for reading a file', () => change.override(1, 'The owner asked.', admin, AT)],
  ];
  for (const [what, make] of goesOn)
    it(`goes on after ${what}`, () => {
      const { set } = make();
      expect(set).not.to.have.any.keys('firstResponseAt', 'firstResponderId', 'responseMs');
      expect(set.waiting ?? true).to.equal(true);
    });

  const stops: readonly [string, () => change.ReportChange][] = [
    ['a public word of an engineer', () => says(qa)],
    ['words that an engineer did not write anew', () => says(qa, { text: 'Please send a log.' })],
    ['a question', () => says(qa, { action: 'ask' })],
    ['an answer that declines', () => says(qa, { action: 'decline' })],
    ['a word on a report that was looked at long ago', () => says(qa, {}, triaged)],
  ];
  for (const [what, make] of stops)
    it(`stops at ${what}`, () => {
      const { set } = make();
      expect(set).to.deep.include({
        ...{ firstResponseAt: later(AT, MINUTE), firstResponderId: qa.id },
        ...{ responseMs: MINUTE, waiting: false },
      });
    });

  it('stops once: a second answer changes nothing of the first', () => {
    const answered = { ...report, ...says(qa).set };
    expect(says({ ...qa, id: 'bo' }, {}, answered).set).not.to.have.property('firstResponseAt');
  });
});
