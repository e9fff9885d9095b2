import { expect } from 'chai';
import fc from 'fast-check';
import { createShelf } from '../../../src/features/claims/shelf.js';

describe('the places of a quota', () => {
  it('are tried in order, once each, up to the limit', () => {
    const shelf = createShelf();
    expect([1, 2, 3, 4].map(() => shelf.next(3))).to.deep.equal([1, 2, 3, undefined]);
    expect(shelf.isFull(3)).to.equal(false);
    expect(shelf.next(4)).to.equal(4);
  });

  it('are full only when each is settled', () => {
    const shelf = createShelf();
    for (const place of [3, 1]) shelf.settle(place);
    expect(shelf.isFull(1)).to.equal(true);
    expect(shelf.isFull(3)).to.equal(false);
    shelf.settle(2);
    expect(shelf.isFull(3)).to.equal(true);
    expect(shelf.next(3)).to.equal(undefined);
  });

  it('come again when they were given back, the first first', () => {
    const shelf = createShelf();
    for (let place = 1; place <= 3; place += 1) shelf.next(5);
    for (const place of [3, 1]) shelf.giveBack(place);
    expect([1, 2, 3, 4].map(() => shelf.next(4))).to.deep.equal([1, 3, 4, undefined]);
  });

  it('are never tried once settled, and all others are when starting over', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 30 })), (settled) => {
        const shelf = createShelf();
        for (let place = 1; place <= 30; place += 1) shelf.next(30);
        for (const place of settled) shelf.settle(place);
        shelf.startOver();
        const tried = Array.from({ length: 31 }, () => shelf.next(30)).filter(Boolean);
        const free = Array.from({ length: 30 }, (_, n) => n + 1).filter(
          (place) => !settled.includes(place),
        );
        expect(tried).to.deep.equal(free);
      }),
    );
  });
});
