import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readAcra } from '../../../src/features/crashes/acra.js';
import { createRandom } from '../../support/random.js';
import { crashesIn, fixture } from './read-text.js';

/** A thousand a kind; the kernel has four samples and the DropBox holds four kinds. */
const SAMPLES: readonly (readonly [string, number])[] = [
  ['kernel-interleaved.log', 250],
  ['kernel-last-kmsg.txt', 250],
  ['kernel-logcat.log', 250],
  ['kernel-arm.txt', 250],
  ['watchdog.log', 1000],
  ['dropbox.txt', 500],
  ['asan.txt', 1000],
];

/** The sample cut off somewhere, with up to ten bytes changed. */
const damage = (whole: Buffer, random: () => number): Buffer => {
  const copy = Buffer.from(whole.subarray(0, Math.floor(random() * (whole.length + 1))));
  const flips = Math.floor(random() * 11);
  for (let flip = 0; flip < flips && copy.length > 0; flip += 1) {
    copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
  }
  return copy;
};

describe('damaged logs of the system', () => {
  for (const [name, times] of SAMPLES) {
    it(`are read without an error, ${times} times ${name}`, function () {
      this.timeout(30_000);
      const whole = readFileSync(fixture(name));
      const random = createRandom(name.length);
      for (let time = 0; time < times; time += 1) {
        const text = damage(whole, random).toString('utf8');
        for (const crash of crashesIn(text)) expect(crash.title).not.to.equal('');
      }
    });
  }

  it('are read without an error, 1000 times acra.json', () => {
    const whole = readFileSync(fixture('acra.json'));
    const random = createRandom(3);
    for (let time = 0; time < 1000; time += 1) {
      const { lines } = readAcra(damage(whole, random).toString('utf8'));
      expect(() => crashesIn(lines.join('\n'))).not.to.throw();
    }
  });
});
