import { expect } from 'chai';
import { isDigits, newDigits, sealDigits } from '../../../src/features/units/hand-over-code.js';
import { kindsFor, whyOver, type HandOver } from '../../../src/features/units/hand-over.js';
import { photoTypeOf } from '../../../src/features/units/photo.js';
import { nextState, UNIT_STATES } from '../../../src/features/units/unit.js';
import { later } from '../../../src/kernel/clock.js';

const START = new Date('2026-03-03T02:00:00Z');

describe('a hand-over', () => {
  it('is open to a giver only where the table has the move it ends in', () => {
    for (const state of UNIT_STATES)
      for (const giver of ['admin', 'holder'] as const)
        for (const kind of kindsFor(state, giver)) {
          const action = kind === 'back' ? 'receive' : 'hand_over';
          expect(nextState(state, action), `${state} ${kind}`).not.to.equal(undefined);
        }
  });

  it('goes out of the house by an admin and on or back by its holder', () => {
    expect(kindsFor('reserved', 'admin')).to.deep.equal(['out']);
    expect(kindsFor('packed', 'admin')).to.deep.equal(['out']);
    expect(kindsFor('accepted', 'admin')).to.deep.equal([]);
    expect(kindsFor('in_test', 'holder')).to.deep.equal(['person']);
    expect(kindsFor('return_due', 'holder')).to.deep.equal(['back', 'person']);
    expect(kindsFor('reserved', 'holder')).to.deep.equal([]);
  });

  const base = { state: 'open', triesLeft: 5, expiresAt: later(START, 1000) } as HandOver;
  const cases: readonly [string, Partial<HandOver>, string | undefined][] = [
    ['open', {}, undefined],
    ['expired at the very end', { expiresAt: START }, 'expired'],
    ['out of tries', { triesLeft: 0 }, 'locked'],
    ['done', { state: 'done' }, 'replayed'],
    ['replaced', { state: 'voided' }, 'voided'],
    ['cancelled', { state: 'cancelled' }, 'cancelled'],
    ['locked', { state: 'locked' }, 'locked'],
  ];
  for (const [what, changes, why] of cases)
    it(`that is ${what} says so`, () => {
      expect(whyOver({ ...base, ...changes }, START)).to.equal(why);
    });
});

describe('the code of a hand-over', () => {
  it('has six digits and is kept as a keyed hash that only it fits', () => {
    const code = newDigits();
    expect(code).to.match(/^\d{6}$/);
    const kept = { id: 'one', codeHmac: sealDigits('secret', 'one', code) };
    expect(kept.codeHmac).not.to.contain(code);
    expect(isDigits('secret', kept, code)).to.equal(true);
    expect(isDigits('secret', kept, '1234567')).to.equal(false);
    expect(isDigits('secret', { ...kept, id: 'two' }, code)).to.equal(false);
    expect(isDigits('other', kept, code)).to.equal(false);
  });
});

describe('the kind of a photo', () => {
  const bytes = (hex: string) => Buffer.from(hex, 'hex');
  const heads: readonly [string, Buffer, string | undefined][] = [
    ['a JPEG', bytes('ffd8ffe000104a4649460001'), 'image/jpeg'],
    ['a PNG', bytes('89504e470d0a1a0a0000000d'), 'image/png'],
    ['a WebP', Buffer.from('RIFF\x10\0\0\0WEBP', 'latin1'), 'image/webp'],
    ['a WAV', Buffer.from('RIFF\x10\0\0\0WAVE', 'latin1'), undefined],
    ['a GIF', Buffer.from('GIF89a......'), undefined],
    ['a page', Buffer.from('<html>......'), undefined],
    ['half a signature', bytes('89504e47'), undefined],
    ['nothing', Buffer.alloc(0), undefined],
  ];
  for (const [what, head, type] of heads)
    it(`of ${what} is ${type ?? 'none'}`, () => {
      expect(photoTypeOf(head)).to.equal(type);
    });
});
