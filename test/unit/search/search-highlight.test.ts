import { expect } from 'chai';
import { highlight } from '../../../src/features/search/search-highlight.js';
import { parseQuery } from '../../../src/features/search/search-query.js';
import { vocabularyOf } from '../../../src/features/search/search-vocabulary.js';
import { createTranslations } from '../../../src/platform/i18n.js';

const vocabulary = vocabularyOf(createTranslations());
const marked = (title: string, typed: string) =>
  highlight(title, parseQuery(typed, vocabulary))
    .map(({ text, isMatch }) => (isMatch ? `[${text}]` : text))
    .join('');

const CASES: readonly [title: string, typed: string, marked: string][] = [
  ['Camera closes', 'cam', '[Cam]era closes'],
  ['Start the art', 'art', 'Start the [art]'],
  ['MediaPlayer dies', 'player', 'Media[Player] dies'],
  ['MediaPlayer dies', 'mediaplayer', '[MediaPlayer] dies'],
  ['切到夜景模式时闪退', '夜景 闪退', '切到[夜景]模式时[闪退]'],
  ['切到夜景模式时闪退', '夜景模式', '切到[夜景模式]时闪退'],
  ['切到夜景模式时闪退', '景', '切到夜[景]模式时闪退'],
  ['用Camera拍照', 'camera', '用[Camera]拍照'],
  ['Crème Brûlée', 'creme', '[Crème] Brûlée'],
  ['Since 3.0.11 it dies', '3.0.11', 'Since [3.0.11] it dies'],
  ['In night mode', '"night mode"', 'In [night mode]'],
  ['<script>alert</script>', 'alert', '<script>[alert]</script>'],
  ['Nothing here', 'elsewhere', 'Nothing here'],
  ['', 'x', ''],
];

describe('a title', () => {
  for (const [title, typed, expected] of CASES)
    it(`shows ${expected || 'nothing'} for ${typed}`, () => {
      expect(marked(title, typed)).to.equal(expected);
    });
});
