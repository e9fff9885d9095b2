import { expect } from 'chai';
import {
  actionsOn,
  afterStep,
  DEFECT_ACTIONS,
  DEFECT_STATUSES,
  nextDefectStatus,
  type DefectAction,
  type DefectStatus,
  type Resolution,
} from '../../../src/features/defects/defect.js';

/** Status and action by row, the next status or nothing; everything left out is refused. */
const LEGAL: readonly (readonly [DefectStatus, DefectAction, DefectStatus])[] = [
  ['open', 'start', 'in_progress'],
  ['open', 'resolve', 'resolved'],
  ['open', 'decline', 'resolved'],
  ['in_progress', 'resolve', 'resolved'],
  ['in_progress', 'decline', 'resolved'],
  ['resolved', 'verify', 'verified'],
  ['resolved', 'reopen', 'reopened'],
  ['verified', 'reopen', 'reopened'],
  ['resolved', 'contradict', 'reopened'],
  ['verified', 'contradict', 'reopened'],
  ['reopened', 'start', 'in_progress'],
  ['reopened', 'resolve', 'resolved'],
  ['reopened', 'decline', 'resolved'],
];

const at = (status: DefectStatus, resolution: Resolution | null = null) => ({
  status,
  resolution,
  fixBuild: resolution === 'fixed' ? '3.0.12' : null,
});
const ended = (status: DefectStatus) =>
  at(status, status === 'resolved' || status === 'verified' ? 'fixed' : null);

describe('the life of a defect', () => {
  for (const status of DEFECT_STATUSES)
    for (const action of [...DEFECT_ACTIONS, 'contradict'] as const) {
      const next = LEGAL.find(([from, by]) => from === status && by === action)?.[2];
      it(`${next ? `goes from ${status} to ${next}` : `refuses to leave ${status}`} by ${action}`, () => {
        expect(nextDefectStatus(ended(status), action)).to.equal(next);
      });
    }

  it('lets only a fix be verified', () => {
    expect(nextDefectStatus(at('resolved', 'wont_fix'), 'verify')).to.equal(undefined);
    expect(nextDefectStatus(at('resolved', 'wont_fix'), 'contradict')).to.equal(undefined);
    expect(actionsOn(at('resolved', 'wont_fix'))).to.deep.equal(['reopen']);
  });

  it('leaves contradiction to the system', () => {
    expect(actionsOn(ended('resolved'))).to.deep.equal(['verify', 'reopen']);
  });

  it('names the fix build from the resolution on', () => {
    const facts = { resolution: 'fixed', fixBuild: '3.0.12', reason: '' } as const;
    const resolved = afterStep(at('in_progress'), 'resolve', facts);
    expect(resolved).to.deep.equal({
      status: 'resolved',
      isOpen: false,
      resolution: 'fixed',
      fixBuild: '3.0.12',
    });
    expect(afterStep(at('resolved', 'fixed'), 'verify', { ...facts, fixBuild: null })).to.include({
      status: 'verified',
      fixBuild: '3.0.12',
    });
  });

  it('forgets resolution and fix build when it happens again', () => {
    const nothing = { resolution: null, fixBuild: null, reason: 'It is back on 3.0.13' };
    expect(afterStep(at('verified', 'fixed'), 'reopen', nothing)).to.deep.equal({
      status: 'reopened',
      isOpen: true,
      resolution: null,
      fixBuild: null,
    });
  });
});
