import { expect } from 'chai';
import { parseSymbols } from '../../../src/features/symbols/breakpad-symbols.js';
import { parseLenientJson } from '../../../src/features/symbols/lenient-json.js';
import { createLineSplitter } from '../../../src/features/symbols/line-splitter.js';
import { parseMapping } from '../../../src/features/symbols/r8-mapping.js';
import { retraceText } from '../../../src/features/symbols/retrace.js';
import { identify } from '../../../src/features/symbols/symbol.js';
import { symbolicateText } from '../../../src/features/symbols/symbolicate.js';

const MAPPING = `# { id: 'com.android.tools.r8.mapping', version: '2.2' }
# pg_map_id: 3c1a09b
com.lanting.reader.Page -> a.a:
# {"id":"sourceFile","fileName":"Page.kt"}
    1:3:void turn(int):40:42 -> b
    4:4:int com.lanting.reader.Ink.flow(long):17:17 -> b
    4:4:void turn(int):45 -> b
    # {"id":"com.android.tools.r8.rewriteFrame","conditions":["throws(La/e;)"],"actions":["removeInnerFrames(1)"]}
    1:2:int outline():5:9 -> c
    # {'id':'com.android.tools.r8.outline'}
    27:27:void sort():0:0 -> d
    # {'id':'com.android.tools.r8.outlineCallsite','positions':{'1':4,'2':5}}
    0:65535:void whole():33:33 -> e
com.lanting.reader.TornPageException -> a.e:
`;
const TRACE = `08-14 E AndroidRuntime: a.e: torn: a.a
\tat a.a.b(SourceFile:4)
\tat a.a.c(:1)
\tat a.a.d(r8-map-id-3c1a09b:27)
\tat m//x@1/a.a.e(Unknown Source)
Caused by: a.e
\t[CIRCULAR REFERENCE: a.e]
`;
const SYMBOLS = `MODULE Linux arm64 D13A0C5FE9B2774CA1B2C3D4E5F607180 libfirstbatch_isp.so
FILE 0 vendor/isp/frame.cpp
INLINE_ORIGIN 0 isp::Ring<isp::Frame>::pop()
FUNC 4c2f0 60 0 isp::Frame::release(bool)
INLINE 0 31 0 0 4c308 18
4c2f0 18 29 0
4c308 8 40 0
PUBLIC 4c400 0 isp_open
`;
const BACKTRACE = `      #00 pc 000000000004c310  /v/libfirstbatch_isp.so (offset 0x1000) (f+24) (BuildId: 5f0c3ad1b2e94c77a1b2c3d4e5f60718)
      #01 pc 4c308  libfirstbatch_isp.so
`;
const ROUNDS = 1000;

/** Park and Miller's generator, so that a failure can be seen again. */
const createChance = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
};

/** Cut short, or with up to eight bytes changed. */
const damaged = (text: string, chance: (below: number) => number): string => {
  const bytes = Buffer.from(text);
  if (chance(2) === 0) return bytes.toString('latin1', 0, chance(bytes.length));
  for (let flips = chance(8); flips >= 0; flips -= 1) bytes[chance(bytes.length)] = chance(256);
  return bytes.toString('latin1');
};

describe('damaged symbols and traces', () => {
  it('throw nothing', () => {
    const chance = createChance(20_261_123);
    for (let round = 0; round < ROUNDS; round += 1) {
      const mapping = parseMapping(damaged(MAPPING, chance));
      retraceText(mapping, damaged(TRACE, chance));
      retraceText(mapping, TRACE);
      const symbols = parseSymbols(damaged(SYMBOLS, chance));
      if (!symbols) continue;
      for (const address of [0, 0x4c300, 0x4c310, 0x4c410]) symbols.find(address);
      symbolicateText(symbols, damaged(BACKTRACE, chance));
    }
  });

  it('change nothing but the frames they name', () => {
    const chance = createChance(7);
    const nothing = parseMapping('');
    for (let round = 0; round < ROUNDS; round += 1) {
      const trace = damaged(TRACE, chance);
      expect(retraceText(nothing, trace)).to.equal(trace);
    }
  });

  it('take no longer than their size allows', function () {
    this.timeout(20_000);
    const many = Array.from({ length: 20_000 }, (_, at) => `    ${at}:${at}:void f():${at} -> b`);
    const mapping = parseMapping(`A -> a:\n${many.join('\n')}\n`);
    expect(retraceText(mapping, ' at a.b(:19999)\n at a.b(:1)')).to.equal(
      ' at A.f(A.java:19999)\n at A.f(A.java:1)',
    );
    const nested = `# ${'{"a":'.repeat(5000)}`;
    expect(parseLenientJson(nested)).to.equal(undefined);
    retraceText(
      mapping,
      `${'at a.'.repeat(20_000)}\n${': a'.repeat(30_000)}\n${'a.'.repeat(4000)}`,
    );
  });
});

describe('lenient JSON', () => {
  const CASES: readonly (readonly [string, unknown])[] = [
    [
      `{ id: 'x', "n": 4, 'ok': true, list: [1, 'a'], in: {} }`,
      { id: 'x', n: 4, ok: true, list: [1, 'a'], in: {} },
    ],
    ['{"a":"b\\"c"}', { a: 'b"c' }],
    ['{"a":1} more', undefined],
    ['{"a"', undefined],
    ['[1]', undefined],
  ];
  for (const [text, expected] of CASES)
    it(`reads ${text}`, () => {
      const read = parseLenientJson(text);
      expect(read && (JSON.parse(JSON.stringify(read)) as unknown)).to.deep.equal(expected);
    });

  it('has no prototype to name', () => {
    expect(parseLenientJson('{"a":1}')?.['constructor']).to.equal(undefined);
  });
});

describe('the lines of a file', () => {
  it('are the same however it is cut into chunks', () => {
    const bytes = Buffer.from('one\ntwo\r\n\nlonger than most\nend');
    for (let size = 1; size <= bytes.length; size += 1) {
      const lines: string[] = [];
      const splitter = createLineSplitter(12, (chunk, from, to, start) => {
        lines.push(`${start} ${chunk.toString('utf8', from, to)}`);
      });
      for (let at = 0; at < bytes.length; at += size) splitter.write(bytes.subarray(at, at + size));
      expect(splitter.end()).to.equal(bytes.length);
      expect(lines, `${size}`).to.deep.equal(['0 one', '4 two\r', '9 ', '27 end']);
    }
  });
});

describe('the kind of a symbol file', () => {
  const NOBODY = { package: '', version: '' };
  it('is told by its first bytes', () => {
    expect(identify(MAPPING, NOBODY)?.kind).to.equal('r8');
    expect(identify(SYMBOLS, NOBODY)?.kind).to.equal('breakpad');
    for (const text of ['', 'hello', '{"a -> b":1}', '\x7fELF\x02\x01', '<html>'])
      expect(identify(text, NOBODY), text).to.equal(undefined);
  });

  it('comes with all names that crashes may want', () => {
    const hash = '3c1a09b'.padEnd(64, '4');
    const text = MAPPING.replace('# pg_map_id', `# pg_map_hash: SHA-256 ${hash}\n# pg_map_id`);
    const app = { package: 'com.lanting.reader', version: '42' };
    expect(identify(text, app)).to.deep.equal({
      kind: 'r8',
      key: hash,
      names: ['map:3c1a09b', `map:${hash}`, 'app:com.lanting.reader@42'],
      newerVersion: null,
    });
    expect(identify('A -> a:\n', NOBODY)?.key).to.equal('');
  });
});
