import { expect } from 'chai';
import { parseMapping } from '../../../src/features/symbols/r8-mapping.js';
import { retraceFrames, retraceText } from '../../../src/features/symbols/retrace.js';

const MAPPING = `# compiler: R8
# {"id":"com.android.tools.r8.mapping","version":"2.2"}
# pg_map_id: 3c1a09b
# pg_map_hash: SHA-256 3c1a09b2c1a09b2c1a09b2c1a09b2c1a09b2c1a09b2c1a09b2c1a09b2c1a09b2
com.lanting.reader.Page -> a.a:
# {"id":"sourceFile","fileName":"Page.kt"}
    1:3:void turn(int):40:42 -> b
    4:4:int com.lanting.reader.Ink.flow(long):17:17 -> b
    4:4:void turn(int):45 -> b
    void close():60:60 -> c
    5:5:void left():70:70 -> d
    5:5:void right(int):80:80 -> e
    1:1:void left():1:1 -> f
    2:2:void right():2:2 -> f
    9:9:void gather():10:12 -> g
    0:65535:void whole():33:33 -> h
com.lanting.reader.Ink -> a.b:
    6:6:void com.lanting.reader.Pen.check(java.lang.Object):8:8 -> a
    # {"id":"com.android.tools.r8.rewriteFrame","conditions":["throws(Ljava/lang/NullPointerException;)"],"actions":["removeInnerFrames(1)"]}
    6:6:void dip():9 -> a
    7:7:void lambda$dip$0():90:90 -> b
    7:7:void run():0:0 -> b
      # {"id":"com.android.tools.r8.synthesized"}
com.lanting.reader.Outline -> a.c:
    1:2:int outline() -> a
    # {"id":"com.android.tools.r8.outline"}
com.lanting.reader.Shelf -> a.d:
    4:4:void sort():98:98 -> a
    27:27:void sort():0:0 -> a
    # {"id":"com.android.tools.r8.outlineCallsite","positions":{"1":4},"outline":"La/c;a()I"}
com.lanting.reader.TornPageException -> a.e:
`;

const mapping = parseMapping(MAPPING);
const retrace = (...lines: string[]) => retraceText(mapping, lines.join('\n')).split('\n');

