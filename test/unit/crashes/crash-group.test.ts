import { expect } from 'chai';
import { readKeyParts } from '../../../src/features/crashes/crash-group.js';
import { frameText } from '../../../src/features/crashes/crash-page.js';

const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'error and places of a Java crash',
    [
      'java',
      'java.lang.NullPointerException',
      'com.firstbatch.Lens.pick',
      'com.firstbatch.Night.on',
    ],
    [
      'type java.lang.NullPointerException',
      'frame com.firstbatch.Lens.pick',
      'frame com.firstbatch.Night.on',
    ],
  ],
  [
    'framework places and who called them',
    [
      'java',
      'java.lang.IllegalStateException',
      '!fw',
      'android.os.Parcel.read',
      '!outer',
      'com.firstbatch.A.b',
    ],
    [
      'type java.lang.IllegalStateException',
      'framework android.os.Parcel.read',
      'outer com.firstbatch.A.b',
    ],
  ],
  [
    'a cycle',
    ['java', 'java.lang.StackOverflowError', '!cycle', 'a.B.c'],
    ['type java.lang.StackOverflowError', 'cycle a.B.c'],
  ],
  [
    'a process where the place tells nothing',
    ['java', 'java.lang.OutOfMemoryError', 'process:com.firstbatch.camera'],
    ['type java.lang.OutOfMemoryError', 'process com.firstbatch.camera'],
  ],
  [
    'signal and library of a native crash',
    ['native', 'SIGSEGV', 'libcamera.so Lens::pick'],
    ['signal SIGSEGV', 'frame libcamera.so Lens::pick'],
  ],
  [
    'the message of an abort',
    ['native', 'abort', 'buffer * is gone', 'libcamera.so Lens::pick'],
    ['abort abort', 'message buffer * is gone', 'frame libcamera.so Lens::pick'],
  ],
  [
    'reason, place and lock holder of an ANR',
    ['anr', 'input', 'com.firstbatch.Main.draw', '!com.firstbatch.Sync.run'],
    ['reason input', 'frame com.firstbatch.Main.draw', 'holder com.firstbatch.Sync.run'],
  ],
  ['the message of a failed check', ['check', 'Check failed: *'], ['message Check failed: *']],
];

describe('why crashes are one group', () => {
  for (const [what, parts, words] of CASES)
    it(`names ${what}`, () => {
      expect(readKeyParts(parts).map(({ kind, value }) => `${kind} ${value}`)).to.deep.equal(words);
    });
});

describe('a frame on a page', () => {
  it('reads as the log writes it', () => {
    const managed = { module: 'a.B', function: 'c', file: 'B.kt', line: 7, inApp: true };
    expect(frameText(managed, 0)).to.equal('    at a.B.c(B.kt:7)');
    const native = { module: '/system/lib64/libx.so', function: 'f+12', pc: '0001f', inApp: false };
    expect(frameText(native, 3)).to.equal('    #03 pc 0001f  /system/lib64/libx.so (f+12)');
  });
});
