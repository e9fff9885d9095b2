import { expect } from 'chai';
import { newId, timeOfId } from '../../../src/kernel/ids.js';

describe('an id', () => {
  for (const at of [new Date(0), new Date('2026-03-06T09:00:00.123Z'), new Date(2 ** 45)])
    it(`says that it was made at ${at.toISOString()}`, () => {
      expect(timeOfId(newId(at))).to.deep.equal(at);
    });
});
