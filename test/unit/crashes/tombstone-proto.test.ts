import { expect } from 'chai';
import fc from 'fast-check';
import { crashKey } from '../../../src/features/crashes/crash-signature.js';
import { crashTitle } from '../../../src/features/crashes/crash-title.js';
import {
  looksLikeTombstone,
  readTombstone,
} from '../../../src/features/crashes/tombstone-proto.js';
import { tombstoneText as writtenText } from '../../../src/features/crashes/tombstone-text.js';
import { readFields } from '../../../src/features/crashes/wire-format.js';
import {
  SAMPLE_TOMBSTONE,
  tombstoneProto,
  tombstoneText,
  wrappedTombstone,
  type TombstoneModel,
} from '../../support/tombstones.js';
import { createRandom } from '../../support/random.js';
import { crashesIn } from './read-text.js';

const LIBRARIES = [
  '/vendor/lib64/libfirstbatch_isp.so',
  '/apex/com.android.runtime/lib64/bionic/libc.so',
  '/data/app/~~a==/com.firstbatch.camera-b==/base.apk!libcamera.so',
  '/memfd:jit-cache (deleted)',
  '[anon:dalvik-jit-code-cache]',
  '<anonymous:7c1f2000>',
  '[vdso]',
  '<unknown>',
];
const FUNCTIONS = [
  '',
  'abort',
  'isp::Frame::release(bool)',
  'isp::Pipeline<isp::Frame>::drain(std::__1::vector<int>&)',
  '(anonymous namespace)::step(int)',
  'com.firstbatch.camera.Session.close',
];
const word = fc.stringMatching(/^[a-h_][a-h_01]{0,11}$/);

const model: fc.Arbitrary<TombstoneModel> = fc.record({
  arch: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
  fingerprint: word.map((id) => `firstbatch/aurora/aurora:16/BP2A/${id}:user/release-keys`),
  timestamp: fc.integer({ min: 10, max: 59 }).map((s) => `2026-08-14 21:10:${s}.120931288+0800`),
  pid: fc.integer({ min: 1, max: 4_000_000 }),
  tid: fc.integer({ min: 1, max: 4_000_000 }),
  commandLine: fc.array(
    word.map((name) => `/vendor/bin/${name}`),
    { maxLength: 3 },
  ),
  threadName: word,
  signal: fc.constantFrom(
    { number: 11, name: 'SIGSEGV' },
    { number: 6, name: 'SIGABRT' },
    { number: 7, name: 'SIGBUS' },
  ),
  code: fc.constantFrom(
    { number: 1, name: 'SEGV_MAPERR' },
    { number: -6, name: 'SI_TKILL' },
    { number: 9, name: 'SEGV_MTESERR' },
    { number: 0, name: 'SI_USER' },
  ),
  faultAddress: fc.option(fc.bigInt({ min: 0n, max: 0xffffffffn }), { nil: undefined }),
  abortMessage: fc.constantFrom('', 'buffer 7 is not ours', "owner 'left'\nsecond line 'of' it"),
  causes: fc.array(
    word.map((name) => `[MTE]: Use After Free, ${name}`),
    { maxLength: 2 },
  ),
  frames: fc.array(
    fc.record({
      pc: fc.bigInt({ min: 0n, max: 0xffffffffn }),
      path: fc.constantFrom(...LIBRARIES),
      mapOffset: fc.constantFrom(0, 0x5000),
      function: fc.constantFrom(...FUNCTIONS),
      functionOffset: fc.constantFrom(0, 31),
      buildId: fc.constantFrom('', '5f0c3ad1b2e94c77'),
    }),
    { maxLength: 12 },
  ),
});

const textFacts = (tombstone: TombstoneModel): object => {
  const [crash, ...others] = crashesIn(tombstoneText(tombstone));
  expect(others).to.deep.equal([]);
  return { ...crash, line: 1, lastLine: 1 };
};

const protoFacts = (bytes: Buffer): object => {
  const draft = readTombstone(bytes);
  if (!draft) throw new Error('nothing was read');
  const facts = { ...draft, entry: '' };
  return { ...facts, key: crashKey(facts), title: crashTitle(facts) };
};

describe('tombstones as protobuf', () => {
  it('say what the text of the same crash says, under the same key', () => {
    fc.assert(
      fc.property(model, (tombstone) => {
        const text = textFacts(tombstone);
        expect(protoFacts(tombstoneProto(tombstone))).to.deep.equal(text);
        expect(protoFacts(wrappedTombstone(tombstone))).to.deep.equal(text);
      }),
      { numRuns: 150 },
    );
  });

  it('say the same when they are written as text', () => {
    fc.assert(
      fc.property(model, (tombstone) => {
        const bytes = tombstoneProto(tombstone);
        const [crash] = crashesIn(writtenText(bytes));
        expect({ ...crash, line: 1, lastLine: 1 }).to.deep.equal(protoFacts(bytes));
        expect(writtenText(wrappedTombstone(tombstone))).to.equal(writtenText(bytes));
      }),
      { numRuns: 150 },
    );
  });

  it('tell the address 0 from no address', () => {
    const none = { ...SAMPLE_TOMBSTONE, faultAddress: undefined };
    expect(readTombstone(tombstoneProto(SAMPLE_TOMBSTONE))?.faultAddress).to.equal(
      '0x0000000000000000',
    );
    expect(readTombstone(tombstoneProto(none))).not.to.have.property('faultAddress');
  });

  it('are known by their content, bare and wrapped, and text is not', () => {
    fc.assert(
      fc.property(model, (tombstone) => {
        expect(looksLikeTombstone(tombstoneProto(tombstone))).to.equal(true);
        expect(looksLikeTombstone(wrappedTombstone(tombstone))).to.equal(true);
        expect(looksLikeTombstone(Buffer.from(tombstoneText(tombstone)))).to.equal(false);
      }),
    );
  });

  it('survive any cut and any flipped byte', () => {
    const random = createRandom(7);
    const whole = tombstoneProto(SAMPLE_TOMBSTONE);
    for (let step = 0; step < 1000; step += 1) {
      const copy = Buffer.from(whole.subarray(0, Math.floor(random() * (whole.length + 1))));
      if (copy.length > 0) copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
      expect(() => readTombstone(copy)).not.to.throw();
      expect(() => writtenText(copy)).not.to.throw();
      expect(() => looksLikeTombstone(copy)).not.to.throw();
    }
  });
});

describe('the wire format', () => {
  it('ends where the bytes stop making sense', () => {
    const ends = ['', '08', '0a05616263', 'ff', '0b', '00', '080a0b', 'ffffffffffffffffffffff'];
    for (const hex of ends)
      expect([...readFields(Buffer.from(hex, 'hex'))].length, hex).to.be.below(2);
  });

  it('reads numbers of all widths', () => {
    const bytes = Buffer.from(
      '08ffffffffffffffffff01' + '110100000000000000' + '1d02000000',
      'hex',
    );
    expect([...readFields(bytes)].map(({ value }) => value)).to.deep.equal([
      2n ** 64n - 1n,
      1n,
      2n,
    ]);
  });
});
