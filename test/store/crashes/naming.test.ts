import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { examineFile } from '../../../src/features/crashes/examine-file.js';
import { createExamPool, type ExamPool } from '../../../src/features/crashes/exam-pool.js';
import { createNamingService } from '../../../src/features/crashes/naming-service.js';
import { createNamingStore } from '../../../src/features/crashes/naming-store.js';
import type { SymbolRef } from '../../../src/features/symbols/index.js';
import { openTestDatabase } from '../../support/database.js';
import type { Database } from '../../../src/platform/database.js';

const ENTRY = `2026-08-14 21:03:11 data_app_crash (text, 412 bytes)
Process: com.lanting.reader
PID: 5310
Package: com.lanting.reader v42 (4.2.0)

a.e: torn
\tat a.a.b(SourceFile:2)
\tat a.a.zz(Unknown Source:7)
`;
const MAPPING = `com.lanting.reader.Page -> a.a:
    1:3:void turn(int):40:42 -> b
com.lanting.reader.TornPageException -> a.e:
`;
const TOMBSTONE = 'test/fixtures/logs/tombstone.txt';
const SYMBOLS = `MODULE Linux arm64 D13A0C5FE9B2774CA1B2C3D4E5F607180 libfirstbatch_isp.so
FILE 0 vendor/isp/frame.cpp
INLINE_ORIGIN 0 isp::Slot::free(bool)
FUNC 4c2f0 60 0 isp::Frame::release(bool)
INLINE 0 31 0 0 4c308 18
4c2f0 60 55 0
`;

describe('crashes and the symbols at hand', () => {
  let database: Database;
  let pool: ExamPool;
  let dir: string;
  before(async () => {
    database = await openTestDatabase();
    pool = createExamPool();
    dir = await mkdtemp(path.join(tmpdir(), 'firstbatch-naming-'));
  });
  after(async () => {
    await pool.close();
    await database.close();
    await rm(dir, { recursive: true, force: true });
  });

  const write = async (name: string, text: string): Promise<string> => {
    const file = path.join(dir, name);
    await writeFile(file, text);
    return file;
  };

  const nameWith = async (log: string, files: readonly SymbolRef[]) => {
    const asked: string[] = [];
    const { nameAll } = createNamingService({
      naming: createNamingStore(database.connection),
      pool,
      symbols: {
        allNames: () => Promise.resolve([]),
        service: {
          filesFor(names) {
            asked.push(...names);
            return Promise.resolve(
              files.filter((file) => file.names.some((one) => names.includes(one))),
            );
          },
        },
      },
    });
    const [named] = await nameAll((await examineFile(log)).crashes);
    return { named, asked };
  };

  it('ask for the mapping of an app by its version, where the log states it', async () => {
    const log = await write('dropbox.txt', ENTRY);
    const file: SymbolRef = {
      kind: 'r8',
      names: ['app:com.lanting.reader@42'],
      path: await write('mapping.txt', MAPPING),
    };
    const { named, asked } = await nameWith(log, [file]);
    expect(asked).to.deep.equal(['app:com.lanting.reader@42', 'app:com.lanting.reader@4.2.0']);
    expect(named?.crash.exception).to.equal('com.lanting.reader.TornPageException');
    expect(named?.crash.title).to.include('TornPageException in Page.turn');
    expect(named?.crash.frames).to.deep.equal([
      {
        module: 'com.lanting.reader.Page',
        function: 'turn',
        file: 'Page.java',
        line: 41,
        inApp: true,
      },
      {
        module: 'com.lanting.reader.Page',
        function: 'zz',
        file: 'Page.java',
        line: 7,
        inApp: true,
      },
    ]);
    expect(named?.wants).to.deep.equal(['app:com.lanting.reader@4.2.0']);
  });

  it('ask for the symbols of a library by its build id, and keep what is still missing', async () => {
    const file: SymbolRef = {
      kind: 'breakpad',
      names: ['build:D13A0C5FE9B2774CA1B2C3D4E5F607180'],
      path: await write('isp.sym', SYMBOLS),
    };
    const { named } = await nameWith(TOMBSTONE, [file]);
    expect(named?.crash.frames.slice(0, 2).map((frame) => frame.function)).to.deep.equal([
      'isp::Slot::free(bool)',
      'isp::Frame::release(bool)',
    ]);
    expect(named?.crash.frames[0]?.line).to.equal(55);
    expect(named?.wants).to.deep.equal(['build:BB11AA00CC22DD3300000000000000000']);
  });

  it('stay as they are when a file is gone or is something else', async () => {
    const found = (await examineFile(TOMBSTONE)).crashes[0];
    for (const at of ['nowhere.sym', await write('none.sym', 'hello')]) {
      const names = ['build:D13A0C5FE9B2774CA1B2C3D4E5F607180'];
      const { named } = await nameWith(TOMBSTONE, [{ kind: 'breakpad', names, path: at }]);
      expect(named?.crash).to.deep.equal(found);
    }
  });
});
