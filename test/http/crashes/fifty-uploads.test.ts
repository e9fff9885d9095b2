import { expect } from 'chai';
import { readConfig } from '../../../src/config.js';
import { EXAM_JOB } from '../../../src/features/crashes/index.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, sendReport, storedReport } from '../../support/reports.js';

const UPLOADS = 50;
const CRASH = [
  'FATAL EXCEPTION: main',
  'Process: com.firstbatch.notes, PID: 1234',
  'java.lang.IllegalStateException: no note',
  '\tat com.firstbatch.notes.Book.find(Book.java:12)',
]
  .map((line) => `08-14 10:02:13.000  1234  1234 E AndroidRuntime: ${line}\n`)
  .join('');

describe('fifty uploads of equal crashes at once', function () {
  this.timeout(60_000);
  let app: TestApp;

  before(async () => {
    const { limits } = readConfig({});
    const many = { uploadsInFlight: UPLOADS, uploadsInFlightPerPerson: UPLOADS };
    app = await startTestApp({ config: { limits: { ...limits, ...many } } });
  });
  after(async () => {
    await app.stop();
  });

  it('give one group with fifty members, also when several exams run at once', async () => {
    const fan = await app.tester();
    const unit = await seedHeldUnit(app, fan);
    const answers = await Promise.all(
      Array.from({ length: UPLOADS }, (_, at) =>
        sendReport(fan, unit, {}, [[`log-${at}.txt`, `${at}\n${CRASH}`]]),
      ),
    );
    const exam = app.container.crashes.jobs.find(({ name }) => name === EXAM_JOB);
    await Promise.all([exam?.run(), exam?.run(), exam?.run(), exam?.run()]);

    const reports = await Promise.all(answers.map((answer) => storedReport(app, refOf(answer))));
    const found = reports.flatMap(({ attachments }) =>
      attachments.flatMap(({ crashes }) => crashes),
    );
    const groups = new Set(found.map(({ groupRef }) => groupRef));
    expect([...groups]).to.have.length(1);
    const { connection } = app.container.database;
    const [group, ...others] = await connection.collection('crash_groups').find({}).toArray();
    expect(others).to.deep.equal([]);
    expect(group).to.include({ crashCount: UPLOADS, unitCount: 1 });
  });
});
