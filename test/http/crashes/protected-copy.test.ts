import { expect } from 'chai';
import { startTestApp, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, sendReport, storedReport } from '../../support/reports.js';

const SECRETS = ['860123045678904', '13812345678', 'Attic_5G', '李雷', 'lei@example.org'];
const LOG = `08-14 10:02:11.123  1234  5678 D Phone   : imei=860123045678904 dialing 13812345678
08-14 10:02:12.000  1234  5678 D Wifi    : SSID: "Attic_5G"
08-14 10:02:13.000  1234  1234 E AndroidRuntime: FATAL EXCEPTION: main
08-14 10:02:13.000  1234  1234 E AndroidRuntime: Process: com.firstbatch.notes, PID: 1234
08-14 10:02:13.000  1234  1234 E AndroidRuntime: java.lang.IllegalStateException: no contact name=李雷 lei@example.org 13812345678
08-14 10:02:13.000  1234  1234 E AndroidRuntime: \tat com.firstbatch.notes.Book.find(Book.java:12)
`;

describe('the protected copy of a log', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  after(async () => {
    await app.stop();
  });

  const sendLog = async (name: string, log: string) => {
    const fan = await app.tester();
    const unit = await seedHeldUnit(app, fan);
    const ref = refOf(await sendReport(fan, unit, {}, [[name, log]]));
    await app.container.jobs.runAll();
    await app.container.jobs.runAll();
    return { report: await storedReport(app, ref), unit, fan, ref };
  };

  it('opens by report and file, with its lines and none of what is personal', async () => {
    const { report } = await sendLog('crash.log', LOG);
    const copy = await app.container.crashes.protectedCopy.open(report.id, 1);
    const lines = await copy.readWindow(1, 10);
    expect(copy.entries).to.deep.equal([{ entry: '', lines: 6, firstLine: 1 }]);
    expect(lines).to.have.length(6);
    expect(lines[5]).to.equal(LOG.split('\n')[5]);
    for (const value of SECRETS) expect(lines.join('\n')).not.to.include(value);
    expect(await copy.readWindow(5, 1)).to.deep.equal([lines[4]]);
    expect(await copy.readWindow(7, 5)).to.deep.equal([]);
  });

  it('calls the unit of the report by name', async () => {
    const fan = await app.tester();
    const unit = await seedHeldUnit(app, fan);
    const log = `[ro.serialno]: [${unit.serial}]\n${LOG}`;
    const ref = refOf(await sendReport(fan, unit, {}, [['crash.log', log]]));
    await app.container.jobs.runAll();
    await app.container.jobs.runAll();
    const { id } = await storedReport(app, ref);
    const copy = await app.container.crashes.protectedCopy.open(id, 1);
    expect(await copy.readWindow(1, 1)).to.deep.equal(['[ro.serialno]: [[SERIAL:this-unit]]']);
  });

  it('leaves nothing personal in what the database keeps of crashes and groups', async () => {
    await sendLog('crash.log', LOG);
    const { connection } = app.container.database;
    for (const name of ['crashes', 'crash_groups', 'protected_copies', 'reports']) {
      const text = JSON.stringify(await connection.collection(name).find({}).toArray());
      for (const value of SECRETS) expect(text, `${value} in ${name}`).not.to.include(value);
    }
  });

  it('shows the name of a file to its owner, and to others without what is personal', async () => {
    const { ref, fan } = await sendLog('李雷-13812345678.log', LOG);
    const qa = await app.qa();
    expect((await fan.get(`/reports/${ref}`)).text).to.include('李雷-13812345678.log');
    const seen = (await qa.get(`/reports/${ref}`)).text;
    expect(seen).not.to.include('李雷');
    expect(seen).to.match(/\[FILE:[0-9a-f]{8}\]\.log/);
    const { connection } = app.container.database;
    const kept = await connection.collection('reports').find({}).toArray();
    expect(JSON.stringify(kept)).not.to.include('李雷');
  });

  it('records who reads a file as it came', async () => {
    const { ref } = await sendLog('crash.log', LOG);
    const qa = await app.qa();
    await qa.post(`/reports/${ref}/assign`);
    expect((await qa.get(`/reports/${ref}/files/1`)).status).to.equal(200);
    const { events } = await storedReport(app, ref);
    expect(events.map(({ action, byId, n }) => ({ action, byId, n }))).to.deep.include({
      action: 'read',
      byId: qa.id,
      n: 1,
    });
  });
});
