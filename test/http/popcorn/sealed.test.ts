import { expect } from 'chai';
import { DAY } from '../../../src/kernel/clock.js';
import { ballotModel } from '../../../src/features/popcorn/popcorn-schema.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { RELEASE, seedAskingRelease, seedUser } from '../../support/popcorn.js';
import { refOf, sendReport } from '../../support/reports.js';

const VOTERS = 4;

/**
 * The votes are moved from one engineer to another behind the site's back: whatever any page or feed
 * says of them, it would say something else then.
 */
describe('an open popcorn vote', function () {
  this.timeout(120_000);
  let app: TestApp;
  let engineers: readonly Actor[];
  let paths: readonly string[];
  beforeEach(async () => {
    app = await startTestApp();
    engineers = await Promise.all(['Lin', 'Gu'].map((name) => app.qa(name)));
    const [defect = ''] = await seedAskingRelease(app, engineers);
    let report = '';
    let unitRef = '';
    for (let n = 0; n < VOTERS; n += 1) {
      const { fan, unit } = await seedUser(app, `Fan${n}`);
      const vote = { engineer: engineers[0]!.handle, step: 'give' };
      expect((await fan.post(`${RELEASE}/popcorn`, vote)).status).to.equal(303);
      unitRef = unit.ref;
      report = n === 0 ? refOf(await sendReport(fan, unit)) : report;
    }
    const known: Readonly<Record<string, string>> = {
      '/releases/:version': RELEASE,
      '/lines/:ref': `/lines/${defect}`,
      '/defects/:ref': `/defects/${defect}`,
      '/reports/:ref': `/reports/${report}`,
      '/units/:ref': `/units/${unitRef}`,
    };
    const fill = (path: string, handle: string) =>
      Object.entries({ ...known, ':handle': handle })
        .reduce((url, [name, value]) => url.replace(name, value), path)
        .replace(/:\w+/g, '1');
    paths = [
      ...new Set(
        app.container.routes
          .filter(({ method }) => method === 'get')
          .flatMap(({ path }) => engineers.map(({ handle }) => fill(path, handle))),
      ),
    ];
  });
  afterEach(() => app.stop());

  /** What differs from one request to the next of the same page is left out. */
  async function readAll(person: Actor): Promise<ReadonlyMap<string, string>> {
    const read = new Map<string, string>();
    for (const path of paths) {
      const answer = await person.get(path);
      const { status } = answer;
      // A drawing comes as bytes.
      const text = answer.text ?? String(answer.body);
      read.set(path, `${status} ${text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+ ms/g, '')}`);
    }
    return read;
  }

  it('says the same to admins, engineers and everybody else whoever leads it', async () => {
    const people = [
      await app.admin(),
      ...engineers,
      app.visitor(),
      (await seedUser(app, 'Zoe')).fan,
    ];
    // What is said or counted once, such as the result of the last step, is gone after a first look.
    await Promise.all(people.map(readAll));
    const before = await Promise.all(people.map(readAll));
    for (const [path, text] of before[0]!)
      if (path === `${RELEASE}/popcorn`) expect(text).to.contain(`${VOTERS} people have voted`);
    const { modifiedCount } = await ballotModel(app.container.database.connection).updateMany(
      {},
      { $set: { 'choices.0.engineerId': engineers[1]!.id } },
    );
    expect(modifiedCount).to.equal(VOTERS);
    const after = await Promise.all(people.map(readAll));
    for (const [n, read] of before.entries())
      for (const [path, text] of read)
        expect(after[n]?.get(path), `${path} for person ${n}`).to.equal(text);
    app.clock.advance(10 * DAY);
    await app.container.jobs.runAll();
    const { text } = await app.visitor().get(`${RELEASE}/popcorn`);
    expect(text).to.match(new RegExp(`card-now.*?/people/${engineers[1]!.handle}"`, 's'));
  });
});
