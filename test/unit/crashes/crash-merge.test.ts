import { expect } from 'chai';
import type { CrashFacts } from '../../../src/features/crashes/crash.js';
import { createCrashCollector } from '../../../src/features/crashes/crash-merge.js';

const frame = { module: '/vendor/lib64/libisp.so', function: 'release', pc: '4c310', inApp: true };
const BASE: CrashFacts = {
  kind: 'native',
  process: 'camera-provider',
  pid: 911,
  signal: 'SIGSEGV',
  frames: [frame],
  entry: 'logcat',
  line: 7,
  lastLine: 20,
  device: {},
  at: '08-14 21:10:44.101',
};

const collect = (...crashes: readonly CrashFacts[]): readonly CrashFacts[] => {
  const collector = createCrashCollector(10);
  for (const crash of crashes) collector.add(crash);
  return collector.crashes();
};

const SAME: readonly (readonly [string, Partial<CrashFacts>])[] = [
  ['its tombstone', { entry: 'tombstone_00', at: '2026-08-14 21:10:44.120931288+0800', line: 1 }],
  ['its tombstone as protobuf', { entry: 'tombstone_00.pb', at: '2026-08-14 21:10:45+0800' }],
  ['its Fatal signal line', { frames: [], at: '08-14 21:10:43.999' }],
  ['a copy without a time', { at: undefined as never, entry: 'copy' }],
  ['a copy without a process', { pid: undefined as never, process: undefined as never }],
];

const OTHER: readonly (readonly [string, Partial<CrashFacts>])[] = [
  ['the same crash minutes later', { at: '08-14 21:14:44.101' }],
  ['the same crash of another process', { pid: 977 }],
  ['another place in the same process', { frames: [{ ...frame, pc: '4d000' }] }],
  ['another signal without frames', { frames: [], signal: 'SIGABRT' }],
  ['another kind', { kind: 'java', exception: 'a.b.XException' }],
];

describe('one crash in several places', () => {
  for (const [name, facts] of SAME) {
    it(`is one with ${name}, which is kept as a witness`, () => {
      const [crash, ...more] = collect(BASE, { ...BASE, ...facts });
      expect(more).to.deep.equal([]);
      expect(crash?.witnesses).to.have.length(1);
    });
  }

  for (const [name, facts] of OTHER) {
    it(`is not ${name}`, () => {
      expect(collect(BASE, { ...BASE, ...facts })).to.have.length(2);
    });
  }

  it('counts once with log, text, protobuf and DropBox, whatever comes first, at the fullest place', () => {
    const places = [
      { ...BASE, frames: [], entry: 'main', line: 3 },
      { ...BASE, entry: 'main', line: 9 },
      { ...BASE, entry: 'tombstone_00', line: 1, at: '2026-08-14 21:10:44+0800', message: 'x' },
      { ...BASE, entry: 'dropbox', line: 2, at: '2026-08-14 21:10:46' },
    ];
    for (let turn = 0; turn < places.length; turn += 1) {
      const order = [...places.slice(turn), ...places.slice(0, turn)];
      const [crash, ...more] = collect(...order);
      expect(more).to.deep.equal([]);
      expect(crash?.entry).to.equal('tombstone_00');
      expect(crash?.witnesses?.map(({ entry }) => entry).sort()).to.deep.equal([
        'dropbox',
        'main',
        'main',
      ]);
    }
  });

  it('keeps two oopses of one task since boot apart, and folds their copies', () => {
    const oops: CrashFacts = { ...BASE, kind: 'kernel', at: '12.345678' };
    expect(collect(oops, oops, { ...oops, at: '99.000001' })).to.have.length(2);
  });
});
