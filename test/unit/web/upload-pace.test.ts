import { expect } from 'chai';
import { createPace } from '../../../src/web/upload-pace.js';

const limits = { idleMs: 30_000, floorBytesPerMinute: 1_920_000 };
/** The second at which an upload that moves like that is given up, or undefined within five minutes. */
function givenUpAt(bytesAfter: (second: number) => number): number | undefined {
  const isTooSlow = createPace(limits, 1000);
  for (let second = 1; second <= 300; second += 1) if (isTooSlow(bytesAfter(second))) return second;
  return undefined;
}

describe('the pace of an upload', () => {
  const cases: readonly [string, (second: number) => number, number | undefined][] = [
    ['lets 32 kB a second go on', (second) => second * 32_000, undefined],
    ['gives 31 kB a second up after a minute', (second) => second * 31_000, 60],
    ['gives silence up after half a minute', () => 0, 30],
    ['gives a standstill up half a minute later', (second) => Math.min(second, 100) * 1e6, 130],
    [
      'forgives pauses shorter than half a minute',
      (second) => Math.ceil(second / 29) * 5e6,
      undefined,
    ],
    ['forgets how fast it began', (second) => 1e9 + second * 10_000, 61],
  ];
  for (const [claim, bytes, second] of cases)
    it(claim, () => {
      expect(givenUpAt(bytes)).to.equal(second);
    });
});
