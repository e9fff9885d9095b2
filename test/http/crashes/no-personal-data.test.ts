import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { BSON } from 'mongodb';
import { pino } from 'pino';
import { openCopy } from '../../../src/features/redaction/index.js';
import { zipOf } from '../../../src/story/zip.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { seedPersonalData } from '../../support/personal-data.js';
import { refOf, seedHeldUnit, sendReport, type SentFile } from '../../support/reports.js';

/** Shorter ones are digits that stand by chance in every hash and every time. */
const TELLING = 8;
const MAX_PAGES = 40;

const NAMES = ['端木逢春的日志', 'tavira-okonjo-home', '13859997731'];
const IN_MESSAGE = ['13759996642', 'zelenka.b71f2@mail.example.org', '诸葛知行', '860123045671234'];
const CRASH = [
  'FATAL EXCEPTION: main',
  'Process: com.firstbatch.notes, PID: 1234',
  `java.lang.IllegalStateException: imei=${IN_MESSAGE[3] ?? ''} ${IN_MESSAGE[0] ?? ''} contactName=${IN_MESSAGE[2] ?? ''}, ${IN_MESSAGE[1] ?? ''}`,
  '\tat com.firstbatch.notes.Book.find(Book.java:12)',
  '',
]
  .map((line) => `08-14 10:02:13.000  1234  1234 E AndroidRuntime: ${line}`)
  .join('\n');

describe('personal data in logs', function () {
  this.timeout(60_000);
  const seeded = seedPersonalData(20);
  const inside = [...new Set([...seeded.values.map(({ value }) => value), ...IN_MESSAGE])].filter(
    (value) => value.length >= TELLING || /\p{Script=Han}{4}/u.test(value),
  );
  const logged: string[] = [];
  let app: TestApp;
  let owner: Actor;
  let ref: string;

  const files: readonly SentFile[] = [
    ...seeded.logs.map(({ name, bytes }): SentFile => [name, bytes]),
    [`${NAMES[0] ?? ''}.txt`, CRASH],
    ['logs.zip', zipOf([{ name: `${NAMES[1] ?? ''}/${NAMES[2] ?? ''}.log`, text: CRASH }])],
  ];

  before(async () => {
    const log = pino({ level: 'trace' }, { write: (line: string) => logged.push(line) });
    app = await startTestApp({ log });
    owner = await app.tester();
    ref = refOf(await sendReport(owner, await seedHeldUnit(app, owner), {}, files));
    await app.container.jobs.runAll();
    await app.container.jobs.runAll();
  });
  after(async () => {
    await app.stop();
  });

  const leaks = (bytes: Buffer | string, values = [...inside, ...NAMES]): readonly string[] => {
    const where = Buffer.from(bytes);
    return values.filter((value) => where.includes(value));
  };

  it('is in no document of the database, nor in the index of the search', async () => {
    const { connection } = app.container.database;
    for (const { collectionName } of (await connection.db?.collections()) ?? []) {
      const documents = await connection.collection(collectionName).find({}).toArray();
      expect(leaks(JSON.stringify(documents)), collectionName).to.deep.equal([]);
      const stored = Buffer.concat(documents.map((one) => Buffer.from(BSON.serialize(one))));
      expect(leaks(stored), collectionName).to.deep.equal([]);
    }
  });

  it('is in no protected copy', async () => {
    const folder = path.join(app.container.config.uploadsDir, 'protected');
    const paths = await readdir(folder, { recursive: true, withFileTypes: true });
    const copies = paths
      .filter((one) => one.isFile())
      .map((one) => path.join(one.parentPath, one.name));
    expect(copies).to.have.length(files.length);
    for (const copy of copies) {
      expect(leaks(await readFile(copy))).to.deep.equal([]);
      const { entries, blocks } = await openCopy(copy);
      expect(leaks(JSON.stringify(entries))).to.deep.equal([]);
      for await (const { lines } of blocks()) expect(leaks(lines.join('\n'))).to.deep.equal([]);
    }
  });

  it('is on no page of anybody, and in no log of the application', async () => {
    const assigned = await app.qa();
    await assigned.post(`/reports/${ref}/assign`);
    const others = [app.visitor(), await app.tester('Bo'), await app.qa('Wu'), assigned];
    let read = 0;
    for (const actor of [...others, await app.admin()])
      for (const [page, text] of await pagesOf(actor, ref)) {
        read += 1;
        expect(leaks(text), `${actor.handle} at ${page}`).to.deep.equal([]);
      }
    expect(read).to.be.above(100);
    // Whoever sent a file sees what it was called.
    for (const [page, text] of await pagesOf(owner, ref))
      expect(leaks(text, inside), page).to.deep.equal([]);
    expect(logged.length).to.be.above(50);
    expect(leaks(logged.join('\n'))).to.deep.equal([]);
  });
});

/** The pages that one comes to from the report, the groups, the search and the front page. */
async function pagesOf(actor: Actor, ref: string): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>();
  const starts = [
    `/reports/${ref}`,
    '/crash-groups',
    '/search?q=IllegalStateException',
    '/desk',
    '/',
  ];
  for (const waiting = [...starts]; waiting.length > 0 && pages.size < MAX_PAGES;) {
    const to = waiting.shift() ?? '';
    if (pages.has(to)) continue;
    const { text, status } = await actor.get(to);
    pages.set(to, text);
    if (status !== 200) continue;
    for (const [, href = ''] of text.matchAll(/href="(\/[^"#]*)/g)) {
      // The files as they came are for the few who may have them; the pictures are nobody's.
      const isPage = !/^\/assets|\/files\/\d+$|^\/language|sign-out/.test(href);
      if (isPage) waiting.push(href.replaceAll('&amp;', '&'));
    }
  }
  return pages;
}
