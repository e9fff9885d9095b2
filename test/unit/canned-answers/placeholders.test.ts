import { expect } from 'chai';
import {
  fill,
  fillText,
  unfilledIn,
  unknownIn,
} from '../../../src/features/canned-answers/placeholders.js';

describe('a placeholder', () => {
  it('is filled, with spaces in its braces and without, wherever it stands', () => {
    expect(
      fillText('{{unit}} runs {{ build }}, {{unit}}', { unit: 'U-7', build: '3.0.11' }),
    ).to.equal('U-7 runs 3.0.11, U-7');
  });
  it('is left standing without a value', () => {
    expect(fillText('Fixed in {{fixBuild}}', { fixBuild: null })).to.equal('Fixed in {{fixBuild}}');
    expect(fillText('Fixed in {{fixBuild}}', { fixBuild: '' })).to.equal('Fixed in {{fixBuild}}');
  });
  it('is not read in a value', () => {
    expect(fillText('{{tester}} {{unit}}', { tester: '{{unit}} $&', unit: 'U-7' })).to.equal(
      '{{unit}} $& U-7',
    );
  });
  it('is named when it is unknown, also one of a language of programs', () => {
    expect(unknownIn('{{unit}} {{serial}}')).to.equal('serial');
    expect(unknownIn('{{__proto__}}')).to.equal('__proto__');
    expect(unknownIn('{{}}')).to.equal('');
    expect(unknownIn('{unit} {{ unit }} } {{')).to.equal(undefined);
  });
  it('that is missing is named once, whichever language names it', () => {
    const text = { en: 'See {{defect}} and {{defect}}', 'zh-CN': '见 {{release}}' };
    expect(fill(text, { unit: 'U-7' }).missing).to.deep.equal(['defect', 'release']);
    expect(fill(text, { defect: 'D-1', release: '3.0.12' })).to.deep.equal({
      text: { en: 'See D-1 and D-1', 'zh-CN': '见 3.0.12' },
      missing: [],
    });
  });
  it('is found in what is about to be sent; other braces are words', () => {
    expect(unfilledIn('Run {{build}} {{build}} with {{x}}')).to.deep.equal(['build']);
  });
});
