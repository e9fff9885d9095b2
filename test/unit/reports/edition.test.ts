import { expect } from 'chai';
import { later, MINUTE } from '../../../src/kernel/clock.js';
import { editionOf, missedBy } from '../../../src/features/reports/edition.js';
import type { Message, Report, ReportEvent } from '../../../src/features/reports/report.js';
import { buildReport } from '../../support/reports.js';

const AT = new Date('2026-03-03T02:00:00Z');
const said = (byId: string, overrides: Partial<Message> = {}): Message => ({
  ...{ id: byId, at: later(AT, MINUTE), byId, byStaff: byId !== 'mei' },
  ...{ text: `${byId} says`, internal: false },
  ...overrides,
});
const done = (byId: string | null, action: ReportEvent['action']): ReportEvent => ({
  ...{ at: AT, byId, action, n: null, reason: '' },
});
const defect = {
  id: 'd',
  ref: 'D-17',
  title: 'x',
  status: 'open',
  resolution: null,
  fixBuild: null,
};
const before = buildReport(AT, {
  messages: [said('mei')],
  events: [done('lin', 'triage')],
  defect,
});
const after = (overrides: Partial<Report>): Report => ({ ...before, ...overrides });
const missed = (report: Report, edition = editionOf(before)) =>
  missedBy(report, edition, { id: 'lin' });

describe('what whoever answers has not seen', () => {
  it('is nothing while nothing happened', () => {
    expect(missed(before)).to.equal(undefined);
  });
  it('is what other staff said in public since', () => {
    const report = after({ messages: [...before.messages, said('bo'), said('lin')] });
    expect(missed(report)?.messages.map(({ byId }) => byId)).to.deep.equal(['bo']);
  });
  it('is no internal note, no word of the author, and nothing of their own', () => {
    const messages = [...before.messages, said('bo', { internal: true }), said('mei'), said('lin')];
    const events = [...before.events, done('lin', 'answer')];
    expect(missed(after({ messages, events }))).to.equal(undefined);
  });
  it('is every change of the status by somebody else, the system included', () => {
    const events = [...before.events, done(null, 'park'), done('mei', 'add'), done('bo', 'read')];
    const report = after({ events });
    expect(missed(report)?.events.map(({ action }) => action)).to.deep.equal(['park', 'add']);
  });
  it('is the merge of the defect, until a page has shown it', () => {
    const report = after({ defect: { ...defect, mergedInto: 'D-5' } });
    expect(missed(report)?.mergedInto).to.equal('D-5');
    expect(missed(report, editionOf(report))).to.equal(undefined);
    expect(missedBy(report, undefined, { id: 'lin' })?.mergedInto).to.equal('D-5');
  });
  it('is not asked of a form that names no page', () => {
    const report = after({ messages: [...before.messages, said('bo')] });
    expect(missedBy(report, undefined, { id: 'lin' })).to.equal(undefined);
    expect(missedBy(report, '<script>', { id: 'lin' })).to.equal(undefined);
  });
});
