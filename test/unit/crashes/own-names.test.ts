import { expect } from 'chai';
import { createOwnNames } from '../../../src/features/crashes/own-names.js';

const SERIAL = 'SN-000042';
const found = (bytes: Buffer, names: readonly string[] = [SERIAL], size = bytes.length || 1) => {
  const own = createOwnNames(names);
  for (let at = 0; at < bytes.length; at += size) own.write(bytes.subarray(at, at + size));
  own.end();
  return own.wasFound();
};

describe('the own names of a unit in a log', () => {
  const line = `[ro.serialno]: [${SERIAL}]\n`;
  const cases: readonly [string, Buffer, boolean][] = [
    ['as text', Buffer.from(`noise\n${line}noise`), true],
    ['at the very end', Buffer.from(`serial=${SERIAL}`), true],
    ['at the very start', Buffer.from(`${SERIAL}\n`), true],
    ['as UTF-16, little end first', Buffer.from(line, 'utf16le'), true],
    ['as UTF-16, big end first', Buffer.from(line, 'utf16le').swap16(), true],
    ['inside a longer serial', Buffer.from(`[${SERIAL}7]`), false],
    ['behind a longer serial', Buffer.from(`[X${SERIAL}]`), false],
    ['of another unit', Buffer.from('[SN-000043]'), false],
    ['in nothing', Buffer.alloc(0), false],
  ];
  for (const [what, bytes, isFound] of cases)
    it(`are ${isFound ? 'seen' : 'not seen'} ${what}, however the bytes are cut`, () => {
      for (const size of [1, 2, 7, 16, 1000])
        expect(found(bytes, [SERIAL], size)).to.equal(isFound);
    });

  it('are looked for after a longer one, too', () => {
    expect(found(Buffer.from(`${SERIAL}7 ${SERIAL}`))).to.equal(true);
  });
  it('are not looked for when they are so short that chance finds them', () => {
    expect(found(Buffer.from('unit 7 said'), ['7'])).to.equal(false);
    expect(found(Buffer.from(line), [])).to.equal(false);
  });
  it('do not join the end of one text and the start of the next', () => {
    const own = createOwnNames([SERIAL]);
    own.write(Buffer.from('SN-00'));
    own.end();
    own.write(Buffer.from('0042'));
    own.end();
    expect(own.wasFound()).to.equal(false);
  });
});
