import { expect } from 'chai';
import { askedTerms, likest } from '../../../src/features/search/likeness.js';
import { termsOf } from '../../../src/features/search/search-terms.js';

const defect = (ref: string, title: string) => ({
  ref,
  title,
  titleTerms: termsOf([ref, title], 400),
});
const KNOWN = [
  defect('D-1', 'Camera closes in night mode'),
  defect('D-2', 'Camera is slow to open'),
  defect('D-3', '夜景模式下相机闪退'),
  defect('D-4', 'Torch flickers'),
];

describe('likeness of titles', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['The camera closes when I switch to night mode', ['D-1']],
    ['切到夜景模式时相机闪退', ['D-3']],
    ['Torch flickers', ['D-4']],
    ['Battery drains', []],
    ['Camera', ['D-1', 'D-2']],
    ['R-1024 3.0.11', []],
    ['', []],
  ];
  for (const [title, wanted] of cases)
    it(`of “${title}” leads to ${wanted.join(', ') || 'nothing'}`, () => {
      const found = likest(askedTerms([title]), KNOWN, 3);
      expect(found.map(({ ref }) => ref)).to.deep.equal(wanted);
    });
});
