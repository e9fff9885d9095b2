import { expect } from 'chai';
import { speaksAgainst } from '../../../src/features/defects/contradiction.js';
import type {
  Defect,
  DefectAction,
  DefectEvent,
  DefectStatus,
} from '../../../src/features/defects/defect.js';

const minute = (n: number) => new Date(Date.UTC(2026, 2, 6, 9, n));
const BUILDS = ['3.0.11', '3.0.12', '3.0.13'];

const step = (action: DefectAction, fixBuild: string | null, n: number): DefectEvent => ({
  ...{ at: minute(n), byId: 'lin', action, reason: '' },
  ...{ status: 'resolved', resolution: 'fixed', fixBuild },
});
const fixedIn = (fixBuild: string, history: readonly DefectEvent[], status: DefectStatus) =>
  ({ status, resolution: 'fixed', fixBuild, history }) satisfies Partial<Defect>;

const FIXED = fixedIn('3.0.12', [step('resolve', '3.0.12', 10)], 'resolved');
const AGAIN = fixedIn(
  '3.0.13',
  [step('resolve', '3.0.12', 1), step('contradict', '3.0.12', 5), step('resolve', '3.0.13', 10)],
  'verified',
);

/** What is seen, in which build, and whether the fix is contradicted. */
const CASES: readonly (readonly [string, Parameters<typeof speaksAgainst>[0], string, boolean])[] =
  [
    ['the build with the fix', FIXED, '3.0.12', true],
    ['a newer build', FIXED, '3.0.13', true],
    ['an older build', FIXED, '3.0.11', false],
    ['a build nobody knows', FIXED, '4.1', false],
    ['a fix that was verified', { ...FIXED, status: 'verified' }, '3.0.12', true],
    ['a defect that is open again', { ...FIXED, status: 'reopened' }, '3.0.12', false],
    ['a defect closed without a fix', { ...FIXED, resolution: 'wont_fix' }, '3.0.12', false],
    ['the build of an earlier fix', AGAIN, '3.0.12', false],
    ['the build of the newer fix', AGAIN, '3.0.13', true],
    [
      'a fix claimed anew for a build that was contradicted',
      fixedIn(
        '3.0.12',
        [step('contradict', '3.0.12', 5), step('resolve', '3.0.12', 9)],
        'resolved',
      ),
      '3.0.12',
      false,
    ],
  ];

describe('what speaks against a fix', () => {
  for (const [what, defect, build, isAgainst] of CASES)
    it(`${isAgainst ? 'counts' : 'leaves out'} ${what}`, () => {
      expect(speaksAgainst(defect, BUILDS, { build, at: minute(20) })).to.equal(isAgainst);
    });

  it('leaves out what came before the fix was claimed', () => {
    expect(speaksAgainst(FIXED, BUILDS, { build: '3.0.13', at: minute(9) })).to.equal(false);
  });

  it('leaves out everything where the fix build is not known', () => {
    expect(speaksAgainst(FIXED, ['3.0.13'], { build: '3.0.13', at: minute(20) })).to.equal(false);
  });
});
