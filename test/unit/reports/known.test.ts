import { expect } from 'chai';
import {
  defectBehind,
  knownOf,
  type CrashRole,
  type KnownFacts,
  type KnownKind,
  type LinkedCrash,
} from '../../../src/features/reports/known.js';
import type { DefectSummary } from '../../../src/features/reports/report.js';

const DEFECT: DefectSummary = {
  id: 'one',
  ref: 'D-17',
  title: 'Camera closes',
  status: 'resolved',
  resolution: 'fixed',
  fixBuild: '3.0.12',
};
const FACTS: KnownFacts = {
  isSeen: true,
  defect: DEFECT,
  build: '3.0.11',
  others: 4,
  builds: ['3.0.10', '3.0.11', '3.0.12', '3.1.0-beta'],
};
const open = (status: string): DefectSummary => ({
  ...DEFECT,
  status,
  resolution: null,
  fixBuild: null,
});

const KINDS: readonly (readonly [string, Partial<KnownFacts>, KnownKind])[] = [
  ['nobody saw', { isSeen: false, defect: undefined }, 'new'],
  ['others saw', { defect: undefined }, 'seen'],
  ['is a defect', { defect: open('open') }, 'working'],
  ['is worked on', { defect: open('in_progress') }, 'working'],
  ['came back', { defect: open('reopened') }, 'working'],
  ['has a fix in a later build', {}, 'fixed_later'],
  [
    'has a fix that testers confirmed',
    { defect: { ...DEFECT, status: 'verified' } },
    'fixed_later',
  ],
  ['has a fix in this very build', { build: '3.0.12' }, 'fixed_before'],
  ['has a fix in an earlier build', { build: '3.1.0-BETA' }, 'fixed_before'],
  ['has a fix, on a build nobody entered', { build: '2.9' }, 'fixed'],
  ['has a fix, on an unknown build', { build: null }, 'fixed'],
  ['has a fix in a build nobody entered', { builds: [] }, 'fixed'],
  [
    'is meant to be so',
    { defect: { ...DEFECT, resolution: 'by_design', fixBuild: null } },
    'closed',
  ],
];

describe('what is known of a crash', () => {
  for (const [what, facts, kind] of KINDS)
    it(`that ${what} is: ${kind}`, () => {
      expect(knownOf({ ...FACTS, ...facts }).kind).to.equal(kind);
    });

  it('names the fix, the own build and how many others have it', () => {
    expect(knownOf(FACTS)).to.deep.include({ build: '3.0.11', others: 4 });
    expect(knownOf(FACTS).defect).to.include({ ref: 'D-17', fixBuild: '3.0.12' });
  });
});

describe('the defect behind a group', () => {
  const link = (id: string, role: CrashRole): LinkedCrash => ({ defect: { ...DEFECT, id }, role });
  const CASES: readonly (readonly [string, readonly LinkedCrash[], string | undefined])[] = [
    ['nothing without links', [], undefined],
    ['that of a report with this crash alone', [link('a', 'sole')], 'a'],
    ['that of a report with this crash first', [link('a', 'first')], 'a'],
    ['nothing for one report with this crash somewhere', [link('a', 'other')], undefined],
    ['what two such reports agree on', [link('a', 'other'), link('a', 'other')], 'a'],
    [
      'nothing where such reports disagree',
      [link('a', 'other'), link('a', 'other'), link('b', 'other'), link('b', 'other')],
      undefined,
    ],
    [
      'what reports with this crash alone say most',
      [link('a', 'sole'), link('b', 'sole'), link('a', 'sole')],
      'a',
    ],
    [
      'the word of the one that has it alone',
      [link('b', 'first'), link('b', 'other'), link('a', 'sole')],
      'a',
    ],
    ['the newest where words are equal', [link('b', 'sole'), link('a', 'sole')], 'b'],
  ];
  for (const [what, links, id] of CASES)
    it(`is ${what}`, () => {
      expect(defectBehind(links)?.id).to.equal(id);
    });
});
