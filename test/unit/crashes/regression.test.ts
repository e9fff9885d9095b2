import { expect } from 'chai';
import { findRegression, type BuildSighting } from '../../../src/features/crashes/regression.js';

const BUILDS = ['3.0.10', '3.0.11', '3.0.12', '3.0.13'];
const defect = (fixBuild: string | null, status = 'resolved') => ({
  ...{ id: 'd', ref: 'D-1', title: 'Lens', resolution: 'fixed' },
  ...{ status, fixBuild },
});
const seen = (build: string | null, reportBuild: string | null = null, day = 1): BuildSighting => ({
  ...{ reportId: `report-${day}`, build, reportBuild },
  at: new Date(Date.UTC(2026, 2, day)),
});

const CASES: readonly (readonly [string, ReturnType<typeof findRegression>, string | undefined])[] =
  [
    [
      'in the build of the fix',
      findRegression(defect('3.0.12'), BUILDS, [seen('3.0.12')]),
      '3.0.12',
    ],
    ['in a later build', findRegression(defect('3.0.12'), BUILDS, [seen('3.0.13')]), '3.0.13'],
    ['before the fix', findRegression(defect('3.0.12'), BUILDS, [seen('3.0.11')]), undefined],
    [
      'by the build of the report, where the log names none of the model',
      findRegression(defect('3.0.12'), BUILDS, [seen('11223344', '3.0.12')]),
      '3.0.12',
    ],
    [
      'in an old build by the log, whatever the report says',
      findRegression(defect('3.0.12'), BUILDS, [seen('3.0.11', '3.0.13')]),
      undefined,
    ],
    ['in an unknown build', findRegression(defect('3.0.12'), BUILDS, [seen('9.9')]), undefined],
    [
      'of an open defect',
      findRegression(defect(null, 'open'), BUILDS, [seen('3.0.13')]),
      undefined,
    ],
    [
      'of a reopened defect',
      findRegression(defect('3.0.12', 'reopened'), BUILDS, [seen('3.0.13')]),
      undefined,
    ],
    [
      'several times: the newest',
      findRegression(defect('3.0.12'), BUILDS, [seen('3.0.13', null, 2), seen('3.0.12', null, 5)]),
      '3.0.12',
    ],
  ];

describe('a regression', () => {
  for (const [what, found, build] of CASES)
    it(`${build === undefined ? 'is not' : 'is'} a crash seen ${what}`, () => {
      expect(found?.build).to.equal(build);
    });
});
