import { expect } from 'chai';
import type { CrashFacts } from '../../../src/features/crashes/crash.js';
import { shapeOf } from '../../../src/features/crashes/crash-shape.js';
import { createGrouper, createRarity } from '../../../src/features/crashes/grouping.js';
import { compare, sideBySide } from '../../../src/features/crashes/similarity.js';
import { crashesIn } from './read-text.js';

const NPE = 'java.lang.NullPointerException';
const HELPER = 'java.util.Objects.requireNonNull';

const java = (type: string, ...frames: readonly string[]): CrashFacts => {
  const trace = [type, ...frames.map((frame, line) => `\tat ${frame}(X.java:${line + 1})`)];
  const [crash] = crashesIn(['FATAL EXCEPTION: main', ...trace].join('\n'));
  if (!crash) throw new Error('no crash is read');
  return crash;
};

const app = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `com.firstbatch.${name}.Step${'abcdefgh'[at]}.run`);
const ENTRY = ['android.os.Handler.dispatchMessage', 'android.os.Looper.loop'];

const placed = (...crashes: readonly CrashFacts[]) => {
  const grouper = createGrouper();
  return crashes.map((crash) => grouper.add(crash));
};
const groups = (...crashes: readonly CrashFacts[]) => placed(...crashes).map(({ group }) => group);

const lens = app('lens', 6);
const TOGETHER: readonly (readonly [string, CrashFacts, CrashFacts])[] = [
  ['whose frames are equal', java(NPE, ...lens, ...ENTRY), java(NPE, ...lens, ...ENTRY)],
  [
    'one of which lost a frame to inlining',
    java(NPE, ...lens, ...ENTRY),
    java(NPE, ...lens.slice(0, 1), ...lens.slice(2), ...ENTRY),
  ],
  [
    'that were reached by different callers',
    java(NPE, ...lens.slice(0, 2), HELPER, lens[2]!, ...app('menu', 3), ...ENTRY),
    java(NPE, ...lens.slice(0, 2), HELPER, lens[3]!, ...app('dial', 3), ...ENTRY),
  ],
  [
    'one of which has no message, as on an old Android',
    java(`${NPE}: Attempt to invoke virtual method 'int com.firstbatch.Lens.f()'`, ...lens),
    java(NPE, ...lens),
  ],
  [
    'whose messages differ in numbers',
    java('java.lang.IllegalStateException: slot 17 of 20 at 0x7f01', ...lens),
    java('java.lang.IllegalStateException: slot 3 of 12 at 0x7f99', ...lens),
  ],
];

const APART: readonly (readonly [string, CrashFacts, CrashFacts])[] = [
  ['of another type', java(NPE, ...lens), java('java.lang.IllegalStateException', ...lens)],
  [
    'that share only a helper and the way in',
    java(NPE, HELPER, ...app('lens', 3), ...ENTRY),
    java(NPE, HELPER, ...app('menu', 3), ...ENTRY),
  ],
  [
    'at one place whose messages name other code',
    java('java.io.NotSerializableException: com.firstbatch.media.Clip', ...lens),
    java('java.io.NotSerializableException: com.firstbatch.plan.Entry', ...lens),
  ],
  [
    'in which memory ran out in two processes',
    { ...java('java.lang.OutOfMemoryError', ...lens), process: 'com.firstbatch.camera' },
    { ...java('java.lang.OutOfMemoryError', ...lens), process: 'com.firstbatch.dialer' },
  ],
];

describe('grouping', () => {
  for (const [what, one, other] of TOGETHER)
    it(`puts together crashes ${what}`, () => {
      expect(groups(one, other)).to.deep.equal([0, 0]);
      expect(groups(other, one)).to.deep.equal([0, 0]);
    });

  for (const [what, one, other] of APART)
    it(`keeps apart crashes ${what}`, () => {
      expect(groups(one, other)).to.deep.equal([0, 1]);
    });

  it('says by what a crash joined and which groups it resembles', () => {
    const [first, equal, near, about] = placed(
      java(`${NPE}: of com.firstbatch.A`, ...lens),
      java(`${NPE}: of com.firstbatch.A`, ...lens),
      java(`${NPE}: of com.firstbatch.A`, ...lens.slice(1)),
      java(`${NPE}: of com.firstbatch.B`, ...lens),
    );
    expect([first!.by, equal!.by, near!.by]).to.deep.equal(['new', 'key', 'similarity']);
    expect(near!.likeness!.matches.map(({ one, other }) => other - one)).to.deep.equal(
      Array.from({ length: 5 }, () => 1),
    );
    expect(about!.by).to.equal('new');
    expect(about!.similar.map(({ group }) => group)).to.deep.equal([0]);
  });

  it('finds by a later key what joined by likeness', () => {
    const cut = java(NPE, ...lens.slice(1));
    expect(placed(java(NPE, ...lens), cut, cut).map(({ by }) => by)).to.deep.equal([
      'new',
      'similarity',
      'key',
    ]);
  });

  it('finds a crash again by the digest of its maker', () => {
    const digest = '0123456789abcdef0123456789abcdef';
    const one = { ...java(NPE, ...lens), digest };
    const other = { ...java(NPE, ...app('menu', 4)), digest };
    expect(groups(one, other)).to.deep.equal([0, 0]);
  });
});

describe('the likeness of two crashes', () => {
  const shape = (...frames: readonly string[]) => shapeOf(java(NPE, ...frames))!;
  const always = () => 1;

  it('is 1 for equal ones and 0 for ones that share nothing', () => {
    expect(compare(shape(...lens), shape(...lens), always).score).to.be.closeTo(1, 1e-9);
    expect(compare(shape(...lens), shape(...app('menu', 4)), always).score).to.equal(0);
  });

  it('is the same from both sides', () => {
    const [one, other] = [shape(...lens.slice(2), ...ENTRY), shape(HELPER, ...lens)];
    expect(compare(one, other, always).score).to.equal(compare(other, one, always).score);
  });

  it('falls more for a frame near the top', () => {
    const top = compare(shape(...lens), shape('com.firstbatch.X.x', ...lens.slice(1)), always);
    const end = compare(shape(...lens), shape(...lens.slice(0, 5), 'com.firstbatch.X.x'), always);
    expect(top.score).to.be.lessThan(end.score);
  });

  it('counts a frame that stands in every crash for little', () => {
    const shapes = Array.from({ length: 60 }, (_, at) =>
      shape('com.firstbatch.Base.go', `a.B.c${at}`),
    );
    const rarity = createRarity(shapes);
    expect(rarity('com.firstbatch.Base.go')).to.be.lessThan(0.2);
    expect(rarity('com.firstbatch.Never.seen')).to.equal(1);
  });

  it('lays the matched frames side by side', () => {
    const [one, other] = [
      shape('x.A.a', 'x.B.b', 'x.C.c'),
      shape('x.A.a', 'x.D.d', 'x.E.e', 'x.C.c'),
    ];
    const { matches } = compare(one, other, always);
    const lines = sideBySide(one, other, matches).map(
      (pair) => `${pair.one?.name ?? '-'} ${pair.isMatch ? '=' : '|'} ${pair.other?.name ?? '-'}`,
    );
    expect(lines).to.deep.equal(['x.A.a = x.A.a', 'x.B.b | x.D.d', '- | x.E.e', 'x.C.c = x.C.c']);
  });
});
