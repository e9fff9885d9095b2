import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { startTestApp, type Actor, type TestApp } from '../support/app.js';
import { giveUnit } from '../support/allocations.js';
import { seedMeetup } from '../support/meetups.js';
import { seedRound } from '../support/rounds.js';
import { refOf, sendReport } from '../support/reports.js';
import { ACCESS_TABLE, COLUMNS, type AccessRow, type Column } from './access-table.js';

/** What stands in the paths of the table, all of it the owner's. */
interface World {
  readonly app: TestApp;
  readonly people: Readonly<Record<Column, Actor>>;
  readonly paths: Readonly<Record<string, string>>;
}

const CRASH = `E AndroidRuntime: FATAL EXCEPTION: main
E AndroidRuntime: Process: com.lanting.reader, PID: 4242
E AndroidRuntime: java.lang.NullPointerException: page is null
E AndroidRuntime: \tat com.lanting.reader.Page.turn(Page.java:7)
`;

async function seedWorld(): Promise<World> {
  const app = await startTestApp();
  const round = await seedRound(app);
  const [owner, other, suspended, qa, admin] = await Promise.all([
    app.tester('Owner'),
    app.tester('Other'),
    app.tester('Suspended'),
    app.qa(),
    app.admin(),
  ]);
  const unit = await giveUnit(app, round, owner);
  await giveUnit(app, round, other);
  const report = refOf(await sendReport(owner, unit, {}, [['crash.log', CRASH]]));
  await app.container.jobs.runAll();
  await qa.post(`/reports/${report}/assign`);
  const linked = await qa.post(`/reports/${report}/link`, { title: 'Reader turns to nowhere' });
  expect(linked.status).to.equal(303);
  const fixed = await qa.post('/defects', {
    ...{ modelCode: round.modelCode, title: 'Torch flickers', severity: 'minor' },
  });
  const fix = String(fixed.headers['location']);
  await qa.post(`${fix}/resolve`, { fixBuild: '3.0.12' });
  const drafted = await qa.post('/releases', { version: 'orion-2_3.0.12' });
  const release = String(drafted.headers['location']);
  for (const step of ['freeze', 'publish']) await qa.post(`${release}/${step}`);
  const page = await qa.get(`/reports/${report}`);
  const [award] = await app.container.honours.awardsOf(owner.id);
  await admin.post(`/admin/people/${suspended.handle}/suspend`);
  const find = (shape: RegExp) => shape.exec(page.text)?.[0] ?? `no ${String(shape)}`;
  const [application] = await app.container.rounds.applications.mine(owner.id);
  const filed = await owner.agent
    .post('/cases')
    .field({ unit: unit.ref, kind: 'damage', reason: 'The screen has a scratch.' });
  const meetup = await seedMeetup(app, { kind: 'organised', organiserId: owner.id });
  const fromRound = { ':slug': round.slug };
  await admin.post(`/admin/possession/${unit.ref}/ask`);
  const [challenge] = await app.container.possession.service.openOf(owner.id);
  return {
    app,
    people: { anonymous: app.visitor(), suspended, other, qa, admin, owner },
    paths: {
      ...fromRound,
      ':token': 'x'.repeat(43),
      // The admin's routes act on somebody whom no other row needs.
      ':handle': (await app.tester('Bystander')).handle,
      ':id': award!.id,
      ':n': '1',
      '/applications/:ref': `/applications/${application!.ref}`,
      '/units/:ref': `/units/${unit.ref}`,
      '/possession/:code': `/possession/${challenge!.code}`,
      '/possession/photos/:code': `/possession/photos/${challenge!.code}`,
      '/possession/:ref': `/possession/${unit.ref}`,
      '/cases/:ref': String(filed.headers['location']),
      '/meetups/:ref': `/meetups/${meetup.ref}`,
      '/attend/:code': '/attend/00000000',
      '/reports/:ref': `/reports/${report}`,
      '/crash-groups/:ref': find(/\/crash-groups\/G-\d+/),
      '/releases/:version': release,
      '/lines/:ref': fix.replace('defects', 'lines'),
      '/defects/:ref': find(/\/defects\/D-\d+/),
    },
  };
}

const urlOf = ({ paths }: World, { path }: AccessRow): string =>
  Object.entries(paths).reduce((url, [name, value]) => url.replace(name, value), path);

/** Where an empty form would be refused before the question of whose it is. */
const FORMS: Readonly<Record<string, () => Record<string, string>>> = {
  '/units/:ref/accept': () => ({ code: '0000-0000' }),
  '/reports/:ref/messages': () => ({ text: 'One more thing.', clientKey: randomUUID() }),
  '/reports/:ref/private/lift': () => ({ reason: 'It was a mistake.' }),
};

describe('the access table', () => {
  let world: World;
  before(async function () {
    this.timeout(60_000);
    world = await seedWorld();
  });
  after(() => world.app.stop());

  it('names exactly the routes there are', () => {
    const routes = world.app.container.routes.map(
      ({ method, path }) => `${method.toUpperCase()} ${path}`,
    );
    const rows = ACCESS_TABLE.map(({ method, path }) => `${method} ${path}`);
    expect(rows.toSorted()).to.deep.equal(routes.toSorted());
  });

  it('opens every place that the navigation offers', async () => {
    for (const column of COLUMNS.filter((one) => one !== 'suspended')) {
      const person = world.people[column];
      const { text } = await person.get('/rounds');
      const bars = [...text.matchAll(/<nav.*?<\/nav>/gs)].join('');
      for (const [, to = ''] of bars.matchAll(/href="(\/[^"]*)"/g))
        expect((await person.get(to)).status, `${to} for ${column}`).to.equal(200);
    }
  });

  for (const row of ACCESS_TABLE)
    it(`${row.method} ${row.path} answers as it says`, async () => {
      const url = urlOf(world, row);
      const answered: Partial<Record<Column, number>> = {};
      for (const column of COLUMNS) {
        const person = world.people[column];
        const answer =
          row.method === 'GET'
            ? await person.get(url)
            : await person.post(url, FORMS[row.path]?.() ?? {});
        answered[column] = answer.status;
      }
      expect(answered, url).to.deep.equal(row.statuses);
    });
});
