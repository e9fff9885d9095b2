import { expect } from 'chai';
import { DAY, HOUR } from '../../../src/kernel/clock.js';
import type { NoticeTopic } from '../../../src/kernel/notice.js';
import { noticeModel } from '../../../src/features/notices/notice-schema.js';
import type { Unit } from '../../../src/features/units/index.js';
import { createChallengeService } from '../../../src/features/possession/challenge-service.js';
import { createChallengeStore } from '../../../src/features/possession/challenge-store.js';
import { createPossessionQueries } from '../../../src/features/possession/possession-queries.js';
import { challengeModel } from '../../../src/features/possession/possession-schema.js';
import { ledgerModel } from '../../../src/features/standing/standing-schema.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, sendReport } from '../../support/reports.js';
import { storedUnit } from '../../support/units.js';

/** The beginning of a JPEG and something that makes it another picture. */
const photo = (what: string) =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(what)]);

describe('possession', () => {
  let app: TestApp;
  let mei: Actor;
  let admin: Actor;
  let unit: Unit;
  before(async () => {
    app = await startTestApp();
    admin = await app.admin();
  });
  after(() => app.stop());
  beforeEach(async () => {
    mei = await app.tester();
    unit = await seedHeldUnit(app, mei);
  });

  const runJobs = async () => {
    for (const job of app.container.possession.jobs) await job.run();
  };
  const told = async (person: Actor, topic: NoticeTopic) =>
    noticeModel(app.container.database.connection)
      .find({ personId: person.id, topic })
      .sort({ _id: 1 })
      .lean();
  const textsOf = async (person: Actor, topic: NoticeTopic) =>
    (await told(person, topic)).map(({ text }) => text.replace('possession.notices.', ''));
  const notesOf = async ({ id }: Actor) =>
    (await ledgerModel(app.container.database.connection).findById(id).lean())?.entries
      .filter(({ kind }) => kind === 'note')
      .map(({ evidence }) => evidence) ?? [];
  const askFor = async (one: Unit): Promise<string> => {
    const answer = await admin.post(`/admin/possession/${one.ref}/ask`);
    expect(answer.status).to.equal(303);
    const open = await app.container.possession.service.openOf(one.holderId ?? '');
    return open.find(({ unitId }) => unitId === one.id)?.code ?? '';
  };
  const send = (person: Actor, code: string, typed: string, bytes?: Buffer) => {
    const request = person.agent.post(`/possession/${code}`).field('typed', typed);
    return bytes ? request.attach('photos', bytes, 'phone.jpg') : request;
  };
  const sendLog = async (person: Actor, one: Unit, content: string) => {
    refOf(await sendReport(person, one, {}, [['log.txt', content]]));
    await app.container.jobs.runAll();
  };
  const logOf = ({ serial }: Unit, what: string) => `${what}\n[ro.serialno]: [${serial}]\n`;
  const callBack = async (one: Unit, days: number) => {
    const day = new Date(app.clock.now().getTime() + days * DAY).toISOString().slice(0, 10);
    const { service } = app.container.units;
    await service.moveByAdmin(one.ref, 'call_back', { return_by: day }, admin.id);
  };

  describe('return dates', () => {
    const isDue = async (person: Actor) =>
      (await told(person, 'due')).filter(({ key }) => /^due:/.test(key));

    it('reminds on six rungs, once each however often the job runs, until the unit is back', async () => {
      await callBack(unit, 9);
      const days: number[] = [];
      let count = 0;
      for (let day = -9; day <= 12; day += 1) {
        await runJobs();
        await runJobs();
        const now = (await isDue(mei)).length;
        if (now > count) days.push(day);
        expect(now - count, `on day ${day}`).to.be.at.most(1);
        count = now;
        app.clock.advance(DAY);
      }
      expect(days).to.deep.equal([-7, -2, 0, 1, 3, 7]);
      const { text } = await admin.get('/admin/possession');
      expect(text).to.include(unit.ref).and.include('please call');
    });

    it('makes one message of many units, and says a missed rung later', async () => {
      const second = await seedHeldUnit(app, mei);
      await callBack(unit, 4);
      await callBack(second, 5);
      await Promise.all([runJobs(), runJobs()]);
      const [only, ...others] = await isDue(mei);
      expect(others).to.deep.equal([]);
      expect(only?.facts).to.include({ count: 2, units: `${unit.ref}, ${second.ref}` });
    });

    it('stops when the unit is back', async () => {
      await callBack(unit, 1);
      await runJobs();
      await app.container.units.service.moveByAdmin(unit.ref, 'receive', {}, admin.id);
      app.clock.advance(5 * DAY);
      await runJobs();
      expect(await isDue(mei)).to.have.length(1);
    });

    it('lets an admin remind by hand once a day, and keeps who did', async () => {
      expect((await admin.post(`/admin/possession/${unit.ref}/remind`)).status).to.equal(409);
      await callBack(unit, -2);
      expect((await admin.post(`/admin/possession/${unit.ref}/remind`)).status).to.equal(303);
      expect((await admin.post(`/admin/possession/${unit.ref}/remind`)).status).to.equal(409);
      expect(await told(mei, 'due')).to.satisfy((all: { key: string }[]) =>
        all.some(({ key }) => key.startsWith('due-by-hand:')),
      );
      expect((await admin.get('/admin/possession')).text).to.match(/reminded[^<]*<time[^]*?Ada/);
    });
  });

  describe('the question', () => {
    it('is answered by a photo that an admin accepts', async () => {
      const code = await askFor(unit);
      expect((await mei.get(`/possession/${code}`)).text).to.include(code);
      expect((await send(mei, code, code.toLowerCase(), photo('a'))).status).to.equal(303);
      expect((await admin.get('/admin/possession')).text).to.include(`photos/${code}/confirm`);
      app.clock.advance(HOUR);
      expect((await admin.post(`/admin/possession/photos/${code}/confirm`)).status).to.equal(303);
      expect((await storedUnit(app, unit.id)).lastSeenAt).to.deep.equal(app.clock.now());
      expect((await mei.get(`/possession/${code}`)).text).to.include('You have shown the unit');
    });

    it('is refused when used, waiting, over, of somebody else, or without photo and code', async () => {
      const code = await askFor(unit);
      const other = await app.tester('Bo');
      expect((await other.get(`/possession/${code}`)).status).to.equal(404);
      expect((await send(other, code, code, photo('b'))).status).to.equal(404);
      expect((await send(mei, code, '0000', photo('b'))).status).to.equal(422);
      expect((await send(mei, code, code)).status).to.equal(422);
      expect((await send(mei, code, code, Buffer.from('GIF89a'))).status).to.equal(422);
      expect((await send(mei, code, code, photo('b'))).status).to.equal(303);
      expect((await send(mei, code, code, photo('c'))).status).to.equal(409);
      await admin.post(`/admin/possession/photos/${code}/confirm`);
      expect((await send(mei, code, code, photo('d'))).status).to.equal(409);
      expect((await admin.post(`/admin/possession/photos/${code}/confirm`)).status).to.equal(409);
      const second = await askFor(unit);
      const again = await send(mei, second, second, photo('b'));
      expect(again.status).to.equal(422);
      expect(again.text).to.include('sent as proof before');
      app.clock.advance(48 * HOUR);
      expect((await send(mei, second, second, photo('e'))).status).to.equal(409);
    });

    it('stays open with a reason when the photo shows nothing', async () => {
      const code = await askFor(unit);
      await send(mei, code, code, photo('dark'));
      app.clock.advance(47 * HOUR);
      const note = 'The code can’t be read';
      await admin.post(`/admin/possession/photos/${code}/reject`, { note });
      expect((await mei.get(`/possession/${code}`)).text).to.include('be read');
      expect(await textsOf(mei, 'possession')).to.include('refused');
      app.clock.advance(23 * HOUR);
      expect((await send(mei, code, code, photo('bright'))).status).to.equal(303);
    });

    it('is asked once at a time, also by many at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => admin.post(`/admin/possession/${unit.ref}/ask`)),
      );
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([
        303, 409, 409, 409, 409, 409,
      ]);
      expect(await textsOf(mei, 'possession')).to.deep.equal(['asked']);
    });

    it('is passed by a log of that very unit, and by no other', async () => {
      const second = await seedHeldUnit(app, mei);
      const code = await askFor(unit);
      await sendLog(mei, unit, logOf(second, 'of the other unit'));
      await sendLog(mei, second, logOf(second, 'for the other unit'));
      expect((await mei.get(`/possession/${code}`)).text).to.include(`value=""`);
      await sendLog(mei, unit, logOf(unit, 'of this one'));
      expect((await mei.get(`/possession/${code}`)).text).to.include('You have shown the unit');
      const next = await askFor(unit);
      await sendLog(mei, unit, logOf(unit, 'of this one'));
      expect((await mei.get(`/possession/${next}`)).text).to.include('Valid until');
    });

    it('comes every thirty days, later for who sent logs, and is heard when unanswered', async () => {
      await runJobs();
      app.clock.advance(20 * DAY);
      await sendLog(mei, unit, logOf(unit, 'in between'));
      app.clock.advance(10 * DAY);
      await runJobs();
      expect(await textsOf(mei, 'possession')).to.deep.equal([]);
      app.clock.advance(20 * DAY);
      await Promise.all([runJobs(), runJobs()]);
      await runJobs();
      expect(await textsOf(mei, 'possession')).to.deep.equal(['asked']);
      app.clock.advance(49 * HOUR);
      await runJobs();
      await runJobs();
      expect(await textsOf(mei, 'possession')).to.deep.equal(['asked', 'unanswered']);
      expect(await notesOf(mei)).to.deep.equal([`/units/${unit.ref}`]);
      const { text } = await admin.get('/admin/possession');
      expect(text).to.match(new RegExp(`id="unanswered"[^]*${unit.ref}[^]*id="silent"`));
      expect(text).to.match(new RegExp(`id="silent"[^]*${unit.ref}`));
    });

    it('goes down in the standing once, which stays good, also when that failed at first', async () => {
      const lin = await app.tester('林美', 'zh-CN');
      const hers = await seedHeldUnit(app, lin);
      await Promise.all([askFor(unit), askFor(hers)]);
      app.clock.advance(49 * HOUR);
      const { container } = app;
      const { connection } = container.database;
      const failing = createChallengeService({
        ...{ units: container.units.service, photos: container.units.photos },
        ...{ clock: app.clock, log: container.log, notify: container.notices.service.tell },
        challenges: createChallengeStore(connection),
        queries: createPossessionQueries(connection),
        standing: { noteUnanswered: () => Promise.reject(new Error('the database is away')) },
      });
      await failing.expireAll();
      expect(await notesOf(mei)).to.deep.equal([]);
      await Promise.all([runJobs(), runJobs()]);
      await challengeModel(connection).updateMany({ personId: mei.id }, { isTold: false });
      await runJobs();
      expect(await notesOf(mei)).to.deep.equal([`/units/${unit.ref}`]);
      const states = await container.standing.statesOf([mei.id]);
      expect(states.get(mei.id)?.state).to.equal('good');
      const said = `Was asked to show ${unit.ref} and did not answer`;
      expect((await mei.get('/standing')).text).to.include(said);
      const { handle } = (await container.accounts.cards([mei.id])).get(mei.id)!;
      expect((await admin.get(`/admin/standing/${handle}`)).text).to.include(said);
      expect((await lin.get('/standing')).text).to.include(`被要求出示 ${hers.ref}，没有回应`);
    });
  });
});
