import { expect } from 'chai';
import { giveUnit } from '../../support/allocations.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { sendReport } from '../../support/reports.js';
import { seedRound } from '../../support/rounds.js';

const MAPPING = `# {"id":"com.android.tools.r8.mapping","version":"2.2"}
# pg_map_id: 3c1a09b
com.lanting.reader.Page -> a.a:
    1:3:void turn(int):40:42 -> b
`;
const SYMBOLS = `MODULE Linux arm64 D13A0C5FE9B2774CA1B2C3D4E5F607180 libfirstbatch_isp.so
FUNC 4c2f0 60 0 isp::Frame::release(bool)
`;

describe('/admin/symbols', () => {
  let app: TestApp;
  let qa: Actor;
  before(async () => {
    app = await startTestApp();
    qa = await app.qa('Lin');
  });
  after(() => app.stop());

  const add = (text: string, name: string, fields: Record<string, string> = {}) =>
    qa.agent
      .post('/admin/symbols')
      .field({ build: '', package: '', version: '', ...fields })
      .attach('symbols', Buffer.from(text), name);

  it('takes a mapping and lists it with build, id, size, who and when', async () => {
    expect((await qa.get('/admin/symbols')).text).to.include('No files yet');
    const answer = await add(MAPPING, 'reader-mapping.txt', { build: 'V1.0.7.0.EVT' });
    expect(answer.status).to.equal(303);
    const { text } = await qa.get('/admin/symbols');
    for (const part of ['reader-mapping.txt', '3c1a09b', 'V1.0.7.0.EVT', 'Lin'])
      expect(text, part).to.include(part);
    expect(text).to.match(new RegExp(`${Buffer.byteLength(MAPPING)}\\sB`));
  });

  it('takes a symbol file under its debug id', async () => {
    expect((await add(SYMBOLS, 'isp.sym')).status).to.equal(303);
    expect((await qa.get('/admin/symbols')).text).to.include('D13A0C5FE9B2774CA1B2C3D4E5F607180');
  });

  it('takes the same bytes again for the same file', async () => {
    expect((await add(MAPPING, 'again.txt')).status).to.equal(303);
    expect((await qa.get('/admin/symbols')).text).not.to.include('again.txt');
  });

  it('refuses other bytes under a known id', async () => {
    const answer = await add(`${MAPPING}com.lanting.reader.Ink -> a.b:\n`, 'other.txt');
    expect(answer.status).to.equal(409);
  });

  const REFUSED: readonly (readonly [string, string, Record<string, string>, string])[] = [
    ['what is no symbol file', 'a photo', {}, 'neither a mapping.txt'],
    ['a mapping without an id or a package', 'A -> a:\n', {}, 'bears no id'],
    ['a package that is none', MAPPING, { package: 'not a package' }, 'Write a package name'],
  ];
  for (const [what, text, fields, sentence] of REFUSED)
    it(`refuses ${what} and says so at the form`, async () => {
      const answer = await add(text, 'x.txt', fields);
      expect(answer.status).to.equal(422);
      expect(answer.text).to.include(sentence);
    });

  it('asks for a file', async () => {
    const answer = await qa.agent
      .post('/admin/symbols')
      .field({ build: '', package: '', version: '' });
    expect(answer.status).to.equal(422);
  });

  it('takes a mapping without an id for a package and version', async () => {
    const named = { package: 'com.lanting.shelf', version: '42' };
    expect((await add('A -> a:\n', 'shelf.txt', named)).status).to.equal(303);
    expect((await qa.get('/admin/symbols')).text).to.include('com.lanting.shelf@42');
  });

  it('removes a file', async () => {
    const { text } = await qa.get('/admin/symbols');
    const [to = ''] = /\/admin\/symbols\/[0-9A-Z]{26}\/remove/.exec(text) ?? [];
    expect((await qa.post(to)).status).to.equal(303);
    expect((await qa.get('/admin/symbols')).text).not.to.include(to);
    expect((await qa.post(to)).status).to.equal(404);
  });
});

const SHRUNK = `E AndroidRuntime: FATAL EXCEPTION: main
E AndroidRuntime: Process: com.lanting.reader, PID: 4242
E AndroidRuntime: a.e: torn at 7
E AndroidRuntime: \tat a.a.b(r8-map-id-3c1a09b:4)
E AndroidRuntime: \tat a.a.c(Unknown Source:9)
`;
const READER = `${MAPPING}    4:4:int com.lanting.reader.Ink.flow(long):17:17 -> b
    4:4:void turn(int):45 -> b
    5:9:void open():60:64 -> c
com.lanting.reader.TornPageException -> a.e:
`;

describe('symbols and crashes', () => {
  let app: TestApp;
  let qa: Actor;
  let send: () => Promise<void>;
  before(async () => {
    app = await startTestApp();
    const round = await seedRound(app);
    const mei = await app.tester();
    qa = await app.qa();
    const unit = await giveUnit(app, round, mei);
    send = async () => {
      await sendReport(mei, unit, {}, [['crash.log', SHRUNK]]);
      await app.container.jobs.runAll();
    };
  });
  after(() => app.stop());

  const groups = async (): Promise<readonly string[]> => {
    const { text } = await qa.get('/crash-groups');
    return [...text.matchAll(/class="row-title"[^>]*>([^<]*)</g)].map(([, title = '']) => title);
  };

  it('move a crash that came before them to a group with its real names', async () => {
    await send();
    const before = await groups();
    expect(before).to.have.length(1);
    expect(before[0]).to.match(/^e in a\.b|a\.e/);
    await qa.agent
      .post('/admin/symbols')
      .field({ build: '', package: '', version: '' })
      .attach('symbols', Buffer.from(READER), 'mapping.txt');
    await app.container.jobs.runAll();
    const after = await groups();
    expect(after).to.have.length(1);
    expect(after.join()).to.include('TornPageException in Ink.flow');
  });

  it('name a crash that comes after them before it is grouped', async () => {
    await send();
    expect(await groups()).to.have.length(1);
    const { text } = await qa.get('/crash-groups');
    const [ref = ''] = /G-\d+/.exec(text.slice(text.indexOf('TornPageException') - 120)) ?? [];
    const page = await qa.get(`/crash-groups/${ref}`);
    for (const frame of ['com.lanting.reader.Ink.flow', 'Page.turn', 'Page.open'])
      expect(page.text, frame).to.include(frame);
  });
});
