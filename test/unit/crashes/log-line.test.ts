import { expect } from 'chai';
import { readHead } from '../../../src/features/crashes/log-line.js';
import { tidyLine } from '../../../src/features/crashes/log-text.js';

const MESSAGE = 'preview started: 4 streams';

const FORMATS: readonly [string, string, Record<string, unknown>][] = [
  ['brief', `I/CameraApp( 4211): ${MESSAGE}`, { level: 'I', pid: 4211, tag: 'CameraApp' }],
  ['brief with uid', `I/CameraApp(10123: 4211): ${MESSAGE}`, { pid: 4211, tag: 'CameraApp' }],
  ['process', `I( 4211) ${MESSAGE}  (CameraApp)`, { level: 'I', pid: 4211, tag: 'CameraApp' }],
  ['tag', `I/CameraApp: ${MESSAGE}`, { level: 'I', tag: 'CameraApp' }],
  [
    'tag with blanks',
    `E/class com.firstbatch.Main: ${MESSAGE}`,
    { tag: 'class com.firstbatch.Main' },
  ],
  ['thread', `I( 4211: 4258) ${MESSAGE}`, { level: 'I', pid: 4211, tid: 4258 }],
  [
    'time',
    `08-14 21:03:07.101 I/CameraApp( 4211): ${MESSAGE}`,
    { at: '08-14 21:03:07.101', level: 'I', pid: 4211, tag: 'CameraApp' },
  ],
  [
    'threadtime',
    `08-14 21:03:07.101  4211  4258 I CameraApp: ${MESSAGE}`,
    { at: '08-14 21:03:07.101', pid: 4211, tid: 4258, level: 'I', tag: 'CameraApp' },
  ],
  [
    'threadtime with a padded tag',
    `08-14 21:03:07.101  4211  4258 I Cam     : ${MESSAGE}`,
    { tag: 'Cam' },
  ],
  [
    'year',
    `2026-08-14 21:03:07.101  4211  4258 I Cam: ${MESSAGE}`,
    { at: '2026-08-14 21:03:07.101' },
  ],
  [
    'zone',
    `2026-08-14 21:03:07.101 +0800  4211  4258 I Cam: ${MESSAGE}`,
    { at: '2026-08-14 21:03:07.101 +0800', pid: 4211 },
  ],
  [
    'microseconds',
    `08-14 21:03:07.101123  4211  4258 I Cam: ${MESSAGE}`,
    { at: '08-14 21:03:07.101123' },
  ],
  [
    'uid by number',
    `08-14 21:03:07.101 10123  4211  4258 I Cam: ${MESSAGE}`,
    { pid: 4211, tid: 4258 },
  ],
  [
    'uid by name',
    `08-14 21:03:07.101  root  4211  4258 I Cam: ${MESSAGE}`,
    { pid: 4211, tid: 4258 },
  ],
  [
    'epoch',
    `         1786712587.101  4211  4258 I Cam: ${MESSAGE}`,
    { at: '1786712587.101', pid: 4211 },
  ],
  ['monotonic', `    310.101  4211  4258 I Cam: ${MESSAGE}`, { at: '310.101', pid: 4211 }],
  [
    'Studio copy',
    `2026-08-14 21:03:07.101 4211-4258/com.firstbatch.camera I/Cam: ${MESSAGE}`,
    { pid: 4211, tid: 4258, process: 'com.firstbatch.camera', tag: 'Cam' },
  ],
  [
    'newer Studio copy',
    `2026-08-14 21:03:07.101  4211-4258  CameraApp               com.firstbatch.camera                I  ${MESSAGE}`,
    { pid: 4211, tid: 4258, process: 'com.firstbatch.camera', tag: 'CameraApp', level: 'I' },
  ],
  ['level and tag', `I CameraApp: ${MESSAGE}`, { level: 'I', tag: 'CameraApp' }],
  ['colour', `\u001b[32m08-14 21:03:07.101  4211  4258 I Cam: ${MESSAGE}\u001b[0m`, { tag: 'Cam' }],
  ['mail quote and CRLF', `> I/CameraApp( 4211): ${MESSAGE}\r`, { pid: 4211 }],
  [
    'DDMS',
    `08-14 21:03:07.101: I/CameraApp(4211): ${MESSAGE}`,
    { at: '08-14 21:03:07.101', level: 'I', pid: 4211, tag: 'CameraApp' },
  ],
  [
    'the first DDMS',
    `08-14 21:03:07.101: ERROR/CameraApp(4211): ${MESSAGE}`,
    { at: '08-14 21:03:07.101', level: 'E', pid: 4211, tag: 'CameraApp' },
  ],
  [
    'the first Studio copy',
    `08-14 21:03:07.101    4211-4258/com.firstbatch.camera I/CameraApp\ufe55 ${MESSAGE}`,
    { process: 'com.firstbatch.camera', tag: 'CameraApp' },
  ],
  [
    'a Studio copy without a process',
    `2026-08-14 21:03:07.101  4211-4258  CameraApp               pid-4211                I  ${MESSAGE}`,
    { pid: 4211, tag: 'CameraApp', process: undefined },
  ],
  [
    'a Studio copy with half a process',
    `2026-08-14 21:03:07.101  4211-4258  CameraApp               com...irstbatch.camera:preview       I  ${MESSAGE}`,
    { pid: 4211, tag: 'CameraApp', process: undefined },
  ],
  [
    "Unity's log window",
    `2026/08/14 21:03:07.101 4211 4258 Error CRASH ${MESSAGE}`,
    { pid: 4211, tid: 4258, level: 'E', tag: 'CRASH' },
  ],
  ['a table', `| 08-14 21:03:07.101  4211  4258 I Cam: ${MESSAGE}`, { pid: 4211, tag: 'Cam' }],
  ['a found line', `412:08-14 21:03:07.101  4211  4258 I Cam: ${MESSAGE}`, { pid: 4211 }],
  ['an indented line', `    I/CameraApp( 4211): ${MESSAGE}`, { pid: 4211, tag: 'CameraApp' }],
  ['assert level', `A/libc( 4211): ${MESSAGE}`, { level: 'F' }],
  [
    'a head cut by copying',
    `1 4211 E AndroidRuntime: ${MESSAGE}`,
    { level: 'E', tag: 'AndroidRuntime' },
  ],
];

