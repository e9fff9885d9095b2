import { expect } from 'chai';
import { addRound } from '../../../src/features/rounds/round-input.js';
import { readQuotaRows, toQuotaRow } from '../../../src/features/rounds/quota-rows.js';
import { readQuestionRows, toRow } from '../../../src/features/rounds/question-rows.js';
import { mainMode, wholeQuota, type Quota } from '../../../src/features/rounds/round.js';
import { fieldErrors } from '../../../src/web/route.js';

const COHORTS = [
  { value: 'gamer', label: { en: 'Gamer', 'zh-CN': '手游玩家' } },
  { value: 'o2', label: { en: 'Photographer', 'zh-CN': '摄影师' } },
];
const ANYWHERE = { cohorts: COHORTS, cities: [] };
const row = (n: number, parts: Record<string, string>) =>
  Object.fromEntries(Object.entries(parts).map(([part, text]) => [`quota${n}${part}`, text]));
const simple = { Seats: '40', Mode: 'draw' };

describe('typed quota rows', () => {
  it('make one quota for everybody of seats and mode', () => {
    const { quotas, errors } = readQuotaRows(row(1, simple), ANYWHERE);
    expect(errors).to.deep.equal({});
    expect(quotas).to.deep.equal([{ row: 1, quota: wholeQuota('draw', 40) }]);
  });

  it('skip rows that hold only a mode, and name the others by their row', () => {
    const typed = { ...row(1, { Mode: 'draw' }), ...row(2, simple), ...row(4, simple) };
    const { quotas } = readQuotaRows(typed, ANYWHERE);
    expect(quotas.map(({ quota }) => quota.key)).to.deep.equal(['part-2', 'part-4']);
  });

  for (const typed of ['gamer', 'Gamer', '手游玩家'])
    it(`know the cohort ${typed} by its value`, () => {
      const { quotas, errors } = readQuotaRows(row(1, { ...simple, Cohort: typed }), ANYWHERE);
      expect(errors).to.deep.equal({});
      expect(quotas[0]?.quota.cohort).to.equal('gamer');
    });

  it('come back as they were typed', () => {
    const quota: Quota = {
      key: 'cq',
      seats: 3,
      mode: 'invite',
      city: '重庆',
      cohort: 'o2',
      hardwareRevision: 'PVT',
    };
    const { key, seats, mode, city, cohort, revision } = toQuotaRow(quota);
    const typed = row(1, {
      Key: key,
      Seats: String(seats),
      Mode: mode,
      City: city,
      Cohort: cohort,
      Revision: revision,
    });
    expect(readQuotaRows(typed, ANYWHERE).quotas[0]?.quota).to.deep.equal(quota);
  });

  for (const [claim, parts, frame, part, code] of [
    ['no seats', { Mode: 'draw', City: '重庆' }, ANYWHERE, 'Seats', 'required'],
    ['no seat at all', { ...simple, Seats: '0' }, ANYWHERE, 'Seats', 'not_a_number'],
    ['half a seat', { ...simple, Seats: '1.5' }, ANYWHERE, 'Seats', 'not_a_number'],
    ['too many seats', { ...simple, Seats: '10001' }, ANYWHERE, 'Seats', 'not_a_number'],
    ['an unknown mode', { ...simple, Mode: 'auction' }, ANYWHERE, 'Mode', 'not_a_choice'],
    ['a name with spaces', { ...simple, Key: 'a b' }, ANYWHERE, 'Key', 'rounds.bad_quota_key'],
    [
      'a cohort nobody can be in',
      { ...simple, Cohort: 'Diver' },
      ANYWHERE,
      'Cohort',
      'rounds.unknown_cohort',
    ],
    [
      'a cohort nobody is asked for',
      { ...simple, Cohort: 'gamer' },
      { cohorts: undefined, cities: [] },
      'Cohort',
      'rounds.no_cohort_question',
    ],
    [
      'a city outside those of the round',
      { ...simple, City: '成都' },
      { cohorts: undefined, cities: ['重庆', '武汉'] },
      'City',
      'rounds.quota_city_outside',
    ],
  ] as const)
    it(`refuse ${claim}`, () => {
      expect(readQuotaRows(row(3, parts), frame).errors[`quota3${part}`]?.code).to.equal(code);
    });

  it('refuse two of one name at the second', () => {
    const typed = { ...row(1, { ...simple, Key: 'x' }), ...row(2, { ...simple, Key: 'X' }) };
    expect(readQuotaRows(typed, ANYWHERE).errors).to.deep.equal({
      quota2Key: { code: 'rounds.quota_key_taken' },
    });
  });
});

