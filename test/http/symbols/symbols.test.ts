import { expect } from 'chai';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';

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
