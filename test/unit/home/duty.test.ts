import { expect } from 'chai';
import { HOUR, later } from '../../../src/kernel/clock.js';
import { nextDuty, type DutyFacts, type DutyKind } from '../../../src/features/home/duty.js';
import { TEST_START as now } from '../../support/app.js';

const NOTHING: DutyFacts = {
  allocations: [],
  units: [],
  challenges: [],
  reportsAsking: [],
  hasApplied: false,
};
const offer = (hours: number, applicationRef = 'A-7') => ({
  state: 'offered' as const,
  applicationRef,
  offerExpiresAt: later(now, hours * HOUR),
});
const unit = (state: DutyFacts['units'][number]['state']) => ({ ref: 'U-0042', state });
const challenge = (hours: number) => ({
  code: '7KQ2',
  unitRef: 'U-0042',
  expiresAt: later(now, hours * HOUR),
});

describe('the next duty', () => {
  const CASES: readonly [name: string, facts: Partial<DutyFacts>, kind: DutyKind, href: string][] =
    [
      ['of a newcomer', {}, 'apply', '/rounds'],
      ['of an applicant', { hasApplied: true }, 'await_choice', '/applications'],
      ['with an offer', { allocations: [offer(3)] }, 'sign_offer', '/applications/A-7'],
      ['with an offer that is over', { allocations: [offer(0)] }, 'apply', '/rounds'],
      [
        'with two offers',
        { allocations: [offer(9, 'A-9'), offer(3, 'A-3')] },
        'sign_offer',
        '/applications/A-3',
      ],
      ['while the unit is packed', { units: [unit('packed')] }, 'await_unit', '/units/U-0042'],
      ['while the unit travels', { units: [unit('shipped')] }, 'accept_unit', '/units/U-0042'],
      ['when the unit is there', { units: [unit('delivered')] }, 'accept_unit', '/units/U-0042'],
      ['with a fresh unit', { units: [unit('accepted')] }, 'first_report', '/report'],
      ['in test', { units: [unit('in_test')] }, 'keep_testing', '/report'],
      [
        'with a unit that is due',
        { units: [unit('in_test'), unit('return_due')] },
        'return_unit',
        '/units/U-0042',
      ],
      [
        'when it is asked whether the unit is there',
        { units: [unit('in_test')], challenges: [challenge(3)], reportsAsking: [{ ref: 'R-1' }] },
        'show_unit',
        '/possession/7KQ2',
      ],
      [
        'after that question',
        { units: [unit('in_test')], challenges: [challenge(0)] },
        'keep_testing',
        '/report',
      ],
      [
        'when an engineer asks',
        { units: [unit('return_due')], reportsAsking: [{ ref: 'R-1024' }] },
        'answer_report',
        '/reports/R-1024',
      ],
      [
        'after everything',
        { units: [unit('gifted')], hasApplied: true },
        'await_choice',
        '/applications',
      ],
    ];
  for (const [name, facts, kind, href] of CASES)
    it(`${name} is ${kind}`, () => {
      expect(nextDuty({ ...NOTHING, ...facts }, now)).to.deep.include({ kind, href });
    });
});
