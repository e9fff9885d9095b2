import { expect } from 'chai';
import fc from 'fast-check';
import {
  fold,
  MAX_TERM_LENGTH,
  stretchesOf,
  termsOf,
  wantedOf,
} from '../../../src/features/search/search-terms.js';

const ALL = 10_000;
const terms = (text: string) => termsOf([text], ALL);

/** Whether a document of the text is found by the words, as the query asks the index. */
function isFoundBy(text: string, words: string): boolean {
  const has = terms(text);
  return [...stretchesOf(words)]
    .map(wantedOf)
    .every(
      ({ terms: all, prefix }) =>
        all.every((term) => has.includes(term)) &&
        (prefix === undefined || has.some((term) => term.startsWith(prefix))),
    );
}

const TERMS: readonly [text: string, terms: readonly string[]][] = [
  ['Camera closes', ['camera', 'closes']],
  ['MediaPlayer', ['mediaplayer', 'media', 'player']],
  ['HTTPServer', ['httpserver', 'http', 'server']],
  ['com.lanting.Reader', ['com-lanting-reader', 'com', 'lanting', 'reader']],
  ['R-1024', ['r-1024', 'r', '1024']],
  ['U-0042', ['u-0042', 'u', '0042']],
  ['3.0.11', ['3-0-11', '3', '0', '11']],
  ['native_start()', ['native-start', 'native', 'start']],
  ['夜景闪退', ['夜景', '景闪', '闪退', '退']],
  ['码', ['码']],
  ['Ｆ码', ['f', '码']],
  ['Crème Brûlée', ['creme', 'brulee']],
  ['… -- !', []],
];

const FOUND: readonly [text: string, words: string, isFound: boolean][] = [
  ['MediaPlayer dies', 'media', true],
  ['MediaPlayer dies', 'player', true],
  ['MediaPlayer dies', 'mediaplayer', true],
  ['MediaPlayer dies', 'MediaPlayer', true],
  ['the media player dies', 'MediaPlayer', true],
  ['at android.media.MediaPlayer.start', 'android.media.MediaPlayer', true],
  ['see R-1024', 'r-1024', true],
  ['see R-1025', 'R-1024', false],
  ['build 3.0.11 of 1024', '3.0.11', true],
  ['0, 3 and 11', '3.0.11', false],
  ['切到夜景模式时闪退', '夜景', true],
  ['切到夜景模式时闪退', '夜景闪退', false],
  ['切到夜景模式时闪退', '退', true],
  ['切到夜景模式时闪退', '景', true],
  ['用 F码 参加', 'F码', true],
];

describe('the terms of a text', () => {
  for (const [text, expected] of TERMS)
    it(`are ${expected.join(', ') || 'none'} for ${text}`, () => {
      expect(terms(text)).to.deep.equal(expected);
    });

  for (const [text, words, isFound] of FOUND)
    it(`${isFound ? 'find' : 'do not find'} "${text}" by "${words}"`, () => {
      expect(isFoundBy(text, words)).to.equal(isFound);
    });

  it('are as many as asked for and none is long', () => {
    const text = `${'x'.repeat(100)} ${'字符'.repeat(2000)} ${Array.from({ length: 900 }, (_, n) => `w${n}`).join(' ')}`;
    expect(termsOf([text], 400)).to.have.length(400);
    expect(terms(text).every((term) => term.length <= MAX_TERM_LENGTH)).to.equal(true);
  });

  const han = fc.constantFrom(...Array.from('夜景模式闪退相机重启微信码'));
  const word = fc.constantFrom('Camera', 'MediaPlayer', 'com.lanting.Reader', '3.0.11', 'R-7', 'é');
  const document = fc
    .array(
      fc.oneof(
        word,
        fc.array(han, { minLength: 1, maxLength: 8 }).map((all) => all.join('')),
      ),
      {
        minLength: 1,
        maxLength: 12,
      },
    )
    .map((words) => words);

  it('find a document by each of its own words', () => {
    fc.assert(
      fc.property(document, (words) => {
        for (const each of words) expect(isFoundBy(words.join(' '), each), each).to.equal(true);
      }),
    );
  });

  it('find a document by any two neighbouring Chinese characters and by any one', () => {
    fc.assert(
      fc.property(fc.array(han, { minLength: 2, maxLength: 40 }), (characters) => {
        const text = characters.join('');
        for (let place = 0; place + 1 < characters.length; place += 1) {
          expect(isFoundBy(text, text.slice(place, place + 2))).to.equal(true);
          expect(isFoundBy(text, text.charAt(place + 1))).to.equal(true);
        }
      }),
    );
  });

  const anyText = fc
    .array(fc.nat(0xffff), { maxLength: 60 })
    .map((units) => String.fromCharCode(...units));

  it('survive any text, and any text finds itself', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(isFoundBy(text, text), JSON.stringify(text)).to.equal(true);
        fold(text);
      }),
    );
  });

  it('take time that grows with the text and no faster', () => {
    for (const evil of ['.', '-', 'a.', 'Aa', '字', '_a', '́'])
      expect(() => terms(evil.repeat(50_000))).to.not.throw();
  }).timeout(4_000);
});
