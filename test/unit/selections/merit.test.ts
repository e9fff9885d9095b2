import { expect } from 'chai';
import { newcomer } from '../../../src/features/rounds/index.js';
import { scoreOf, scoreParts, weightOf } from '../../../src/features/selections/merit.js';
import { nextStep } from '../../../src/features/selections/selection.js';
import { both } from '../../support/rounds.js';

const questions = [
  { key: 'why', label: both('Why?', '为什么？'), kind: 'text', required: true },
  {
    key: 'use',
    label: both('Main phone?', '主力机？'),
    kind: 'choice',
    required: true,
    options: [
      { value: 'main', label: both('Yes', '是'), points: 3 },
      { value: 'second', label: both('No', '否'), points: -2 },
      { value: 'unsure', label: both('Unsure', '不确定') },
    ],
  },
] as const;
const scoring = { perRound: 2, perTenReports: 1, goodStanding: 1, maxWeight: 5 };
const fresh = newcomer(new Date('2026-01-01T00:00:00Z'));

describe('a score', () => {
  for (const [what, answers, history, parts] of [
    ['nothing known', {}, { standing: 'at_risk' }, [0, 0, 0, 0]],
    ['a good answer', { use: 'main' }, {}, [3, 0, 0, 1]],
    ['an answer that costs points', { use: 'second' }, {}, [-2, 0, 0, 1]],
    ['an answer without points', { use: 'unsure' }, {}, [0, 0, 0, 1]],
    ['three rounds', {}, { roundsFinished: 3 }, [0, 6, 0, 1]],
    ['nine reports', {}, { reportsKept: 9 }, [0, 0, 0, 1]],
    ['ten reports', {}, { reportsKept: 10 }, [0, 0, 1, 1]],
    ['29 reports', {}, { reportsKept: 29 }, [0, 0, 2, 1]],
  ] as const)
    it(`with ${what} has its parts`, () => {
      const found = scoreParts({ questions, scoring }, answers, { ...fresh, ...history });
      expect(found.map(({ key }) => key)).to.deep.equal([
        'answer',
        'rounds',
        'reports',
        'standing',
      ]);
      expect(found.map(({ points }) => points)).to.deep.equal(parts);
      expect(scoreOf(found)).to.equal(parts.reduce<number>((sum, one) => sum + one, 0));
    });

  it('has only the parts that the round counts', () => {
    const none = { perRound: 0, perTenReports: 0, goodStanding: 0, maxWeight: 1 };
    expect(scoreParts({ questions: [], scoring: none }, {}, fresh)).to.deep.equal([]);
  });

  for (const [score, weight] of [
    [0, 1],
    [3, 4],
    [4, 5],
    [40, 5],
    [-1, 0],
    [-9, 0],
  ] as const)
    it(`of ${score} weighs ${weight}`, () => {
      expect(weightOf(score, scoring)).to.equal(weight);
    });
});

describe('the step that comes next', () => {
  for (const [state, phase, step] of [
    [undefined, 'draft', 'publish'],
    [undefined, 'announced', 'wait'],
    ['committed', 'open', 'wait'],
    ['committed', 'closed', 'freeze'],
    [undefined, 'closed', 'freeze'],
    ['freezing', 'closed', 'freezing'],
    ['frozen', 'closed', 'beacon'],
    ['sealed', 'closed', 'decide'],
    ['sealed', 'running', 'decide'],
    ['deciding', 'closed', 'deciding'],
    ['deciding', 'ended', 'none'],
    ['decided', 'drawn', 'none'],
    ['frozen', 'ended', 'none'],
  ] as const)
    it(`is ${step} when ${state ?? 'nothing'} in a round that is ${phase}`, () => {
      const selection = state && { state, commitment: 'c'.repeat(64) };
      expect(nextStep(selection, phase, true)).to.equal(step);
    });

  it('is to wait for the last applications just after closing', () => {
    expect(nextStep(undefined, 'closed', false)).to.equal('settle');
    expect(nextStep({ state: 'committed', commitment: '' }, 'closed', false)).to.equal('settle');
  });

  it('needs no beacon where nothing is drawn', () => {
    expect(nextStep({ state: 'frozen', commitment: '' }, 'closed', true)).to.equal('decide');
  });
});
