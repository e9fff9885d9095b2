import { expect } from 'chai';
import fc from 'fast-check';
import { showDesk } from '../../../src/features/desk/desk-input.js';
import {
  ASSIGNEES,
  isIn,
  lawful,
  queryOf,
  requestOf,
  type DeskView,
} from '../../../src/features/desk/desk-view.js';
import { QUEUE_VIEWS, REPORT_KINDS, REPORT_STATUSES } from '../../../src/features/reports/index.js';
import { queueWalk } from '../../../src/features/reports/queue.js';
import { buildReport } from '../../support/reports.js';

const AT = new Date('2026-03-03T02:00:00Z');
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const anyView: fc.Arbitrary<DeskView> = fc.record({
  view: fc.constantFrom(...QUEUE_VIEWS),
  kind: maybe(fc.constantFrom(...REPORT_KINDS)),
  status: maybe(fc.constantFrom(...REPORT_STATUSES)),
  model: maybe(fc.constantFrom('A', 'B')),
  build: maybe(fc.constantFrom('1', '2')),
  assignee: maybe(fc.constantFrom(...ASSIGNEES)),
});

describe('a view of the desk', () => {
  it('is the same after it stood in an address', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const { asked } = showDesk.parse(Object.fromEntries(new URLSearchParams(queryOf(view))));
        expect(queryOf(asked)).to.equal(queryOf(view));
      }),
    );
  });

  it('holds exactly the reports that its index walk finds', () => {
    const anyReport = fc.record({
      kind: fc.constantFrom(...REPORT_KINDS),
      status: fc.constantFrom(...REPORT_STATUSES),
      modelCode: fc.constantFrom('A', 'B'),
      build: fc.constantFrom('1', '2', null),
      assigneeId: fc.constantFrom('lin', 'wu', null),
      waiting: fc.boolean(),
    });
    fc.assert(
      fc.property(anyView, anyReport, (view, fields) => {
        const isOpen = ['new', 'triaged', 'needs_info'].includes(fields.status);
        const report = buildReport(AT, { ...fields, isOpen });
        const { selects, checks } = queueWalk({ ...requestOf(view, 'lin'), after: undefined });
        const isFound = Object.entries({ ...selects, ...checks }).every(
          ([name, value]) => (report as unknown as Record<string, unknown>)[name] === value,
        );
        expect(isIn(view, 'lin', report)).to.equal(isFound);
      }),
      { numRuns: 1_000 },
    );
  });

  it('drops what makes no sense together', () => {
    expect(lawful({ view: 'mine', assignee: 'nobody', build: '1' })).to.deep.equal({
      ...{ view: 'mine', assignee: undefined, build: undefined },
    });
  });

  it('takes any address', () => {
    const { asked } = showDesk.parse({ view: 'x', kind: 'y', model: ' ', after: 'z' });
    expect(queryOf(asked)).to.equal('view=waiting');
  });
});
