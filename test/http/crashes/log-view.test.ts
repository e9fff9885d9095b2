import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { ZipFile } from 'yazl';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, sendReport, type SentFile } from '../../support/reports.js';

const CRASH = `08-14 10:02:13.000  1234  1234 E AndroidRuntime: FATAL EXCEPTION: main
08-14 10:02:13.000  1234  1234 E AndroidRuntime: Process: com.firstbatch.notes, PID: 1234
08-14 10:02:13.000  1234  1234 E AndroidRuntime: java.lang.IllegalStateException: no book
08-14 10:02:13.000  1234  1234 E AndroidRuntime: \tat com.firstbatch.notes.Book.find(Book.java:12)
`;
const IMEI = '860123045678904';
const quiet = (count: number, from = 1): string =>
  Array.from(
    { length: count },
    (_, index) => `08-14 10:02:11.000  1234  5678 D Quiet   : beat ${from + index}\n`,
  ).join('');
const LOG = `${quiet(1000)}${CRASH}${quiet(500, 1005)}\
08-14 10:02:14.000  1234  5678 W Loud    : <img src=x onerror=1> imei=${IMEI} \u202e\u0000
${'x'.repeat(1500)}
`;

async function zipOf(texts: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(texts)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  return buffer(zip.outputStream);
}

