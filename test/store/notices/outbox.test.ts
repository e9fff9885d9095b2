import { expect } from 'chai';
import { createAccounts } from '../../../src/features/accounts/index.js';
import { createNotices } from '../../../src/features/notices/index.js';
import { createLetterStore } from '../../../src/features/notices/letter-store.js';
import { LEASE_MS } from '../../../src/features/notices/notice.js';
import { letterModel, noticeModel } from '../../../src/features/notices/notice-schema.js';
import { DAY, MINUTE } from '../../../src/kernel/clock.js';
import type { NoticeTopic } from '../../../src/kernel/notice.js';
import type { Database } from '../../../src/platform/database.js';
import { createTranslations } from '../../../src/platform/i18n.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createMailer } from '../../../src/platform/mailer.js';
import { createTestClock, TEST_PASSWORD } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';
import { startSmtpSink, type SmtpSink } from '../../support/smtp.js';

describe('the outbox', () => {
  const clock = createTestClock();
  const translations = createTranslations();
  let database: Database;
  let sink: SmtpSink;
  let personId = '';

  const startWorker = () => {
    const { connection } = database;
    const mailer = createMailer(sink.url, 'firstbatch@example.com');
    const deps = { connection, clock, translations, mailer, secret: 's'.repeat(32) };
    const accounts = createAccounts({ ...deps, guesses: { perPerson: 9, perAddress: 99 } });
    const site = { programmeZone: 'Asia/Shanghai', baseUrl: 'https://beta.example.com' };
    const notices = createNotices({ ...deps, ...site, accounts });
    return { accounts, notices, send: () => notices.jobs[0]!.run() };
  };
  type Worker = ReturnType<typeof startWorker>;
  let one: Worker;
  let two: Worker;

  before(async () => {
    database = await openTestDatabase();
    sink = await startSmtpSink();
    [one, two] = [startWorker(), startWorker()];
    await syncIndexes(database.connection, quietLog);
  });
  after(async () => {
    await database.close();
    await sink.stop();
  });
  let people = 0;
  beforeEach(async () => {
    clock.advance(DAY);
    people += 1;
    const name = `fan-${people}`;
    const person = await one.accounts.service.signUp(
      {
        ...{ email: `${name}@example.com`, handle: name, name, password: TEST_PASSWORD },
        ...{ language: 'en', zone: 'Asia/Shanghai' },
      },
      name,
    );
    personId = person.id;
  });

  const tell = (worker: Worker, key: string, topic: NoticeTopic = 'offer') =>
    worker.notices.service.tell({
      ...{ personId, topic, key, link: '/units' },
      ...{ text: 'notices.mail.subject', facts: { count: 1 } },
    });
  const mails = () => sink.mails.filter(({ to }) => to === `fan-${people}@example.com`);
  const letters = () => letterModel(database.connection).find({ personId }).lean();

  it('stores one of the same notice told by two processes at once', async () => {
    const ids = await Promise.all([one, two, one, two].map((worker) => tell(worker, 'same')));
    expect(new Set(ids).size).to.equal(1);
    expect(await noticeModel(database.connection).countDocuments({ personId })).to.equal(1);
    expect((await one.accounts.personById(personId))?.unreadNotices).to.equal(1);
  });

  it('makes one row of many told by two processes at once', async () => {
    const keys = Array.from({ length: 40 }, (_, n) => `unit:${n}`);
    await Promise.all(keys.map((key, n) => tell(n % 2 ? one : two, key, 'custody')));
    const heads = await noticeModel(database.connection).countDocuments({ personId, isHead: true });
    expect(heads).to.equal(1);
    expect((await one.accounts.personById(personId))?.unreadNotices).to.equal(1);
  });

  for (const topic of ['offer', 'custody'] as const)
    it(`sends one mail about ${topic} when two workers run at once, again and again`, async () => {
      await Promise.all([tell(one, 'a', topic), tell(two, 'b', topic)]);
      clock.advance(3 * MINUTE);
      for (let round = 0; round < 5; round += 1) await Promise.all([one.send(), two.send()]);
      expect(mails()).to.have.length(1);
      expect(await letters()).to.have.length(1);
    });

  it('takes up what a worker that died held, once its lease is over', async () => {
    await tell(one, 'a');
    const dying = createLetterStore(database.connection);
    await dying.add({
      ...{ id: '0'.repeat(26), personId, day: null, state: 'open', count: 0, attempts: 0 },
      ...{ nextAt: clock.now(), leaseUntil: null, sentAt: null, problem: null },
      createdAt: clock.now(),
    });
    const claimed = await dying.claim(clock.now());
    await dying.fill(claimed!);
    await two.send();
    expect(mails()).to.have.length(0);
    clock.advance(LEASE_MS);
    await Promise.all([one.send(), two.send()]);
    expect(mails()).to.have.length(1);
    expect(mails()[0]!.source).to.include(`<${'0'.repeat(26)}@example.com>`);
  });

  it('never sends again what the mail server took before the worker died', async () => {
    const id = await tell(one, 'a');
    const dying = createLetterStore(database.connection);
    const letter = { id: '1'.repeat(26), personId, day: null, state: 'open' } as const;
    await dying.add({
      ...{ ...letter, count: 0, attempts: 0, nextAt: clock.now(), leaseUntil: null },
      ...{ sentAt: null, problem: null, createdAt: clock.now() },
    });
    await dying.claim(clock.now());
    await dying.fill(letter);
    const sentAt = clock.now();
    await dying.markSent(letter.id, 1, sentAt);
    clock.advance(LEASE_MS);
    await Promise.all([one.send(), two.send()]);
    expect(mails()).to.have.length(0);
    expect((await two.notices.service.deliveryOf([id])).get(id)).to.deep.equal(sentAt);
    expect((await letters()).map(({ state }) => state)).to.deep.equal(['sent']);
  });

  it('leaves nothing waiting for somebody who is gone', async () => {
    personId = 'gone';
    await tell(one, 'a');
    await one.send();
    const notice = await noticeModel(database.connection).findOne({ personId: 'gone' }).lean();
    expect(notice?.mail.state).to.equal('none');
  });

  it('holds what it saw until the morning, and not what is urgent and came just then', async () => {
    await tell(one, 'a', 'custody');
    await tell(two, 'b', 'offer');
    const store = createLetterStore(database.connection);
    await store.hold(personId, ['custody'], new Date(clock.now().getTime() + DAY));
    expect(await store.peopleDue(clock.now())).to.deep.equal([personId]);
  });
});
