import { expect } from 'chai';
import { cutPage, fillPage, PLACEHOLDERS } from '../../../src/features/claims/answer-page.js';
import { claimId, lanesOf, outcomeOf } from '../../../src/features/claims/claim.js';
import { wholeQuota } from '../../../src/features/rounds/round.js';

const AT = new Date('2026-03-03T02:00:00Z');
const LANES = lanesOf({
  quotas: [
    { ...wholeQuota('draw', 10), key: 'drawn' },
    { ...wholeQuota('first_come', 2), key: 'fast' },
  ],
  waitlistPlaces: 3,
});

describe('what a place means', () => {
  it('counts only first-come quotas as lanes, with the waitlist behind each', () => {
    expect(LANES).to.deep.equal([{ key: 'fast', seats: 2, places: 5 }]);
  });

  const CASES = [
    { place: 1, outcome: { kind: 'seat', number: 1, of: 2, at: AT } },
    { place: 2, outcome: { kind: 'seat', number: 2, of: 2, at: AT } },
    { place: 3, outcome: { kind: 'waitlist', number: 1, of: 3 } },
    { place: 5, outcome: { kind: 'waitlist', number: 3, of: 3 } },
    { place: 7, outcome: { kind: 'waitlist', number: 5, of: 5 } },
  ] as const;
  for (const { place, outcome } of CASES)
    it(`place ${place} is ${outcome.kind} ${outcome.number}`, () => {
      expect(outcomeOf({ quota: 'fast', place, at: AT }, LANES)).to.deep.equal(outcome);
    });

  it('is nothing once its quota is gone', () => {
    expect(outcomeOf({ quota: 'drawn', place: 1, at: AT }, LANES)).to.equal(undefined);
  });

  it('sorts as its id does', () => {
    const ids = [1, 2, 10, 99, 100, 20_000].map((place) => claimId('r', 'q', place));
    expect(ids.toSorted()).to.deep.equal(ids);
  });
});

describe('an answer cut at its placeholders', () => {
  it('is the page with the facts in their places', () => {
    const { number, of, slug } = PLACEHOLDERS;
    const parts = cutPage(`<h1>${number} of ${of}</h1><a href="/rounds/${slug}">${number}</a>`);
    const facts = { ...PLACEHOLDERS, number: '7', of: '20', slug: 'first' };
    expect(fillPage(parts, facts)).to.equal('<h1>7 of 20</h1><a href="/rounds/first">7</a>');
  });
});
