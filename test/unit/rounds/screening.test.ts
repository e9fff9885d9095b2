import { expect } from 'chai';
import { readQuestionRows } from '../../../src/features/rounds/question-rows.js';
import { apply } from '../../../src/features/rounds/application-input.js';
import { addRound } from '../../../src/features/rounds/round-input.js';
import { ANSWER_MAX, checkAnswers } from '../../../src/features/rounds/screening.js';
import { wholeQuota } from '../../../src/features/rounds/round.js';
import { fieldErrors } from '../../../src/web/route.js';
import { QUESTIONS } from '../../support/rounds.js';

const fits = { 'answer-why': 'Because.', 'answer-use': 'main' };

describe('answers to a screening form', () => {
  it('are kept by question key, without those left empty', () => {
    const { answers, errors } = checkAnswers(QUESTIONS, { ...fits, 'answer-years': '  ' });
    expect(errors).to.deep.equal({});
    expect(answers).to.deep.equal({ why: 'Because.', use: 'main' });
  });

  for (const [claim, typed, field, code] of [
    ['an empty required text', { ...fits, 'answer-why': ' ' }, 'answer-why', 'required'],
    ['a missing choice', { 'answer-why': 'x' }, 'answer-use', 'required'],
    ['a choice not offered', { ...fits, 'answer-use': 'third' }, 'answer-use', 'not_a_choice'],
    ['words for a number', { ...fits, 'answer-years': 'three' }, 'answer-years', 'not_a_number'],
    ['a number too long', { ...fits, 'answer-years': '1e99' }, 'answer-years', 'not_a_number'],
    [
      'an endless text',
      { ...fits, 'answer-why': '啊'.repeat(ANSWER_MAX + 1) },
      'answer-why',
      'too_long',
    ],
    ['an unknown question', { ...fits, 'answer-admin': 'yes' }, 'answer-admin', 'unknown_field'],
    ['a field of another form', { ...fits, state: 'x' }, 'state', 'unknown_field'],
  ] as const)
    it(`refuses ${claim}`, () => {
      expect(checkAnswers(QUESTIONS, typed).errors[field]?.code).to.equal(code);
    });

  for (const number of ['3', '-1', '2.5'])
    it(`takes ${number} as a number`, () => {
      const { answers } = checkAnswers(QUESTIONS, { ...fits, 'answer-years': number });
      expect(answers['years']).to.equal(number);
    });

  it('never answer a question by an inherited name', () => {
    const asked = [{ ...QUESTIONS[0]!, key: 'constructor' }];
    expect(checkAnswers(asked, {}).errors['answer-constructor']?.code).to.equal('required');
  });

  it('arrive apart from the fields every application has', () => {
    const sent = { slug: 'first', city: ' 重庆 ', phone: '13800000001', address: '解放碑 1 号楼' };
    expect(apply.parse({ ...sent, 'answer-why': 'x' })).to.deep.equal({
      slug: 'first',
      city: '重庆',
      contact: { phone: '13800000001', address: '解放碑 1 号楼' },
      answers: { 'answer-why': 'x' },
    });
    expect(apply.safeParse({ ...sent, 'answer-why': ['a', 'b'] }).success).to.equal(false);
  });
});

const row = (n: number, parts: Record<string, string>) =>
  Object.fromEntries(Object.entries(parts).map(([part, text]) => [`q${n}${part}`, text]));
const words = { LabelEn: 'Why?', LabelZh: '为什么？', Kind: 'text' };

describe('typed question rows', () => {
  it('skip empty rows and number the rest', () => {
    const { questions, errors } = readQuestionRows({
      ...row(1, { Kind: 'text' }),
      ...row(2, words),
      ...row(5, { ...words, Kind: 'choice', Options: 'Yes | 是\nNo｜否\n', Required: 'yes' }),
    });
    expect(errors).to.deep.equal({});
    expect(questions).to.deep.equal([
      { key: 'q1', label: { en: 'Why?', 'zh-CN': '为什么？' }, kind: 'text', required: false },
      {
        key: 'q2',
        label: { en: 'Why?', 'zh-CN': '为什么？' },
        kind: 'choice',
        options: [
          { value: 'o1', label: { en: 'Yes', 'zh-CN': '是' } },
          { value: 'o2', label: { en: 'No', 'zh-CN': '否' } },
        ],
        required: true,
      },
    ]);
  });

  for (const [claim, parts, part, code] of [
    ['one language only', { ...words, LabelZh: '' }, 'LabelZh', 'required'],
    ['an unknown kind', { ...words, Kind: 'file' }, 'Kind', 'not_a_choice'],
    [
      'a choice of one',
      { ...words, Kind: 'choice', Options: 'A | 甲' },
      'Options',
      'rounds.option_count',
    ],
    [
      'a choice without Chinese',
      { ...words, Kind: 'choice', Options: 'A | 甲\nB' },
      'Options',
      'rounds.bad_option',
    ],
    [
      'a choice with three sides',
      { ...words, Kind: 'choice', Options: 'A | 甲 | x\nB | 乙' },
      'Options',
      'rounds.bad_option',
    ],
    ['choices of a text', { ...words, Options: 'A | 甲' }, 'Options', 'rounds.options_unused'],
  ] as const)
    it(`refuse ${claim}`, () => {
      expect(readQuestionRows(row(3, parts)).errors[`q3${part}`]?.code).to.equal(code);
    });
});

const form = {
  program: 'orion',
  slug: 'First-Batch',
  titleEn: 'First batch',
  titleZh: '第一批',
  summaryEn: 'Forty units.',
  summaryZh: '四十台。',
  agreementEn: 'Secret.',
  agreementZh: '保密。',
  opensAt: '2026-03-04T10:00',
  closesAt: '2026-03-11T22:00',
  quota1Seats: '40',
  quota1Mode: 'draw',
  offerHours: '48',
};

describe('the form of a round', () => {
  it('becomes one typed value without its rows', () => {
    const typed = addRound.parse({ ...form, ...row(1, words) });
    expect(typed).to.include({ slug: 'first-batch', opensAt: '2026-03-04T10:00' });
    expect(typed.quotas).to.deep.equal([{ row: 1, quota: wholeQuota('draw', 40) }]);
    expect(typed.questions).to.have.length(1);
    expect(typed).not.to.have.property('q1LabelEn');
  });

  for (const [field, value, code] of [
    ['slug', 'new', 'rounds.bad_slug'],
    ['slug', 'Ünits', 'rounds.bad_slug'],
    ['opensAt', '2026-02-30T10:00', 'not_a_date'],
    ['opensAt', '2026-13-01T10:00', 'not_a_date'],
    ['closesAt', 'tomorrow', 'not_a_date'],
    ['quota1Seats', '0', 'not_a_number'],
    ['titleZh', '', 'required'],
    ['q7LabelEn', 'x', 'unknown_field'],
    ['q2LabelEn', 'x', 'required'],
  ] as const)
    it(`refuses ${field} ${value || 'empty'}`, () => {
      const result = addRound.safeParse({ ...form, [field]: value });
      const codes = Object.values(result.success ? {} : fieldErrors(result.error));
      expect(codes.map((error) => error.code)).to.include(code);
    });
});
