import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { createLogScanner } from '../../../src/features/crashes/log-scanner.js';
import { createTextReader } from '../../../src/features/crashes/log-text.js';
import { createRandom } from '../../support/random.js';
import { fixture } from './read-text.js';

/** A thousand a kind, which has two or three samples. */
const SAMPLES: readonly (readonly [string, number])[] = [
  ['java-threadtime.log', 340],
  ['java-long.log', 330],
  ['java-studio.log', 330],
  ['tombstone.txt', 340],
  ['tombstone-logcat.log', 330],
  ['abort-logcat.log', 330],
  ['anr-trace.txt', 500],
  ['anr-logcat.log', 500],
];

/** The sample cut off somewhere, with up to ten bytes changed. */
const damage = (whole: Buffer, random: () => number): Buffer => {
  const copy = Buffer.from(whole.subarray(0, Math.floor(random() * (whole.length + 1))));
  for (let flips = Math.floor(random() * 11); flips > 0 && copy.length > 0; flips -= 1)
    copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
  return copy;
};

const read = (bytes: Buffer): void => {
  const scanner = createLogScanner('', 200);
  const reader = createTextReader(4096, scanner.block);
  const half = bytes.length >> 1;
  for (const part of [bytes.subarray(0, half), bytes.subarray(half)]) reader.write(part);
  reader.end();
  for (const { line, lastLine } of scanner.end()) expect(line).to.be.within(1, lastLine);
  expect(scanner.device.device()).to.be.an('object');
};

describe('damaged logs of apps', () => {
  for (const [name, times] of SAMPLES) {
    it(`are read without an error, ${times} times ${name}`, () => {
      const whole = readFileSync(fixture(name));
      const random = createRandom(name.length);
      for (let time = 0; time < times; time += 1) read(damage(whole, random));
    });
  }
});