describe('the log viewer over HTTP', () => {
  let app: TestApp;
  let fan: Actor;
  let qa: Actor;
  let ref: string;
  let path: string;
  const send = async (...files: SentFile[]): Promise<string> => {
    const sent = refOf(await sendReport(fan, await seedHeldUnit(app, fan), {}, files));
    await app.container.jobs.runAll();
    await app.container.jobs.runAll();
    return sent;
  };
  const shown = (html: string): number[] =>
    [...html.matchAll(/<li id="L(\d+)"/g)].map(([, n]) => Number(n));
  /** As a browser reads it: an attribute may hold any sign as an entity. */
  const htmlAt = async (address: string, actor = qa): Promise<string> =>
    (await actor.get(address)).text.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
  const linesAt = async (query: string): Promise<number[]> =>
    shown(await htmlAt(`${path}?${query}`));

  before(async () => {
    app = await startTestApp();
    [fan, qa] = await Promise.all([app.tester('Mei'), app.qa()]);
    ref = await send(['crash.log', LOG]);
    path = `/reports/${ref}/files/1/log`;
  });
  after(() => app.stop());

  it('opens at the first crash, for the owner and for staff', async () => {
    for (const actor of [fan, qa, await app.admin()]) {
      const page = await actor.get(path);
      expect(page.status).to.equal(200);
      const lines = shown(page.text);
      expect([lines[0], lines.length]).to.deep.equal([991, 400]);
      expect(page.text).to.match(/<li id="L1001" class="log-line log-e is-asked">/);
    }
  });

  it('does not exist for others, nor for a file, a part or a copy that is not there', async () => {
    expect((await (await app.tester('Tao')).get(path)).status).to.equal(404);
    expect((await qa.get(`/reports/${ref}/files/2/log`)).status).to.equal(404);
    expect((await qa.get(`${path}?entry=nothing`)).status).to.equal(404);
    const unit = await seedHeldUnit(app, fan);
    const fresh = refOf(await sendReport(fan, unit, {}, [['crash.log', CRASH]]));
    expect((await fan.get(`/reports/${fresh}/files/1/log`)).status).to.equal(404);
  });

  it('is linked from the report and from the group, with the line', async () => {
    const link = `${path}?line=1001#L1001`;
    const report = await htmlAt(`/reports/${ref}`);
    expect(report).to.include(`href="${path}"`).and.include(`href="${link}"`);
    const [group = ''] = /\/crash-groups\/G-\d+/.exec(report) ?? [];
    expect(await htmlAt(group)).to.include(`href="${link}"`);
  });

  it('shows the window that was asked for, from any side', async () => {
    const ends = async (query: string) => {
      const lines = await linesAt(query);
      return [lines[0], lines.at(-1)];
    };
    expect(await ends('from=1')).to.deep.equal([1, 400]);
    expect(await ends('from=401')).to.deep.equal([401, 800]);
    expect(await ends('before=401')).to.deep.equal([1, 400]);
    expect(await ends('before=101')).to.deep.equal([1, 100]);
    expect(await ends('before=1507')).to.deep.equal([1107, 1506]);
    expect(await ends('line=700')).to.deep.equal([690, 1089]);
    expect(await ends('from=999999')).to.deep.equal([1506, 1506]);
    expect(await ends('from=zero')).to.deep.equal([991, 1390]);
  });

  it('links to the windows around, and not beyond the ends', async () => {
    const first = await htmlAt(`${path}?from=1`);
    expect(first).not.to.include('rel="prev"');
    expect(first).to.include(`href="${path}?from=401" rel="next"`);
    const last = await htmlAt(`${path}?before=1507`);
    expect(last).not.to.include('rel="next"');
    expect(last).to.include(`href="${path}?before=1107" rel="prev"`);
  });

  it('shows only a level or a tag, forwards and backwards', async () => {
    expect(await linesAt('from=1&level=W')).to.deep.equal([1001, 1002, 1003, 1004, 1505, 1506]);
    expect(await linesAt('from=1&tag=loud')).to.deep.equal([1505, 1506]);
    expect(await linesAt('before=1505&level=E')).to.deep.equal([1001, 1002, 1003, 1004]);
    expect(await htmlAt(`${path}?from=1&level=W`)).to.include('6 lines pass the filter');
  });

  it('finds words from a line on, and says when there are none', async () => {
    const found = await qa.get(`${path}?q=BEAT+12&find=13`);
    expect(found.status).to.equal(303);
    expect(found.headers['location']).to.equal(`${path}?q=BEAT+12&line=120#L120`);
    const page = (await qa.get(found.headers['location'] ?? '')).text;
    expect(page).to.include('<mark>beat 12</mark>0').and.include('name="find" value="121"');
    const none = await htmlAt(`${path}?q=nowhere&find=5&from=5`);
    expect(none).to.include('does not come from here to the end');
    expect(none).to.include(`href="${path}?q=nowhere&find=1"`);
  });

  it('says how far it looked where time runs out, and goes on there', async () => {
    const viewer = `/reports/${await send(['long.log', quiet(6000) + CRASH])}/files/1/log`;
    const tick = app.clock.now;
    let ms = 0;
    app.clock.now = () => new Date(tick().getTime() + (ms += 400));
    try {
      const page = await htmlAt(`${viewer}?q=nowhere&find=1&from=1`);
      expect(page)
        .to.include('was not found yet')
        .and.match(/find=\d{4}"/);
    } finally {
      app.clock.now = tick;
    }
  });

  it('escapes, shows what is hidden, protects, and cuts long lines', async () => {
    const page = await htmlAt(`${path}?from=1500`);
    expect(page).to.include('&lt;img src=x').and.not.include('<img src=x');
    expect(page).to.include('&lt;U+202E&gt;\u2400');
    expect(page)
      .to.match(/\[IMEI:[0-9a-f]{8}\]/)
      .and.not.include(IMEI);
    expect(page).to.include('500 more characters').and.not.include('x'.repeat(1001));
    expect((await qa.get(`${path}?line=1506`)).text).to.include('x'.repeat(1500));
  });

  it('gives the lines alone to the script', async () => {
    const part = await htmlAt(`${path}?from=401&part=lines`);
    expect(part).not.to.include('<html');
    expect(part).to.include(`data-previous="${path}?before=401"`);
    expect(part).to.include(`data-next="${path}?from=801"`);
    expect(shown(part)).to.have.length(400);
  });

  it('sends the whole protected text', async () => {
    const sent = await qa.get(`${path}.txt`);
    expect(sent.headers['content-type']).to.equal('text/plain; charset=utf-8');
    expect(sent.headers['content-disposition']).to.include(`filename=${ref}-1.txt`);
    expect(sent.text.split('\n')).to.have.length(LOG.split('\n').length);
    expect(sent.text).to.include('no book').and.not.include(IMEI);
  });

  it('shows an archive text by text, and searches through all of them', async () => {
    const zip = await zipOf({ 'logs/system.txt': quiet(20), 'logs/crash.txt': quiet(3) + CRASH });
    const sent = await send(['logs.zip', zip]);
    const viewer = `/reports/${sent}/files/1/log`;
    const opened = (await fan.get(viewer)).text;
    expect(opened).to.match(/<li id="L4" class="log-line log-e is-asked">/);
    expect(opened).to.include('Texts in this file').and.include('logs/system.txt');
    const first = await fan.get(`${viewer}?entry=logs%2Fsystem.txt&from=1`);
    expect(shown(first.text)).to.have.length(20);
    const found = await fan.get(`${viewer}?entry=logs%2Fsystem.txt&q=fatal&find=2`);
    expect(found.headers['location']).to.equal(
      `${viewer}?q=fatal&entry=logs%2Fcrash.txt&line=4#L4`,
    );
    expect((await fan.get(`${viewer}.txt`)).text).to.include('===== logs/crash.txt =====\n');
  });

  it('reads in Chinese too', async () => {
    const yan = await app.person('Yan', ['qa'], 'zh-CN');
    expect((await yan.get(path)).text)
      .to.include('查找下一个')
      .and.include('共 1,506 行');
  });
});