describe('the main mode of a round', () => {
  const quota = (mode: Quota['mode'], seats: number) => wholeQuota(mode, seats);
  it('gives most of the seats', () => {
    expect(mainMode([quota('invite', 6), quota('draw', 5), quota('draw', 5)])).to.equal('draw');
  });
  it('is the one declared first among equals', () => {
    expect(mainMode([quota('invite', 5), quota('draw', 5)])).to.equal('invite');
  });
});

const question = (options: string) =>
  readQuestionRows({
    q1LabelEn: 'What do you do?',
    q1LabelZh: '你做什么？',
    q1Kind: 'choice',
    q1Options: options,
  });

describe('the choices of a question', () => {
  it('take points and values, and come back as they were typed', () => {
    const typed = ['Game | 玩游戏 | 3', 'photo | Photo | 摄影 | 12', 'other | Other | 其他 |'];
    const { questions, errors } = question(typed.join('\n'));
    expect(errors).to.deep.equal({});
    expect(questions[0]?.options).to.deep.equal([
      { value: 'o1', label: { en: 'Game', 'zh-CN': '玩游戏' }, points: 3 },
      { value: 'photo', label: { en: 'Photo', 'zh-CN': '摄影' }, points: 12 },
      { value: 'other', label: { en: 'Other', 'zh-CN': '其他' } },
    ]);
    expect(toRow(questions[0]).options).to.equal(typed.join('\n'));
  });

  for (const [claim, options, code] of [
    ['points in words', 'A | 甲 | many\nB | 乙', 'rounds.bad_option'],
    ['negative points', 'A | 甲 | -3\nB | 乙', 'rounds.bad_option'],
    ['five cells', 'a | A | 甲 | 3 | 4\nB | 乙', 'rounds.bad_option'],
    ['a value with spaces', 'a b | A | 甲 | 3\nB | 乙', 'rounds.bad_option'],
    ['one value twice', 'a | A | 甲 |\na | B | 乙 |', 'rounds.option_twice'],
    ['a value that a position has', 'o2 | A | 甲 |\nB | 乙', 'rounds.option_twice'],
  ] as const)
    it(`refuse ${claim}`, () => {
      expect(question(options).errors['q1Options']?.code).to.equal(code);
    });
});

const form = {
  program: 'orion',
  slug: 'first',
  titleEn: 'First',
  titleZh: '第一批',
  summaryEn: 'Forty.',
  summaryZh: '四十台。',
  agreementEn: 'Secret.',
  agreementZh: '保密。',
  opensAt: '2026-03-04T10:00',
  closesAt: '2026-03-11T22:00',
  offerHours: '48',
  q2LabelEn: 'What do you do?',
  q2LabelZh: '你做什么？',
  q2Kind: 'choice',
  q2Options: 'Game | 玩游戏 | 3\nPhoto | 摄影',
};

describe('the terms of a round', () => {
  it('are read from one form: the cohort question by its row, cities each once', () => {
    const typed = addRound.parse({
      ...form,
      ...row(1, { ...simple, Cohort: '摄影' }),
      cohortQuestion: '2',
      cities: '重庆，Chongqing, 武汉',
      minAccountDays: '7',
      needsGoodStanding: 'yes',
      perRound: '5',
      maxWeight: '',
    });
    expect(typed.cohortQuestion).to.equal('q1');
    expect(typed.quotas[0]?.quota.cohort).to.equal('o2');
    expect(typed.eligibility).to.deep.equal({
      cities: ['重庆', '武汉'],
      minAccountDays: 7,
      needsGoodStanding: true,
      refusesHolders: false,
    });
    expect(typed.scoring).to.deep.equal({
      perRound: 5,
      perTenReports: 0,
      goodStanding: 0,
      maxWeight: 1,
    });
    expect(typed).to.include({ spillsOver: false, waitlistPlaces: 0 });
    expect(typed).not.to.have.any.keys('cities', 'quota1Seats', 'maxWeight');
  });

  for (const [field, value, code] of [
    ['cohortQuestion', '1', 'rounds.cohort_not_choice'],
    ['cohortQuestion', '9', 'bad_value'],
    ['minAccountDays', '-1', 'not_a_number'],
    ['maxWeight', '0', 'not_a_number'],
    ['waitlistPlaces', 'many', 'not_a_number'],
    ['quota9Seats', '4', 'unknown_field'],
  ] as const)
    it(`refuse ${field} ${value}`, () => {
      const result = addRound.safeParse({ ...form, ...row(1, simple), [field]: value });
      const codes = Object.values(result.success ? {} : fieldErrors(result.error));
      expect(codes.map((error) => error.code)).to.include(code);
    });
});
