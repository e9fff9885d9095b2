import { expect } from 'chai';
import { planFor, type BulkMeans, type BulkRequest } from '../../../src/features/desk/bulk.js';
import type { Report } from '../../../src/features/reports/index.js';
import { buildReport } from '../../support/reports.js';

const AT = new Date('2026-03-03T02:00:00Z');
const LIN = { id: 'lin' };
const NOTHING: BulkMeans = { colleagueId: undefined, filled: undefined };
const request = (fields: Partial<BulkRequest>): BulkRequest => ({
  ...{ action: 'take', to: '', answer: '', defect: '', words: { en: '', 'zh-CN': '' } },
  ...fields,
});

describe('the plan of a bulk action', () => {
  const words = { en: 'Which app?', 'zh-CN': '' };
  const filled = (missing: readonly string[]) => ({ words: 'Thanks', missing });
  type Case = readonly [
    what: string,
    report: Partial<Report>,
    request: Partial<BulkRequest>,
    means: Partial<BulkMeans>,
    wanted: string,
  ];
  const cases: readonly Case[] = [
    ['takes a new one', {}, {}, {}, 'triaged'],
    ['leaves what is mine', { assigneeId: 'lin' }, {}, {}, 'desk.already'],
    ['leaves my own', { personId: 'lin' }, {}, {}, 'desk.own'],
    ['leaves a private one', { isPrivate: true }, {}, {}, 'desk.private'],
    ['leaves a withdrawn one', { status: 'withdrawn' }, {}, {}, 'desk.withdrawn'],
    ['hands to somebody', {}, { action: 'hand' }, { colleagueId: 'wu' }, 'new'],
    [
      'hands no report to its author',
      { personId: 'wu' },
      { action: 'hand' },
      { colleagueId: 'wu' },
      'desk.their_own',
    ],
    ['hands to nobody', {}, { action: 'hand' }, {}, 'desk.no_colleague'],
    ['asks', {}, { action: 'ask', words }, {}, 'needs_info'],
    ['asks in Chinese', { language: 'zh-CN' }, { action: 'ask', words }, {}, 'desk.no_words_zh'],
    [
      'declines what is linked',
      { status: 'linked' },
      { action: 'decline', words },
      {},
      'desk.not_now',
    ],
    ['parks what was asked', { status: 'needs_info' }, { action: 'park' }, {}, 'parked'],
    ['parks what is new', {}, { action: 'park' }, {}, 'desk.not_now'],
    ['links', {}, { action: 'link', defect: 'D-1' }, {}, 'linked'],
    ['links to nothing', {}, { action: 'link' }, {}, 'desk.no_defect'],
    ['answers', { status: 'triaged' }, { action: 'canned' }, { filled: filled([]) }, 'triaged'],
    [
      'answers with a blank',
      {},
      { action: 'canned' },
      { filled: filled(['unit']) },
      'desk.unfilled',
    ],
    ['answers with nothing', {}, { action: 'canned' }, {}, 'desk.no_answer'],
  ];
  for (const [what, report, asked, means, wanted] of cases)
    it(`${what}: ${wanted}`, () => {
      const subject = buildReport(AT, report);
      const plan = planFor(subject, request(asked), { ...NOTHING, ...means }, LIN);
      expect(plan.refusal ?? plan.statusAfter).to.equal(wanted);
    });
});
