import { expect } from 'chai';
import { parseSymbols } from '../../../src/features/symbols/breakpad-symbols.js';
import { debugIdOf } from '../../../src/features/symbols/debug-id.js';
import { symbolicateFrames, symbolicateText } from '../../../src/features/symbols/symbolicate.js';

const BUILD_ID = '5f0c3ad1b2e94c77a1b2c3d4e5f60718';
const SYMBOLS = `MODULE Linux arm64 D13A0C5FE9B2774CA1B2C3D4E5F607180 libfirstbatch_isp.so
INFO CODE_ID 5F0C3AD1B2E94C77A1B2C3D4E5F60718
FILE 0 vendor/isp/frame.cpp
FILE 7 vendor/isp/ring buffer.h
INLINE_ORIGIN 0 isp::Ring<isp::Frame>::pop()
INLINE_ORIGIN 3 isp::Slot::free(bool)
FUNC 4c2f0 60 0 isp::Frame::release(bool)
INLINE 0 31 0 0 4c308 18
INLINE 1 12 7 3 4c310 8 4c31c 4
4c2f0 18 29 0
4c308 8 40 7
4c310 10 55 7
4c320 30 33 0
FUNC m 4b000 100 0 isp::Pipeline<isp::Frame>::drain(std::vector<int>&)
4b000 100 90 0
PUBLIC 60000 0 isp_version
PUBLIC 4c400 0 isp_open
STACK CFI INIT 4c2f0 60 .cfa: sp 0 + .ra: x30
`;

const symbols = parseSymbols(SYMBOLS)!;

describe('Breakpad symbols', () => {
  it('derive their id from the build id of the library', () => {
    expect(debugIdOf(BUILD_ID)).to.equal(symbols.module.debugId);
    expect(debugIdOf('00aa11bb22cc33dd')).to.equal('BB11AA00CC22DD3300000000000000000');
    expect(debugIdOf('not hex')).to.equal(undefined);
  });

  const CASES: readonly (readonly [string, number, readonly object[]])[] = [
    [
      'a function by its line',
      0x4c2f4,
      [{ function: 'isp::Frame::release(bool)', file: 'vendor/isp/frame.cpp', line: 29 }],
    ],
    [
      'an inlined function before its caller',
      0x4c308,
      [
        { function: 'isp::Ring<isp::Frame>::pop()', file: 'vendor/isp/ring buffer.h', line: 40 },
        { function: 'isp::Frame::release(bool)', file: 'vendor/isp/frame.cpp', line: 31 },
      ],
    ],
    [
      'the innermost of nested ones first',
      0x4c310,
      [
        { function: 'isp::Slot::free(bool)', file: 'vendor/isp/ring buffer.h', line: 55 },
        { function: 'isp::Ring<isp::Frame>::pop()', file: 'vendor/isp/ring buffer.h', line: 12 },
        { function: 'isp::Frame::release(bool)', file: 'vendor/isp/frame.cpp', line: 31 },
      ],
    ],
    [
      'a function that stands out of order',
      0x4b0a8,
      [
        {
          function: 'isp::Pipeline<isp::Frame>::drain(std::vector<int>&)',
          file: 'vendor/isp/frame.cpp',
          line: 90,
        },
      ],
    ],
    ['an exported symbol behind the functions', 0x4c410, [{ function: 'isp_open' }]],
    ['nothing before the first symbol', 0x100, []],
    ['nothing between a function and the next symbol', 0x4c380, []],
  ];
  for (const [claim, address, expected] of CASES)
    it(`find ${claim}`, () => {
      expect(symbols.find(address)).to.deep.equal(expected);
    });

  it('are none without a MODULE line', () => {
    expect(parseSymbols('FUNC 10 10 0 f\n')).to.equal(undefined);
  });

  it('name the functions of a backtrace', () => {
    const text = [
      'backtrace:',
      `      #00 pc 000000000004c2f4  /vendor/lib64/libfirstbatch_isp.so (BuildId: ${BUILD_ID})`,
      '      #01 pc 000000000004c308  /vendor/lib64/libfirstbatch_isp.so (old+24)',
      '      #02 pc 000000000004c310  /vendor/lib64/libother.so (f+1)',
    ].join('\n');
    expect(symbolicateText(symbols, text).split('\n')).to.deep.equal([
      'backtrace:',
      `      #00 pc 000000000004c2f4  /vendor/lib64/libfirstbatch_isp.so (isp::Frame::release(bool)) (BuildId: ${BUILD_ID})`,
      '          vendor/isp/frame.cpp:29',
      '      #01 pc 000000000004c308  /vendor/lib64/libfirstbatch_isp.so (isp::Ring<isp::Frame>::pop())',
      '          vendor/isp/ring buffer.h:40',
      '      #01 pc 000000000004c308  /vendor/lib64/libfirstbatch_isp.so (isp::Frame::release(bool))',
      '          vendor/isp/frame.cpp:31',
      '      #02 pc 000000000004c310  /vendor/lib64/libother.so (f+1)',
    ]);
  });

  it('name the functions of frames by their build ids', () => {
    const known = { module: 'libfirstbatch_isp.so', function: '', pc: '4c2f4', buildId: BUILD_ID };
    const other = { ...known, buildId: 'ffff' };
    const find = (id: string) => (id === symbols.module.debugId ? symbols : undefined);
    expect(symbolicateFrames([known, other], find)).to.deep.equal([
      {
        ...known,
        function: 'isp::Frame::release(bool)',
        file: 'vendor/isp/frame.cpp',
        line: 29,
      },
      other,
    ]);
  });
});
