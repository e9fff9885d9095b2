import { expect } from 'chai';
import { liftRefusal } from '../../../src/features/reports/privacy.js';
import type { Report, ReportEvent } from '../../../src/features/reports/report.js';
import { buildReport } from '../../support/reports.js';

const AT = new Date('2026-03-03T02:00:00Z');
const MARKED: ReportEvent = { at: AT, byId: 'lin', action: 'make_private', n: null, reason: '' };
const mei = { id: 'mei', isQa: false };
const lin = { id: 'lin', isQa: true };
const ada = { id: 'ada', isQa: false };
const embargoed = {
  ...{ id: 'd', ref: 'D-17', title: 'Under embargo', status: 'open', resolution: null },
  ...{ fixBuild: null, twin: { en: 'Under embargo', 'zh-CN': '暂未公开' } },
};

describe('the end of privacy', () => {
  const table: readonly [string, typeof mei, Partial<Report>, string | undefined][] = [
    ['is for the author who asked for it', mei, {}, undefined],
    ['is not for an engineer where the author asked', lin, {}, 'reports.authors_mark'],
    ['is for an engineer where one asked', lin, { events: [MARKED] }, undefined],
    ['is not for the author then', mei, { events: [MARKED] }, 'reports.staffs_mark'],
    ['is for nobody else', ada, { events: [MARKED] }, 'forbidden'],
    ['waits for the end of an embargo', mei, { defect: embargoed }, 'reports.embargoed_defect'],
    ['does not come to a withdrawn report', mei, { status: 'withdrawn' }, 'reports.withdrawn'],
  ];
  for (const [claim, reader, state, code] of table)
    it(claim, () => {
      const report = buildReport(AT, { isPrivate: true, ...state });
      expect(liftRefusal(report, reader)?.code).to.equal(code);
    });
});