describe('retracing', () => {
  const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    [
      'moves a line with its range',
      ['\tat a.a.b(SourceFile:2)'],
      ['\tat com.lanting.reader.Page.turn(Page.kt:41)'],
    ],
    [
      'shows inlined methods innermost first',
      ['\tat a.a.b(r8-map-id-3c1a09b:4)'],
      [
        '\tat com.lanting.reader.Ink.flow(Ink.java:17)',
        '\tat com.lanting.reader.Page.turn(Page.kt:45)',
      ],
    ],
    [
      'takes a method without a range for any line',
      [' at a.a.c(SourceFile:7)'],
      [' at com.lanting.reader.Page.close(Page.kt:60)'],
    ],
    [
      'keeps what the mapping does not know',
      ['\tat b.b.b(SourceFile:1)', 'a: b c', ''],
      ['\tat b.b.b(SourceFile:1)', 'a: b c', ''],
    ],
    [
      'names the class of an unknown method',
      ['\tat a.a.zz(SourceFile:3)'],
      ['\tat com.lanting.reader.Page.zz(Page.kt:3)'],
    ],
    [
      'gives all that a frame without a line may be',
      ['\tat a.a.f(Unknown Source)'],
      [
        '\tat com.lanting.reader.Page.left(Page.kt)',
        '\t<OR> at com.lanting.reader.Page.right(Page.kt)',
      ],
    ],
    [
      'gives every source line behind one line',
      ['\tat a.a.g(:9)'],
      [
        '\tat com.lanting.reader.Page.gather(Page.kt:10)',
        '\t<OR> at com.lanting.reader.Page.gather(Page.kt:11)',
        '\t<OR> at com.lanting.reader.Page.gather(Page.kt:12)',
      ],
    ],
    [
      'reads the range of all lines without a line',
      ['\tat a.a.h(Unknown Source)'],
      ['\tat com.lanting.reader.Page.whole(Page.kt:33)'],
    ],
    [
      'removes inner frames directly below the exception only',
      ['java.lang.NullPointerException', '\tat a.b.a(:6)', '\tat a.b.a(:6)'],
      [
        'java.lang.NullPointerException',
        '\tat com.lanting.reader.Ink.dip(Ink.java:9)',
        '\tat com.lanting.reader.Pen.check(Pen.java:8)',
        '\tat com.lanting.reader.Ink.dip(Ink.java:9)',
      ],
    ],
    [
      'drops what the compiler made',
      ['\tat a.b.b(:7)'],
      ['\tat com.lanting.reader.Ink.lambda$dip$0(Ink.java:90)'],
    ],
    [
      'carries the line of an outlined method to its caller',
      ['x.Y: z', '\tat a.c.a(:1)', '\tat a.d.a(:27)'],
      ['x.Y: z', '\tat com.lanting.reader.Shelf.sort(Shelf.java:98)'],
    ],
    [
      'names the exception behind a log head',
      ['08-14 09:10:11.123  4242  4242 E AndroidRuntime: Caused by: a.e: torn'],
      [
        '08-14 09:10:11.123  4242  4242 E AndroidRuntime: Caused by: com.lanting.reader.TornPageException: torn',
      ],
    ],
    [
      'names a circular reference',
      ['\t[CIRCULAR REFERENCE: a.e]'],
      ['\t[CIRCULAR REFERENCE: com.lanting.reader.TornPageException]'],
    ],
    [
      'reads class loader and module',
      ['\tat app//m@1/a.a.c(:1)'],
      ['\tat app//m@1/com.lanting.reader.Page.close(Page.kt:60)'],
    ],
    [
      'keeps carriage returns',
      ['\tat a.a.c(:1)\r'],
      ['\tat com.lanting.reader.Page.close(Page.kt:60)\r'],
    ],
  ];
  for (const [claim, shown, expected] of CASES)
    it(claim, () => {
      expect(retrace(...shown)).to.deep.equal(expected);
    });

  it('retraces frames and their exception', () => {
    const kept = {
      module: 'java.util.ArrayList',
      function: 'get',
      file: 'ArrayList.java',
      line: 4,
    };
    const read = retraceFrames(mapping, {
      exception: 'a.e',
      frames: [{ module: 'a.a', function: 'b', file: 'SourceFile', line: 4 }, kept],
    });
    expect(read.exception).to.equal('com.lanting.reader.TornPageException');
    expect(read.frames).to.deep.equal([
      { module: 'com.lanting.reader.Ink', function: 'flow', file: 'Ink.java', line: 17 },
      { module: 'com.lanting.reader.Page', function: 'turn', file: 'Page.kt', line: 45 },
      kept,
    ]);
    expect(read.frames[2]).to.equal(kept);
  });

  it('reads the ids of a mapping', () => {
    expect(mapping.mapId).to.equal('3c1a09b');
    expect(mapping.mapHash).to.match(/^3c1a09b/);
  });

  it('warns of a newer format and reads on', () => {
    const newer = parseMapping(
      "# { id: 'com.android.tools.r8.mapping', version: '9.1' }\nA -> a:\n",
    );
    expect(newer.newerVersion).to.equal('9.1');
    expect(mapping.newerVersion).to.equal(undefined);
    expect(newer.find('a')?.original).to.equal('A');
  });

  it('takes remarks of a format without a version for comments', () => {
    const old = parseMapping(
      'A -> a:\n    void b() -> c\n# {"id":"com.android.tools.r8.synthesized"}\n',
    );
    expect(retraceText(old, ' at a.c(A.java)')).to.equal(' at A.b(A.java)');
  });
});
