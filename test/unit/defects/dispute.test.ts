import { expect } from 'chai';
import type { Defect, DefectEvent } from '../../../src/features/defects/defect.js';
import { declinedIn, disputableUntil, mayDecide } from '../../../src/features/defects/dispute.js';
import type { Report } from '../../../src/features/reports/index.js';

const AT = new Date('2026-03-03T02:00:00Z');
const said = (action: 'decline' | 'answer', byId: string | null) =>
  ({ at: AT, byId, action, n: null, reason: '' }) as const;
const closed: DefectEvent = {
  ...{ at: AT, byId: 'lin', action: 'decline', status: 'resolved', resolution: 'by_design' },
  ...{ fixBuild: null, reason: 'So it is.' },
};
type Root = Pick<Defect, 'ref' | 'status' | 'resolution' | 'history'>;
const root = (more: Partial<Root> = {}): Root => ({
  ...{ ref: 'D-1', status: 'resolved', resolution: 'by_design', history: [closed] },
  ...more,
});
const report = (
  more: Partial<Pick<Report, 'status' | 'events'>> = {},
): Pick<Report, 'status' | 'events'> => ({ status: 'linked', events: [], ...more });

describe('a decline', () => {
  it('is that of the report', () => {
    const declined = declinedIn(
      report({ status: 'declined', events: [said('decline', 'lin')] }),
      undefined,
    );
    expect(declined).to.include({ subject: 'report', declinedById: 'lin' });
  });
  it('is that of the defect that stands for the report', () => {
    expect(declinedIn(report(), root())).to.include({ subject: 'defect', defectRef: 'D-1' });
  });
  it('is none where the defect is fixed, open or another status is', () => {
    expect(declinedIn(report(), root({ resolution: 'fixed' }))).to.equal(undefined);
    expect(declinedIn(report(), root({ status: 'reopened' }))).to.equal(undefined);
    expect(declinedIn(report({ status: 'answered' }), root())).to.equal(undefined);
    expect(declinedIn(report(), undefined)).to.equal(undefined);
  });
  it('can be disputed for 72 hours', () => {
    expect(disputableUntil({ declinedAt: AT }).toISOString()).to.equal('2026-03-06T02:00:00.000Z');
  });
});

describe('who decides a dispute', () => {
  const dispute = { declinedById: 'lin', personId: 'mei' };
  for (const [who, may] of [
    ['lin', false],
    ['mei', false],
    ['wang', true],
  ] as const)
    it(`is${may ? '' : ' not'} ${who}`, () => {
      expect(mayDecide(dispute, who)).to.equal(may);
    });
});
