import { expect } from 'chai';
import {
  codeTrouble,
  freePlaces,
  newInviteCode,
  printCode,
  readCode,
} from '../../../src/features/invites/invite.js';

const NOW = new Date('2026-03-03T02:00:00Z');

describe('an F-code', () => {
  it('is read as it is printed, however it is typed', () => {
    for (let n = 0; n < 50; n += 1) {
      const code = newInviteCode();
      const printed = printCode(code);
      expect(printed).to.match(/^F-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
      for (const typed of [printed, printed.toLowerCase(), printed.replaceAll('-', ' '), code])
        expect(readCode(typed), typed).to.equal(code);
    }
  });

  it('takes the letters that look alike for the ones it is made of', () => {
    expect(readCode('f-o0il-1111-abcd')).to.equal('00111111ABCD');
  });

  for (const typed of ['', 'F-', 'F-1234', 'F-1234-5678-9ABCD', 'F-1234-5678-9AB!', 'x'.repeat(40)])
    it(`is not "${typed.slice(0, 20)}"`, () => {
      expect(readCode(typed)).to.equal(undefined);
    });

  const good = {
    usesLeft: 1,
    redeemers: [] as readonly string[],
    expiresAt: new Date('2026-03-04T00:00:00Z'),
    revokedAt: null,
  };
  const CASES = [
    { what: 'good', code: good, trouble: undefined },
    { what: 'used up', code: { ...good, usesLeft: 0 }, trouble: 'used_up' },
    { what: 'at its last instant', code: { ...good, expiresAt: NOW }, trouble: 'expired' },
    { what: 'revoked', code: { ...good, revokedAt: NOW }, trouble: 'revoked' },
    {
      what: 'used up by the same person',
      code: { ...good, usesLeft: 0, redeemers: ['mei'] },
      trouble: undefined,
    },
  ] as const;
  for (const { what, code, trouble } of CASES)
    it(`that is ${what} gives ${trouble ?? 'a seat'}`, () => {
      expect(codeTrouble(code, 'mei', NOW)).to.equal(trouble);
    });
});

describe('places of people with codes', () => {
  it('are filled from the first, gaps included, and end at the capacity', () => {
    expect(freePlaces([], 2)).to.deep.equal([1, 2]);
    expect(freePlaces([1, 3], 4)).to.deep.equal([2, 4]);
    expect(freePlaces([2, 1], 2)).to.deep.equal([]);
  });
});
