import { expect } from 'chai';
import { Conflict, InvalidInput } from '../../../src/kernel/errors.js';
import { defaultCalendar } from '../../../src/features/promise/index.js';
import * as change from '../../../src/features/reports/report-change.js';
import { say, type Words } from '../../../src/features/reports/report-message.js';
import {
  mayDownload,
  nextStatus,
  REPORT_ACTIONS,
  REPORT_STATUSES,
  shownStatus,
  titleOf,
  type ReportStatus,
} from '../../../src/features/reports/report.js';
import { buildAttachment, buildReport } from '../../support/reports.js';

const AT = new Date('2026-03-03T02:00:00Z');
const CALENDAR = defaultCalendar('Asia/Shanghai');
const author = { id: 'mei', isQa: false, isStaff: false };
const lin = { id: 'lin', isQa: true, isStaff: true };
const words = (more: Partial<Words> = {}): Words => ({
  ...{ key: 'k', text: 'Hello', internal: false },
  ...more,
});

describe('the status of a report', () => {
  const legal: Record<ReportStatus, string> = {
    new: 'triage ask link answer decline withdraw',
    triaged: 'ask link answer decline withdraw',
    needs_info: 'triage ask add park link answer decline withdraw',
    parked: 'triage add link withdraw',
    linked: 'link unlink',
    answered: 'triage add link',
    declined: 'triage add link',
    withdrawn: '',
  };
  for (const status of REPORT_STATUSES)
    it(`allows from ${status}: ${legal[status] || 'nothing'}`, () => {
      const allowed = REPORT_ACTIONS.filter((action) => nextStatus(status, action));
      expect(allowed.join(' ')).to.equal(legal[status]);
    });

  for (const action of ['ask', 'answer', 'decline'] as const)
    it(`needs words to ${action}`, () => {
      const report = buildReport(AT);
      expect(() => change.changeStatus(report, action, lin, AT)).to.throw(Conflict);
      expect(() => say(report, words({ internal: true, action }), lin, AT, CALENDAR)).to.throw(
        InvalidInput,
      );
    });

  it('no longer waits once it is withdrawn', () => {
    const { set } = change.changeStatus(buildReport(AT), 'withdraw', author, AT);
    expect(set).to.include({ status: 'withdrawn', waiting: false, isOpen: false });
  });
});

describe('what people read as the status', () => {
  const table = [
    ['linked', 'resolved', 'resolved'],
    ['linked', 'verified', 'resolved'],
    ['linked', 'reopened', 'linked'],
    ['withdrawn', 'resolved', 'withdrawn'],
  ] as const;
  for (const [status, ofDefect, shown] of table)
    it(`is ${shown} for a ${status} report whose defect is ${ofDefect}`, () => {
      expect(shownStatus({ status, defect: { status: ofDefect } })).to.equal(shown);
    });
});

describe('a word about a report', () => {
  const answered: readonly [ReportStatus, ReportStatus | undefined][] = [
    ['needs_info', 'triaged'],
    ['parked', 'triaged'],
    ['answered', 'triaged'],
    ['new', undefined],
    ['linked', undefined],
  ];
  for (const [from, to] of answered)
    it(`${to ? 'reopens' : 'leaves'} a report in ${from} when its author writes`, () => {
      const { set } = say(buildReport(AT, { status: from }), words(), author, AT, CALENDAR);
      expect(set.status).to.equal(to);
    });

  it('never takes an internal note from the author', () => {
    const { message } = say(buildReport(AT), words({ internal: true }), author, AT, CALENDAR);
    expect(message?.internal).to.equal(false);
  });

  it('numbers added files on from the last', () => {
    const report = buildReport(AT, { attachments: [buildAttachment(1), buildAttachment(2)] });
    const file = { name: 'x', size: 1, sha256: 'f'.repeat(64) };
    const { attachments } = say(report, words({ files: [file, file] }), author, AT, CALENDAR);
    expect(attachments?.map(({ n }) => n)).to.deep.equal([3, 4]);
  });
});

describe('a raw file', () => {
  const hand = (id: string, role: 'isQa' | 'isAdmin' | '' = '') => ({
    ...{ id, isQa: false, isAdmin: false },
    ...(role ? { [role]: true } : {}),
  });
  const reason = (at: Date, n: number) => ({
    ...{ at, n, byId: 'ada', reason: 'why' },
    action: 'override' as const,
  });
  const report = buildReport(AT, { assigneeId: 'lin', events: [reason(AT, 1)] });
  const cases: readonly [string, ReturnType<typeof hand>, number, boolean][] = [
    ['is open to its owner', hand('mei'), 1, true],
    ['is open to the engineer on the report', hand('lin', 'isQa'), 1, true],
    ['is closed to another engineer', hand('wang', 'isQa'), 1, false],
    ['is closed to somebody who was an engineer', hand('lin'), 1, false],
    ['is open to an admin who gave a reason', hand('ada', 'isAdmin'), 1, true],
    ['is closed to that admin for another file', hand('ada', 'isAdmin'), 2, false],
    ['is closed to another admin', hand('bob', 'isAdmin'), 1, false],
  ];
  for (const [claim, viewer, n, isOpen] of cases)
    it(claim, () => {
      expect(mayDownload(report, n, viewer, AT)).to.equal(isOpen);
    });
  it('is closed again when the reason is old', () => {
    const since = new Date(AT.getTime() + 1);
    expect(mayDownload(report, 1, hand('ada', 'isAdmin'), since)).to.equal(false);
  });
});

describe('the title of a report', () => {
  it('is the first line of its text, cut by characters', () => {
    expect(titleOf('相机闪退\n切到夜景')).to.equal('相机闪退');
    expect(Array.from(titleOf('🙂'.repeat(200)))).to.have.length(80);
  });
});
