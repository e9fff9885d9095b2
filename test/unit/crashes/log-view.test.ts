import { expect } from 'chai';
import {
  createSieve,
  logHref,
  markWords,
  shownText,
  type LogFilter,
} from '../../../src/features/crashes/log-view.js';

const LOG = [
  '08-14 10:02:11.123  1234  5678 D Phone   : dialing',
  '08-14 10:02:12.000  1234  5678 W Wifi    : weak signal',
  '08-14 10:02:13.000  1234  1234 E AndroidRuntime: FATAL EXCEPTION: main\r',
  '\tat com.firstbatch.notes.Book.find(Book.java:12)',
  '',
  'no head at all',
  'F/libc    ( 4242): Fatal signal 11',
];

const passing = (filter: LogFilter): number[] => {
  const sieve = createSieve(filter);
  return LOG.flatMap((line, index) => (sieve(line) ? [index + 1] : []));
};

describe('the log viewer', () => {
  for (const { name, filter, lines } of [
    { name: 'every line without a filter', filter: {}, lines: [1, 2, 3, 4, 5, 6, 7] },
    {
      name: 'a level and those above, with the lines that belong to a head',
      filter: { level: 'W', words: undefined },
      lines: [2, 3, 4, 7],
    },
    { name: 'a tag in any case', filter: { tag: 'androidruntime' }, lines: [3, 4] },
    { name: 'words in any case', filter: { words: 'SIGNAL' }, lines: [2, 7] },
    { name: 'words of a level', filter: { words: 'signal', level: 'E' }, lines: [7] },
  ] satisfies { name: string; filter: LogFilter; lines: number[] }[])
    it(`lets through ${name}`, () => {
      expect(passing(filter)).to.deep.equal(lines);
    });

  it('tells the level of each line, none where a head ended', () => {
    const sieve = createSieve({});
    expect(LOG.map((line) => sieve(line)?.level ?? '-').join('')).to.equal('DWEE--F');
  });

  it('makes every character visible and cuts where no character is halved', () => {
    expect(shownText('a\u0000b\u001b[1m\tc\u202ed\u007f', 99)).to.deep.equal({
      text: 'a\u2400b\u241b[1m\tc<U+202E>d\u2421',
      more: 0,
    });
    expect(shownText('ab😀d', 3)).to.deep.equal({ text: 'ab', more: 3 });
    expect(shownText('abcd', 2)).to.deep.equal({ text: 'ab', more: 2 });
  });

  it('marks words wherever they stand', () => {
    const marked = markWords('Fatal fatal', 'FATAL').map(({ text, isMatch }) =>
      isMatch ? `[${text}]` : text,
    );
    expect(marked.join('')).to.equal('[Fatal] [fatal]');
    expect(markWords('quiet', 'loud')).to.deep.equal([{ text: 'quiet', isMatch: false }]);
  });

  it('has an address for a line of a text', () => {
    expect(logHref('R-7', 2, { entry: 'FS/data/a b.txt', line: 9 })).to.equal(
      '/reports/R-7/files/2/log?entry=FS%2Fdata%2Fa+b.txt&line=9#L9',
    );
    expect(logHref('R-7', 2, { entry: '', line: 9 })).to.equal(
      '/reports/R-7/files/2/log?line=9#L9',
    );
  });
});