describe('log lines', () => {
  for (const [name, line, head] of FORMATS) {
    it(`reads the head of ${name}`, () => {
      const read = readHead(tidyLine(line));
      expect(read?.message).to.equal(MESSAGE);
      expect(read?.head).to.include(head);
    });
  }

  it('reads the head of a long entry, whose message follows', () => {
    const read = readHead('[ 08-14 21:03:07.101  4211: 4258 E/CameraApp ]');
    expect(read?.message).to.equal(undefined);
    expect(read?.head).to.include({ pid: 4211, tid: 4258, level: 'E', tag: 'CameraApp' });
  });

  for (const line of [
    '',
    '\tat com.firstbatch.Main.run(Main.kt:1)',
    'I saw it crash',
    '    I/O error: the card is gone',
    '#00 pc 00',
  ]) {
    it(`finds no head in ${JSON.stringify(line)}`, () => {
      expect(readHead(line)).to.equal(undefined);
    });
  }

  it('keeps the indent of a frame in the message', () => {
    const read = readHead('08-14 21:03:07.101  4211  4258 E AndroidRuntime: \tat a.B.c(B.java:1)');
    expect(read?.message).to.equal('\tat a.B.c(B.java:1)');
  });

  it('decodes entities of a web page', () => {
    expect(tidyLine('&nbsp;at a.B.&lt;init&gt;(B.java:1)')).to.equal(' at a.B.<init>(B.java:1)');
  });

  it('takes off the column in which Studio sets the lines of a message', () => {
    expect(tidyLine(`${' '.repeat(100)}\tat a.B.c(B.java:1)`)).to.equal('\tat a.B.c(B.java:1)');
  });
});
