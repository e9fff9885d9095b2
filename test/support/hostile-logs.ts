import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { zipOf } from '../../src/story/zip.js';
import { createRandom } from './random.js';

/** A file that was made to stop whoever reads it: its name and its bytes. */
export type HostileLog = readonly [name: string, bytes: Buffer];

const MB = 1024 * 1024;
const HEAD = '08-14 10:02:13.000  1234  1234 E AndroidRuntime: ';
const CRASH = [
  'FATAL EXCEPTION: main',
  'Process: com.firstbatch.notes, PID: 1234',
  'java.lang.IllegalStateException: no note',
  '\tat com.firstbatch.notes.Book.find(Book.java:12)',
  '',
]
  .map((line) => HEAD + line)
  .join('\n');

const noise = (seed: number, size: number): Buffer => {
  const random = createRandom(seed);
  return Buffer.from(Uint8Array.from({ length: size }, () => Math.floor(random() * 256)));
};

const nested = (depth: number, inside: Buffer): Buffer =>
  depth === 0 ? inside : rawZip([['inner.zip', nested(depth - 1, inside)]]);

/** Stores bytes as they are, which `zipOf` does for texts only; offsets can be made to overlap. */
function rawZip(entries: readonly (readonly [string, Buffer])[], isOverlapping = false): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of entries) {
    const packed = deflateRawSync(bytes);
    const local = Buffer.alloc(30 + name.length);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(crc32(bytes), 14);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(bytes.length, 22);
    local.writeUInt16LE(name.length, 26);
    local.write(name, 30);
    const place = Buffer.alloc(46 + name.length);
    place.writeUInt32LE(0x02014b50, 0);
    local.copy(place, 6, 4, 30);
    place.writeUInt32LE(isOverlapping ? 0 : offset, 42);
    place.write(name, 46);
    directory.push(place);
    locals.push(local, packed);
    offset += local.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}

const encrypted = (): Buffer => {
  const zip = rawZip([['secret.txt', Buffer.from(CRASH)]]);
  zip.writeUInt16LE(1, 6);
  zip.writeUInt16LE(1, zip.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 8);
  return zip;
};

const threads = (count: number): string =>
  [
    '----- pid 1234 at 2026-08-14 10:02:13 -----',
    'Cmd line: com.firstbatch.notes',
    ...Array.from(
      { length: count },
      (_, at) =>
        `"pool-${at}" prio=5 tid=${at + 1} Waiting\n  at java.lang.Object.wait(Native Method)\n  - waiting to lock <0x0${at}> held by thread ${at}`,
    ),
    '----- end 1234 -----',
    '',
  ].join('\n');

/** Twenty files, each against another part of a reader. */
export const hostileLogs = (): readonly HostileLog[] => [
  ['empty.log', Buffer.alloc(0)],
  ['noise.log', noise(1, MB)],
  ['line.log', Buffer.alloc(8 * MB, 'a')],
  ['newlines.log', Buffer.alloc(4 * MB, '\n')],
  ['nul.log', Buffer.alloc(2 * MB)],
  ['threads.txt', Buffer.from(threads(100_000))],
  ['causes.log', Buffer.from(CRASH + `${HEAD}Caused by: a.B: c\n`.repeat(50_000))],
  ['frames.log', Buffer.from(CRASH + `${HEAD}\tat a.b.c(D.java:1)\n`.repeat(100_000))],
  ['spaces.log', Buffer.from(`${HEAD}\tat ${' '.repeat(4000)}\n`.repeat(500))],
  ['parentheses.log', Buffer.from(`${HEAD}\tat ${'a.'.repeat(1500)}(\n`.repeat(500))],
  ['numbers.log', Buffer.from(`imei=${'86-'.repeat(1300)}\n`.repeat(500))],
  ['quotes.log', Buffer.from(`SSID: "${'\\"'.repeat(1900)}\n`.repeat(500))],
  ['json.log', Buffer.from(`{"STACK_TRACE":${'['.repeat(200_000)}`)],
  ['bomb.gz', gzipSync(Buffer.alloc(64 * MB))],
  ['cut.gz', gzipSync(CRASH.repeat(2000)).subarray(0, 900)],
  ['bomb.zip', rawZip([['zeros.txt', Buffer.alloc(64 * MB)]])],
  ['deep.zip', nested(9, Buffer.from(CRASH))],
  [
    'overlap.zip',
    rawZip(
      Array.from({ length: 50 }, (_, n) => [`${n}.txt`, noise(2, 9000)]),
      true,
    ),
  ],
  ['encrypted.zip', encrypted()],
  [
    'names.zip',
    zipOf(Array.from({ length: 3000 }, (_, n) => ({ name: `../${n}\0.log`, text: CRASH }))),
  ],
];
