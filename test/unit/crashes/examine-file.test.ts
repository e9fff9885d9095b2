import { createHash } from 'node:crypto';
import { createWriteStream, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { ZipFile } from 'yazl';
import type { Exam } from '../../../src/features/crashes/exam.js';
import { EXAM_BUDGETS } from '../../../src/features/crashes/exam.js';
import { examineFile } from '../../../src/features/crashes/examine-file.js';
import {
  SAMPLE_TOMBSTONE,
  tombstoneProto,
  tombstoneText,
  wrappedTombstone,
} from '../../support/tombstones.js';
import { fixture } from './read-text.js';

const MIB = 1024 * 1024;
const javaLog = readFileSync(fixture('java-studio.log'));
const tombstone = readFileSync(fixture('tombstone.txt'));

const tombstoneInLog = readFileSync(fixture('tombstone-logcat.log'), 'utf8');

const zipOf = async (entries: readonly [string, Buffer, number?][]): Promise<Buffer> => {
  const zip = new ZipFile();
  for (const [name, content, mode] of entries) {
    zip.addBuffer(content, name, mode === undefined ? {} : { mode });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
};

const gb18030 = (text: string): Buffer => {
  // The few characters of the test, as `iconv -t gb18030` writes them.
  const codes: Readonly<Record<string, string>> = {
    会: 'bbe1',
    话: 'bbb0',
    已: 'd2d1',
    关: 'b9d8',
  };
  return Buffer.concat(
    Array.from(text, (character) =>
      codes[character] ? Buffer.from(codes[character], 'hex') : Buffer.from(character),
    ),
  );
};

/** Makes every entry claim to be encrypted. */
const encrypted = (zip: Buffer): Buffer => {
  const copy = Buffer.from(zip);
  for (const [mark, flags] of [
    ['504b0304', 6],
    ['504b0102', 8],
  ] as const) {
    const magic = Buffer.from(mark, 'hex');
    for (let at = copy.indexOf(magic); at >= 0; at = copy.indexOf(magic, at + 4)) {
      copy.writeUInt16LE(copy.readUInt16LE(at + flags) | 1, at + flags);
    }
  }
  return copy;
};

/** Renames an entry in place; the new name has the same length. */
const renamed = (zip: Buffer, from: string, to: string): Buffer =>
  Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');

describe('examining a file', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firstbatch-exam-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const examine = async (bytes: Buffer, budgets = EXAM_BUDGETS): Promise<Exam> => {
    const path = join(folder, createHash('sha1').update(bytes).digest('hex'));
    await writeFile(path, bytes);
    return examineFile(path, { budgets });
  };

  it('gives plain JSON with the device and the place of each crash', async () => {
    const exam = await examineFile(fileURLToPath(fixture('tombstone.txt')));
    expect(exam).to.include({ state: 'examined', encoding: 'utf-8', lines: 30 });
    expect(exam.crashes[0]?.device.build).to.equal('V1.0.7.0.EVT');
    expect(JSON.parse(JSON.stringify(exam))).to.deep.equal(exam);
  });

  const text = javaLog.toString('utf8');
  const ENCODINGS: readonly [string, Buffer, string][] = [
    ['UTF-8 with a mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), javaLog]), 'utf-8'],
    ['UTF-16 LE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 LE without one', Buffer.from(text, 'utf16le'), 'utf-16le'],
    ['UTF-16 BE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), 'utf-16be'],
    ['CRLF', Buffer.from(text.replaceAll('\n', '\r\n')), 'utf-8'],
  ];
  for (const [name, bytes, encoding] of ENCODINGS) {
    it(`reads ${name}`, async () => {
      const exam = await examine(bytes);
      expect(exam.encoding).to.equal(encoding);
      expect(exam.crashes.map(({ message }) => message)).to.deep.equal(['会话已关闭：相机 2']);
    });
  }

  it('reads GB18030 that begins far into the file', async () => {
    const plain = 'I/Cam( 7): calm\n'.repeat(40_000);
    const log =
      'Exception in thread "x" a.b.StoreException: 会话已关\n\tat com.firstbatch.A.a(A.java:1)\n';
    const exam = await examine(Buffer.concat([Buffer.from(plain), gb18030(log)]));
    expect(exam).to.include({ encoding: 'gb18030', lines: 40_002 });
    expect(exam.crashes[0]?.message).to.equal('会话已关');
  });

  it('keeps UTF-8 when the logger cut a character', async () => {
    const exam = await examine(Buffer.concat([javaLog, Buffer.from([0xe4, 0xbc, 0x0a])]));
    expect(exam.encoding).to.equal('utf-8');
  });

  it('counts one crash that is in the file twice once, and names what it can', async () => {
    const exam = await examine(Buffer.concat([javaLog, javaLog]));
    expect(exam.crashes).to.have.length(1);
  });

  it('keeps 200 crashes and says that there were more', async () => {
    const many = Array.from({ length: 230 }, (_, pid) =>
      text.replaceAll('4211', String(5000 + pid)),
    ).join('');
    const exam = await examine(Buffer.from(many));
    expect(exam.crashes).to.have.length(200);
    expect(exam.warnings).to.deep.equal([{ code: 'crashes.too_many', facts: { kept: 200 } }]);
  });

  it('clips a line of 200 MB without a line end', async function () {
    this.timeout(60_000);
    const path = join(folder, 'long-line');
    const block = Buffer.alloc(MIB, 'x');
    function* blocks() {
      for (let index = 0; index < 200; index += 1) yield block;
      yield Buffer.from(`\n${text}`);
    }
    await pipeline(Readable.from(blocks()), createWriteStream(path));
    const exam = await examineFile(path);
    await rm(path);
    expect(exam.state).to.equal('examined');
    expect(exam.crashes).to.have.length(1);
  });

  const REASONS: readonly [string, Buffer, string][] = [
    ['an empty file', Buffer.alloc(0), 'crashes.empty'],
    [
      'a binary',
      Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7) % 251)),
      'crashes.not_a_log',
    ],
    ['a gzip of nothing', gzipSync(''), 'crashes.empty'],
    [
      'gzip in gzip four deep',
      [1, 2, 3, 4].reduce((bytes) => gzipSync(bytes), javaLog),
      'crashes.too_deep',
    ],
    ['a zip without an end', Buffer.from('504b030414000000', 'hex'), 'crashes.damaged'],
  ];
  for (const [name, bytes, reason] of REASONS) {
    it(`says why it can't read ${name}`, async () => {
      expect(await examine(bytes)).to.include({ state: 'unreadable', reason });
    });
  }

  it('stops at a bomb: 1 MB of gzip that would be 500 MB', async function () {
    this.timeout(60_000);
    const path = join(folder, 'bomb.gz');
    const block = Buffer.alloc(MIB);
    block.fill('calm\n');
    function* blocks() {
      for (let index = 0; index < 500; index += 1) yield block;
    }
    await pipeline(Readable.from(blocks()), createGzip(), createWriteStream(path));
    const exam = await examineFile(path);
    expect(exam).to.include({ state: 'unreadable', reason: 'crashes.bomb' });
    expect(exam.crashes).to.deep.equal([]);
    expect(exam.bytesRead).to.be.below(120 * MIB);
  });

  it('keeps what a truncated gzip gave', async () => {
    const noise = Array.from({ length: 20_000 }, (_, index) => `I/Cam( 7): ${index * 7919}\n`);
    const whole = gzipSync(Buffer.concat([javaLog, Buffer.from(noise.join(''))]));
    const exam = await examine(whole.subarray(0, whole.length - 2000));
    expect(exam).to.include({ state: 'partial', reason: 'crashes.truncated' });
    expect(exam.crashes).to.have.length(1);
  });

  it('keeps what was read before a limit', async () => {
    const log = Buffer.concat([javaLog, Buffer.alloc(MIB, 'calm\n')]);
    const exam = await examine(gzipSync(log), {
      ...EXAM_BUDGETS,
      maxEntryBytes: 4000,
      maxRatio: 5000,
    });
    expect(exam.reason).to.equal('crashes.over_limit');
  });

  it('reads zip in zip and gzip in zip, and names the entry', async () => {
    const inner = await zipOf([['FS/data/tombstones/tombstone_00', tombstone]]);
    const exam = await examine(
      await zipOf([
        ['bugreport.zip', inner],
        ['log.gz', gzipSync(javaLog)],
        ['shot.png', Buffer.alloc(99)],
      ]),
    );
    expect(exam).to.include({ state: 'examined' });
    expect(exam.warnings).to.deep.equal([]);
    expect(exam.crashes.map(({ entry, kind }) => [entry, kind])).to.deep.equal([
      ['bugreport.zip!/FS/data/tombstones/tombstone_00', 'native'],
      ['log.gz', 'java'],
    ]);
  });

  it('reads protobuf tombstones bare, gzipped, in a zip and as DropBox wraps them', async () => {
    const forms = [
      tombstoneProto(SAMPLE_TOMBSTONE),
      gzipSync(tombstoneProto(SAMPLE_TOMBSTONE)),
      await zipOf([['FS/data/tombstones/tombstone_00.pb', tombstoneProto(SAMPLE_TOMBSTONE)]]),
      gzipSync(wrappedTombstone(SAMPLE_TOMBSTONE)),
    ];
    const text = await examine(Buffer.from(tombstoneText(SAMPLE_TOMBSTONE)));
    for (const form of forms) {
      const exam = await examine(form);
      expect(exam.state).to.equal('examined');
      expect(exam.crashes.map(({ key }) => key)).to.deep.equal(text.crashes.map(({ key }) => key));
    }
  });

  it('counts a tombstone that is also in the log of the same archive once', async () => {
    const same = Buffer.from(tombstoneInLog.replaceAll('4d999', '4c310'));
    const exam = await examine(
      await zipOf([
        ['tombstone_00', tombstone],
        ['copy', tombstone],
      ]),
    );
    expect(exam.crashes).to.have.length(1);
    expect((await examine(same)).crashes).to.have.length(1);
  });

  const HEADER = [
    '== dumpstate: 2026-08-14 21:30:00',
    "Build fingerprint: 'firstbatch/aurora/aurora:16/BP2A/V1.0.7.0.EVT:user/release-keys'",
    '------ SYSTEM PROPERTIES (getprop) ------',
    '[persist.sys.timezone]: [Asia/Shanghai]',
    '[ro.product.marketname]: [Aurora Pro]',
    '------ SYSTEM LOG (logcat) ------',
  ].join('\n');

  it('reads a bug report within a bug report, counts each crash once and knows the phone', async () => {
    const inner = await zipOf([
      ['FS/data/tombstones/tombstone_00', Buffer.from(tombstoneText(SAMPLE_TOMBSTONE))],
      ['FS/data/tombstones/tombstone_00.pb', tombstoneProto(SAMPLE_TOMBSTONE)],
      ['FS/data/misc/wifi/wlan.txt', tombstone],
      ['main_entry.txt', Buffer.from('renamed.txt')],
      ['renamed.txt', Buffer.from(`${HEADER}\n${text}`)],
    ]);
    const exam = await examine(
      await zipOf([
        ['bugreport-2026-08-14-213000.zip', inner],
        ['common/btsnoop_hci.log', javaLog],
      ]),
    );
    const outer = 'bugreport-2026-08-14-213000.zip!/';
    expect(exam).to.include({ state: 'examined' });
    expect(exam.device).to.include({ marketName: 'Aurora Pro', timeZone: 'Asia/Shanghai' });
    expect(exam.crashes.map(({ kind, entry }) => [kind, entry])).to.deep.equal([
      ['java', `${outer}renamed.txt`],
      ['native', `${outer}FS/data/tombstones/tombstone_00`],
    ]);
    expect(exam.crashes[1]?.witnesses).to.deep.equal([
      { entry: `${outer}FS/data/tombstones/tombstone_00.pb`, line: 1 },
    ]);
    expect(exam.crashes[1]).to.include({ seenAt: '2026-08-14T13:10:44.120Z' });
    expect(exam.crashes[1]?.device).to.include({ marketName: 'Aurora Pro' });
    expect(exam.unread?.names).to.deep.equal([
      `${outer}FS/data/misc/wifi/wlan.txt`,
      `${outer}main_entry.txt`,
      'common/btsnoop_hci.log',
    ]);
  });

  it('keeps what a damaged archive within an archive leaves', async () => {
    const inner = await zipOf([['a', tombstone]]);
    const exam = await examine(
      await zipOf([
        ['bugreport.zip', inner.subarray(0, inner.length - 30)],
        ['log', javaLog],
      ]),
    );
    expect(exam.warnings).to.deep.equal([
      { code: 'crashes.damaged', facts: { entry: 'bugreport.zip' } },
    ]);
    expect(exam.crashes.map(({ entry }) => entry)).to.deep.equal(['log']);
  });

  it('tells two entries of one name apart, and reads names in GBK and texts in UTF-16', async () => {
    const wide = Buffer.from(`\ufeff${text}`.replaceAll('4211', '4212'), 'utf16le');
    const zip = await zipOf([
      ['aa/1.log', javaLog],
      ['bb/1.log', wide],
      ['cccc', tombstone],
    ]);
    const bytes = renamed(zip, 'bb/1.log', 'aa/1.log');
    const exam = await examine(renamed(bytes, 'cccc', gb18030('会话').toString('latin1')));
    expect(exam.crashes.map(({ entry }) => entry)).to.deep.equal([
      'aa/1.log',
      'aa/1.log (2)',
      '会话',
    ]);
  });

  it('takes the year of a log from the day it came in', async () => {
    const path = join(folder, 'year');
    await writeFile(path, `[persist.sys.timezone]: [Asia/Shanghai]\n${tombstoneInLog}`);
    const exam = await examineFile(path, { receivedAt: new Date('2027-01-03T00:00:00Z') });
    expect(exam.crashes[0]?.seenAt).to.equal('2026-08-14T13:10:44.160Z');
  });

  it('refuses unsafe, linked and encrypted entries and reads the others', async () => {
    const zip = await zipOf([
      ['aaa/log.txt', javaLog],
      ['link', Buffer.from('/etc/hosts'), 0o120777],
      ['good', tombstone],
    ]);
    const exam = await examine(renamed(zip, 'aaa/log.txt', '../../l.txt'));
    expect(exam.state).to.equal('examined');
    expect(exam.crashes.map(({ entry }) => entry)).to.deep.equal(['good']);
    expect(exam.warnings.map(({ code }) => code)).to.deep.equal([
      'crashes.unsafe_entry',
      'crashes.unsafe_entry',
    ]);
    expect(await examine(encrypted(await zipOf([['log', javaLog]])))).to.include({
      state: 'unreadable',
      reason: 'crashes.encrypted',
    });
  });

  it('warns of an entry that is a bomb and reads the others', async () => {
    const exam = await examine(
      await zipOf([
        ['bomb', Buffer.alloc(8 * MIB, 'a')],
        ['good', javaLog],
      ]),
    );
    expect(exam.warnings).to.deep.equal([{ code: 'crashes.bomb', facts: { entry: 'bomb' } }]);
    expect(exam.crashes).to.have.length(1);
  });

  it('reads no more entries than the budget', async () => {
    const entries = Array.from({ length: 6 }, (_, index): [string, Buffer] => [
      `e${index}`,
      javaLog,
    ]);
    const exam = await examine(await zipOf(entries), { ...EXAM_BUDGETS, maxEntries: 3 });
    expect(exam).to.include({ state: 'partial', reason: 'crashes.over_limit' });
  });

  it('survives any cut and any flipped byte of its samples', async function () {
    this.timeout(60_000);
    const zip = await zipOf([
      ['a', javaLog],
      ['b', tombstone],
    ]);
    for (const sample of [zip, gzipSync(javaLog), javaLog]) {
      for (let step = 1; step < 40; step += 1) {
        const at = Math.floor((sample.length * step) / 40);
        const flipped = Buffer.from(sample);
        flipped.writeUInt8((flipped.readUInt8(at) + 37 * step) % 256, at);
        expect(await examine(sample.subarray(0, at))).to.have.property('state');
        expect(await examine(flipped)).to.have.property('state');
      }
    }
  });
});
