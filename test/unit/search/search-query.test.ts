import { expect } from 'chai';
import fc from 'fast-check';
import { hasWords, isEmptyQuery, parseQuery } from '../../../src/features/search/search-query.js';
import type { SearchQuery } from '../../../src/features/search/search-query.js';
import { vocabularyOf } from '../../../src/features/search/search-vocabulary.js';
import { createTranslations } from '../../../src/platform/i18n.js';

const vocabulary = vocabularyOf(createTranslations());
const parse = (typed: string) => parseQuery(typed, vocabulary);

const NOTHING: SearchQuery = {
  terms: [],
  prefixes: [],
  phrases: [],
  titleTerms: [],
  facets: [],
  nouns: [],
};

const CASES: readonly [typed: string, query: Partial<SearchQuery>][] = [
  ['', {}],
  ['!!! …', {}],
  ['camera', { prefixes: ['camera'] }],
  ['camera dies', { terms: ['camera'], prefixes: ['dies'] }],
  ['a', { terms: ['a'] }],
  ['夜景', { terms: ['夜景'] }],
  ['夜景模式', { terms: ['夜景', '景模', '模式'] }],
  ['码', { prefixes: ['码'] }],
  ['came 闪退', { terms: ['闪退'], prefixes: ['came'] }],
  ['MediaPlayer', { terms: ['media'], prefixes: ['player'] }],
  ['R-1024', { terms: ['r-1024'] }],
  ['3.0.1', { prefixes: ['3-0-1'] }],
  ['"night mode"', { titleTerms: ['night', 'mode'], phrases: ['night mode'] }],
  [
    '“夜景模式”闪退',
    { titleTerms: ['夜景', '景模', '模式'], terms: ['闪退'], phrases: ['夜景模式'] },
  ],
  ['"night mode', { titleTerms: ['night', 'mode'], phrases: ['night mode'] }],
  ['status:new', { facets: [['status:new']] }],
  ['status:"in progress"', { facets: [['status:in_progress']] }],
  ['status:In-Progress', { facets: [['status:in_progress']] }],
  ['状态：处理中', { facets: [['status:in_progress']] }],
  ['状态:已解决', { facets: [['status:resolved']] }],
  ['status:new status:triaged', { facets: [['status:new', 'status:triaged']] }],
  ['status:nonsense', { facets: [['status:nonsense']] }],
  ['kind:java', { facets: [['kind:java']] }],
  ['类别:建议', { facets: [['kind:suggestion']] }],
  ['severity:crit', { facets: [['severity:critical']] }],
  ['build:3.0.11', { facets: [['build:3.0.11']] }],
  ['版本:3.0.11', { facets: [['build:3.0.11']] }],
  ['model:ORION-2 unit:U-0042', { facets: [['model:orion-2'], ['unit:u-0042']] }],
  ['is:open', { facets: [['is:open']] }],
  ['是:未结束', { facets: [['is:open']] }],
  ['is:mine', { facets: [['is:mine']] }],
  ['in:reports', { nouns: ['report'] }],
  ['in:crashes', { nouns: ['crashGroup'] }],
  ['in:defects', { nouns: ['defect'] }],
  ['范围:缺陷', { nouns: ['defect'] }],
  ['java.lang.Error: boom', { terms: ['java', 'lang', 'error'], prefixes: ['boom'] }],
  ['status: camera', { prefixes: ['camera'] }],
];

describe('a query', () => {
  for (const [typed, expected] of CASES)
    it(`is read from ${typed || 'nothing'}`, () => {
      expect(parse(typed)).to.deep.equal({ ...NOTHING, ...expected });
    });

  it('is empty when nothing can be looked for', () => {
    expect(['', ' " ', '!!!', 'status:'].map(parse).every(isEmptyQuery)).to.equal(true);
    expect(['is:open', 'in:defects', '码'].map(parse).some(isEmptyQuery)).to.equal(false);
    expect(hasWords(parse('is:open'))).to.equal(false);
  });

  it('stays small whatever is typed', () => {
    const query = parse(`${'字符汉字'.repeat(40)} ${'ab '.repeat(60)} "${'x'.repeat(150)}"`);
    expect(query.terms.length + query.prefixes.length).to.be.at.most(40);
    expect(query.phrases.every((phrase) => phrase.length <= 64)).to.equal(true);
  });

  it('never fails', () => {
    const anyText = fc
      .array(fc.nat(0xffff), { maxLength: 40 })
      .map((units) => String.fromCharCode(...units));
    const piece = fc.constantFrom('"', ':', 'status', ' ', '状态', '：', '字', 'a', '-', '“');
    fc.assert(fc.property(anyText, (typed) => void parse(typed)));
    fc.assert(fc.property(fc.array(piece), (pieces) => void parse(pieces.join(''))));
  });
});
