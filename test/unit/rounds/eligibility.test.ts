import { expect } from 'chai';
import { cityKey, foldCities, sameCity } from '../../../src/features/rounds/city.js';
import {
  cohortOf,
  fitsQuota,
  ineligibility,
  newcomer,
  quotasFor,
  type ApplicantHistory,
} from '../../../src/features/rounds/eligibility.js';
import { OPEN_TO_ALL, wholeQuota, type Eligibility } from '../../../src/features/rounds/round.js';

const now = new Date('2026-03-03T10:00:00.000Z');
const day = (date: string) => new Date(`${date}T10:00:00.000Z`);

describe('a city', () => {
  for (const [one, other, isSame] of [
    ['重庆', '重庆市', true],
    ['重庆', ' Chongqing ', true],
    ['Chongqing City', '重庆市', true],
    ["Xi'an", '西安', true],
    ['Hong Kong', '香港', true],
    ['Ｓｈａｎｇｈａｉ', '上海', true],
    ['Berlin', 'berlin', true],
    ['沙市', '沙', false],
    ['成都', '重庆', false],
    ['constructor', '成都', false],
  ] as const)
    it(`${isSame ? 'is the same' : 'differs'} as ${one} and ${other}`, () => {
      expect(sameCity(one, other)).to.equal(isSame);
    });

  it('has one key however it is written', () => {
    expect(cityKey('Shen Zhen')).to.equal(cityKey('深圳市'));
  });

  it('is counted once under its most frequent spelling', () => {
    const counts = foldCities([
      { city: 'Chengdu', count: 2 },
      { city: '北京', count: 4 },
      { city: '成都', count: 3 },
    ]);
    expect(counts).to.deep.equal([
      { city: '成都', count: 5 },
      { city: '北京', count: 4 },
    ]);
  });
});

const quota = (key: string, city: string | null, cohort: string | null) => ({
  ...wholeQuota('draw', 5),
  key,
  city,
  cohort,
});
const OVERLAPPING = {
  cohortQuestion: 'q1',
  quotas: [quota('cq', '重庆', null), quota('old', null, 'o2'), quota('cq-old', '重庆', 'o2')],
};

describe('the quotas of an applicant', () => {
  for (const [city, answer, keys] of [
    ['重庆市', 'o2', ['cq', 'old', 'cq-old']],
    ['重庆', 'o1', ['cq']],
    ['成都', 'o2', ['old']],
    ['成都', 'o1', []],
    ['成都', undefined, []],
  ] as const)
    it(`are [${keys.join(', ')}] for ${city} and ${answer ?? 'no answer'}`, () => {
      const answers = answer ? { q1: answer } : {};
      const fitting = quotasFor(OVERLAPPING, { city, answers });
      expect(fitting.map(({ key }) => key)).to.deep.equal(keys);
    });

  it('take anybody where they ask for nothing', () => {
    expect(fitsQuota(wholeQuota('merit', 1), { city: '', cohort: null })).to.equal(true);
  });

  it('know no cohort where no question asks for it', () => {
    expect(cohortOf({ cohortQuestion: null }, { q1: 'o1' })).to.equal(null);
    expect(cohortOf({ cohortQuestion: 'toString' }, {})).to.equal(null);
  });
});

interface Case {
  readonly name: string;
  readonly rules?: Partial<Eligibility>;
  readonly history?: Partial<ApplicantHistory>;
  readonly city?: string;
  readonly reasons: readonly (readonly [code: string, mayPass: boolean, facts?: object])[];
}
const CASES: readonly Case[] = [
  { name: 'a newcomer where nothing is asked', reasons: [] },
  { name: 'one of the right city', rules: { cities: ['成都', '重庆'] }, reasons: [] },
  {
    name: 'one of another city',
    rules: { cities: ['成都', '武汉'] },
    reasons: [['city_outside', false, { cities: '成都, 武汉' }]],
  },
  {
    name: 'an account that is old enough to the second',
    rules: { minAccountDays: 30 },
    history: { accountCreatedAt: day('2026-02-01') },
    reasons: [],
  },
  {
    name: 'an account that is old enough before closing',
    rules: { minAccountDays: 35 },
    history: { accountCreatedAt: day('2026-02-01') },
    reasons: [
      ['account_too_new', true, { days: 30, min: 35, oldEnoughAt: '2026-03-08T10:00:00.000Z' }],
    ],
  },
  {
    name: 'an account that is not old enough in time',
    rules: { minAccountDays: 60 },
    history: { accountCreatedAt: day('2026-02-01') },
    reasons: [['account_too_new', false]],
  },
  { name: 'somebody at risk where it is not asked', history: { standing: 'at_risk' }, reasons: [] },
  ...(['at_risk', 'probation', 'removed'] as const).map((standing) => ({
    name: `${standing} where good standing is asked`,
    rules: { needsGoodStanding: true },
    history: { standing },
    reasons: [['not_in_good_standing', true] as const],
  })),
  {
    name: 'somebody whose removal is proposed',
    history: { standing: 'removal_proposed' },
    reasons: [['suspended', true]],
  },
  {
    name: 'somebody removed less than thirty days ago',
    history: { standing: 'removed', removedAt: day('2026-02-05') },
    reasons: [['removed_recently', true, { untilAt: '2026-03-07T10:00:00.000Z' }]],
  },
  {
    name: 'somebody removed thirty days ago',
    history: { standing: 'removed', removedAt: day('2026-02-01') },
    reasons: [],
  },
  { name: 'a holder where it is not asked', history: { holdsUnit: true }, reasons: [] },
  {
    name: 'a holder where holders wait',
    rules: { refusesHolders: true },
    history: { holdsUnit: true },
    reasons: [['holds_unit', true]],
  },
  {
    name: 'somebody with several reasons',
    rules: { cities: ['成都'], refusesHolders: true, minAccountDays: 1 },
    history: { holdsUnit: true, accountCreatedAt: now },
    reasons: [
      ['city_outside', false],
      ['account_too_new', true],
      ['holds_unit', true],
    ],
  },
];

describe('who gets a seat', () => {
  for (const { name, rules, history, city, reasons } of CASES)
    it(`${reasons.length === 0 ? 'may be' : 'is not'} ${name}`, () => {
      const found = ineligibility(
        {
          eligibility: { ...OPEN_TO_ALL, ...rules },
          quotas: [wholeQuota('draw', 5)],
          cohortQuestion: null,
          closesAt: day('2026-03-10'),
        },
        { city: city ?? '重庆', answers: {} },
        { ...newcomer(day('2025-01-01')), ...history },
        now,
      );
      expect(found.map(({ code, mayPass }) => [code, mayPass])).to.deep.equal(
        reasons.map(([code, mayPass]) => [code, mayPass]),
      );
      for (const [index, [, , facts]] of reasons.entries())
        if (facts) expect(found[index]?.facts).to.deep.equal(facts);
    });

  it('is not one whom no quota takes', () => {
    const found = ineligibility(
      { ...OVERLAPPING, eligibility: OPEN_TO_ALL, closesAt: day('2026-03-10') },
      { city: '成都', answers: { q1: 'o1' } },
      newcomer(day('2025-01-01')),
      now,
    );
    expect(found.map(({ code }) => code)).to.deep.equal(['no_quota']);
  });
});
