import { expect } from 'chai';
import { later, MINUTE } from '../../../src/kernel/clock.js';
import { newId } from '../../../src/kernel/ids.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { giveUnit } from '../../support/allocations.js';
import { seedRound } from '../../support/rounds.js';

describe('honours over HTTP', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  it('invites to be the first while nobody holds a badge', async () => {
    const wall = await app.visitor().get('/honours');
    expect(wall.status).to.equal(200);
    expect(wall.text).to.contain('Nobody holds a badge yet');
  });

  it('shows the badge of who accepted a unit to everybody, for life', async () => {
    const round = await seedRound(app);
    const mei = await app.tester('林美');
    await giveUnit(app, round, mei);
    const [award] = await app.container.honours.awardsOf(mei.id);
    const page = await app.visitor().get(`/awards/${award!.id}`);
    expect(page.status).to.equal(200);
    expect(page.text).to.contain('林美').and.contain('for life').and.contain('Orion 2');
    expect(page.text).to.contain(`urn:uuid:${award!.id}`).and.contain(`/rounds/${round.slug}`);
    expect((await app.visitor().get('/honours')).text).to.contain(`/awards/${award!.id}`);
    const zh = await app.visitor('zh-CN').get(`/awards/${award!.id}`);
    expect(zh.text).to.contain('终身有效').and.contain('怎样核验');
    expect((await app.visitor().get(`/people/${mei.handle}`)).text).to.contain(
      `/awards/${award!.id}`,
    );
  });

  for (const id of ['0f8fad5b-d9cb-469f-a165-70867728950e', 'nothing', '1'])
    it(`knows no award ${id}`, async () => {
      expect((await app.visitor().get(`/awards/${id}`)).status).to.equal(404);
    });

  it('pages through the wall without losing or doubling anybody', async () => {
    const now = app.clock.now();
    const before = await app.container.honours.count();
    await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        app.container.honours.service.grant({
          personId: newId(now),
          badge: 'honorary_member',
          roundId: 'round',
          unitId: 'unit',
          modelCode: 'ORION-2',
          // Several share one moment.
          grantedAt: later(now, -Math.floor(n / 10) * MINUTE),
        }),
      ),
    );
    const seen: string[] = [];
    let path: string | undefined = '/honours';
    while (path) {
      const { text } = await app.visitor().get(path);
      seen.push(...[...text.matchAll(/href="\/awards\/([0-9a-f-]{36})"/g)].map(([, id]) => id!));
      path = /href="([^"]*)" rel="next"/.exec(text)?.[1]?.replaceAll('&#x3D;', '=');
    }
    expect(seen).to.have.length(100 + before);
    expect(new Set(seen)).to.have.property('size', seen.length);
  });

  it('starts at the top for a cursor that is not its own', async () => {
    for (const after of ['x', Buffer.from('[1e300,"a"]').toString('base64url')])
      expect((await app.visitor().get(`/honours?after=${after}`)).status).to.equal(200);
  });
});
