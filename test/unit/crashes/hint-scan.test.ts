import { expect } from 'chai';
import fc from 'fast-check';
import { DEVICE_HINTS } from '../../../src/features/crashes/device-facts.js';
import { DETECTORS } from '../../../src/features/crashes/detectors/index.js';
import { countLines, createHintScan } from '../../../src/features/crashes/hint-scan.js';

const letter = fc.constantFrom(...Array.from('ab \né'));
const text = fc.array(letter, { maxLength: 60 }).map((letters) => letters.join(''));
const hint = fc
  .array(fc.constantFrom('a', 'b', ' '), { minLength: 3, maxLength: 6 })
  .map((letters) => letters.join(''));

describe('searching bytes for hints', () => {
  it('finds what a plain search finds, in any part of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(hint, { maxLength: 3 }), { minLength: 1, maxLength: 4 }),
        text,
        fc.nat(60),
        fc.nat(60),
        (groups, content, one, other) => {
          fc.pre(groups.flat().length > 0);
          const bytes = Buffer.from(`-${content}`).subarray(1);
          const start = Math.min(one, other, bytes.length);
          const end = Math.min(Math.max(one, other), bytes.length);
          const part = bytes.toString('latin1', start, end);
          const mask = groups.reduce(
            (bits, texts, index) =>
              texts.some((word) => part.includes(word)) ? bits | (1 << index) : bits,
            0,
          );
          const scan = createHintScan(groups);
          expect(scan.groupsIn(bytes, start, end)).to.equal(mask);
          const found = scan.find(bytes, start, end);
          expect(found >= start && found < end).to.equal(mask !== 0);
        },
      ),
    );
  });

  it('counts the line ends of a part', () => {
    const bytes = Buffer.from('a\n\nb\nc');
    expect([
      countLines(bytes, 0, 6),
      countLines(bytes, 2, 4),
      countLines(bytes, 5, 6),
    ]).to.deep.equal([3, 1, 0]);
  });

  it('has room for every detector, and hints that are long enough to be quick', () => {
    expect(DETECTORS.length).to.be.below(29);
    for (const text of [...DETECTORS.flatMap(({ hints }) => hints), ...DEVICE_HINTS])
      expect(text.length, text).to.be.at.least(5);
    expect([...DETECTORS.flatMap(({ hints }) => hints), ...DEVICE_HINTS].join('')).to.match(
      /^[\x20-\x7e]+$/,
    );
  });
});
