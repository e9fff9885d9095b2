import { expect } from 'chai';
import { DEMO_PASSWORD, emailOf } from '../../../src/story/people.js';
import { createStoryClock } from '../../../src/story/story-clock.js';
import { tellStory, type Told } from '../../../src/story/tell-story.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';

/** A Thursday, 14:30 in Shanghai: within duty hours. */
const NOW = new Date('2026-03-05T06:30:00Z');

interface Telling {
  readonly app: TestApp;
  readonly told: Told;
}

async function tell(): Promise<Telling> {
  const clock = { ...createStoryClock(NOW), advance: () => undefined };
  const app = await startTestApp({ clock });
  return { app, told: await tellStory(app.container, clock, NOW) };
}

type Row = Record<string, unknown>;
/** In the order of their first field: ids made in one millisecond have none. */
async function rowsOf({ app }: Telling, name: string, fields: readonly string[]): Promise<Row[]> {
  const [key = ''] = fields;
  return app.container.database.connection
    .collection(name)
    .find({}, { projection: { _id: 0, ...Object.fromEntries(fields.map((one) => [one, 1])) } })
    .sort({ [key]: 1 })
    .toArray();
}

/** What must be the same in every telling: references, words, times and counts, not random ids. */
const outlineOf = async (telling: Telling) => ({
  people: await rowsOf(telling, 'people', ['handle', 'roles', 'createdAt']),
  applications: await rowsOf(telling, 'applications', ['ref', 'city', 'answers', 'state']),
  units: await rowsOf(telling, 'units', ['ref', 'serial', 'imei', 'state', 'build']),
  reports: await rowsOf(telling, 'reports', [
    ...['ref', 'unitRef', 'text', 'status', 'build', 'dueAt', 'firstResponseAt'],
    ...['attachments.sha256', 'attachments.state', 'attachments.crashes.groupRef', 'defect.ref'],
  ]),
  groups: await rowsOf(telling, 'crash_groups', [
    'ref',
    'key',
    'crashCount',
    'unitCount',
    'builds',
  ]),
  defects: await rowsOf(telling, 'defects', ['ref', 'status', 'fixBuild', 'reportCount']),
  posts: await rowsOf(telling, 'share_posts', ['url', 'postedAt']),
});

const count = (rows: readonly Row[], field: string, value: unknown): number =>
  rows.filter((row) => row[field] === value).length;

async function signedIn(app: TestApp, handle: string): Promise<Actor> {
  const actor = app.visitor('zh-CN');
  const answer = await actor.post('/sign-in', {
    email: emailOf({ handle }),
    password: DEMO_PASSWORD,
  });
  expect(answer.status, handle).to.equal(303);
  return actor;
}

describe('the story', function () {
  this.timeout(180_000);
  let first: Telling;
  let outline: Awaited<ReturnType<typeof outlineOf>>;
  before(async () => {
    first = await tell();
    // Before the tests below change anything.
    outline = await outlineOf(first);
  });
  after(() => first.app.stop());

  it('has the people, phones, reports and badges it promises', async () => {
    const { people, units, reports, groups, defects } = outline;
    expect(people).to.have.length(46);
    expect(units).to.have.length(40);
    for (const [state, expected] of Object.entries({
      in_test: 16,
      accepted: 2,
      return_due: 1,
      lost: 1,
      restocked: 1,
      delivered: 1,
      shipped: 6,
      reserved: 5,
      written_off: 1,
      in_stock: 6,
    }))
      expect(count(units, 'state', state), state).to.equal(expected);
    expect(reports).to.have.length(108);
    expect(groups).to.have.length(12);
    expect(defects.map(({ status }) => status)).to.have.members([
      ...['verified', 'verified', 'verified', 'resolved', 'resolved'],
      ...['in_progress', 'in_progress', 'open', 'open', 'open'],
    ]);
    expect(await first.app.container.honours.count()).to.equal(22);
  });

  it('shows equal crashes of several phones and builds as one group', () => {
    const { groups } = outline;
    for (const group of groups) expect(group['unitCount'], String(group['ref'])).to.be.at.least(2);
    expect(groups.some(({ builds }) => Array.isArray(builds) && builds.length >= 3)).to.equal(true);
  });

  it('keeps every promise but one, and leaves three to keep', () => {
    const { reports } = outline;
    const isLate = (row: Row) => (row['firstResponseAt'] as Date) > (row['dueAt'] as Date);
    const answered = reports.filter((row) => row['firstResponseAt'] !== null);
    expect(answered).to.have.length(105);
    expect(answered.filter(isLate)).to.have.length(1);
    for (const row of reports)
      if (row['firstResponseAt'] === null) expect(row['dueAt']).to.be.greaterThan(NOW);
  });

  it('counts strangers, repeats, owners and robots apart', async () => {
    const clicks = await rowsOf(first, 'clicks', ['kind']);
    for (const kind of ['counted', 'repeat', 'own', 'bot'])
      expect(count(clicks, 'kind', kind), kind).to.be.greaterThan(5);
  });

  it('has drawn its second round, and rolled one seat down the line', async () => {
    const { selections, rounds } = first.app.container;
    const round = await rounds.service.roundBySlug('f1-second');
    expect(await selections.service.stepOf(round!)).to.equal('none');
    const seats = await rowsOf(first, 'allocations', ['seat', 'roundId', 'state']);
    const drawn = seats.filter(({ roundId }) => roundId === round?.id);
    const expected = { signed: 9, lapsed: 1, offered: 1 };
    for (const [state, number] of Object.entries(expected))
      expect(count(drawn, 'state', state), state).to.equal(number);
    const again = drawn.filter(({ seat }) => seat === 3);
    expect(again.map(({ state }) => state)).to.have.members(['lapsed', 'offered']);
    const [left] = await rowsOf(first, 'selectionRows', ['state', 'reasons']).then((rows) =>
      rows.filter(({ state }) => state === 'left_out'),
    );
    expect(JSON.stringify(left)).to.contain('holds_unit');
  });

  it('lets fans wait for the opening of the third', async () => {
    const { rounds } = first.app.container;
    const round = await rounds.service.roundBySlug('f1-third');
    expect(round?.opensAt).to.be.greaterThan(NOW);
    expect(await rounds.applications.countSubmitted(round?.id ?? '')).to.equal(7);
    expect(await rowsOf(first, 'inviteRedemptions', ['place', 'state'])).to.deep.equal([
      { place: 1, state: 'waiting' },
    ]);
  });

  it('has one tester at risk whose warning arrived, and one who takes a week off', async () => {
    const ledgers = await rowsOf(first, 'standing_ledgers', ['entries.kind']);
    const entries = ledgers.flatMap((ledger) => ledger['entries'] as Row[]);
    for (const kind of ['missed', 'warning', 'delivered', 'pause'])
      expect(count(entries, 'kind', kind), kind).to.equal(1);
    expect(count(entries, 'kind', 'heartbeat')).to.be.greaterThan(70);
  });

  it('has met, will meet, and leaves a case and a question open', async () => {
    const { connection } = first.app.container.database;
    const meetups = await rowsOf(first, 'meetups', ['ref', 'state', 'rsvps.attendedAt']);
    expect(meetups.map(({ state }) => state)).to.deep.equal(['announced', 'announced', 'proposed']);
    const came = (meetups[0]?.['rsvps'] as Row[]).filter(({ attendedAt }) => attendedAt);
    expect(came).to.have.length(4);
    const cases = await rowsOf(first, 'unitCases', ['ref', 'kind', 'state']);
    expect(cases).to.deep.equal([{ ref: 'C-1', kind: 'damage', state: 'proposed' }]);
    expect(
      await connection.collection('possessionChallenges').countDocuments({ state: 'open' }),
    ).to.equal(1);
  });

  it('has published two Friday releases and writes the next', async () => {
    const releases = await rowsOf(first, 'releases', ['build', 'state', 'publishedAt', 'shipped']);
    expect(releases.map(({ build, state }) => [build, state])).to.deep.equal([
      ['0.9.3', 'closed'],
      ['0.9.4', 'published'],
      ['0.9.5', 'draft'],
    ]);
    const [closed, published] = releases;
    expect(closed?.['shipped']).to.have.length(3);
    // Fridays, 17:00 in Shanghai.
    for (const [release, date] of [
      [closed, '2026-02-13'],
      [published, '2026-02-27'],
    ] as const)
      expect((release?.['publishedAt'] as Date).toISOString()).to.equal(`${date}T09:00:00.000Z`);
  });

  it('has counted one popcorn vote and holds another', async () => {
    const polls = await rowsOf(first, 'popcorn_polls', [
      'build',
      'state',
      'voters',
      'counts.votes',
    ]);
    expect(polls.map(({ build, state }) => [build, state])).to.deep.equal([
      ['0.9.3', 'told'],
      ['0.9.4', 'open'],
    ]);
    expect(polls[0]?.['voters']).to.be.at.least(5);
    const ballots = await rowsOf(first, 'ballots', ['used']);
    expect(ballots.length).to.be.greaterThan(Number(polls[0]?.['voters']));
  });

  it('has a box whose code opens', async () => {
    const { waitingBox } = first.told;
    const fan = await signedIn(first.app, waitingBox.fan);
    const answer = await fan.post(`/units/${waitingBox.unitRef}/accept`, { code: waitingBox.code });
    expect(answer.status).to.equal(303);
    expect((await fan.get(`/units/${waitingBox.unitRef}`)).status).to.equal(200);
  });

  it('answers its pages to those who may see them', async () => {
    const { app } = first;
    for (const [handle, paths] of Object.entries(PAGES)) {
      const actor = handle === 'visitor' ? app.visitor() : await signedIn(app, handle);
      for (const path of paths)
        expect((await actor.get(path)).status, `${path} for ${handle}`).to.equal(200);
    }
  });

  it('is the same when it is told again', async () => {
    const again = await tell();
    const retold = await outlineOf(again);
    await again.app.stop();
    expect(retold).to.deep.equal(outline);
  });
});

const PAGES: Readonly<Record<string, readonly string[]>> = {
  visitor: [
    '/',
    '/rounds',
    ...[
      '/rounds/f1-second',
      '/rounds/f1-second/draw',
      '/rounds/f1-third',
      '/meetups',
      '/meetups/M-2',
    ],
    '/defects',
    '/defects/D-1',
    ...['/releases', '/releases/f1_0.9.4', '/releases/feed.xml'],
    ...['/releases/f1_0.9.3/popcorn', '/releases/f1_0.9.4/experience', '/people/guchen'],
    '/honours',
    '/people/ruoxi',
  ],
  ruoxi: ['/me', '/units', '/report', '/reports', '/reports/R-2', '/shares', '/applications'],
  freya: ['/applications'],
  nikos: ['/rounds/f1-third/claim', '/rounds/f1-third/code', '/notices'],
  daliu: ['/standing', '/notices'],
  guchen: [
    '/releases/f1_0.9.5/edit',
    '/desk',
    '/reports/R-2',
    '/crash-groups',
    '/crash-groups/G-1',
    '/rounds/f1-first/reach',
  ],
  admin: [
    ...['/admin/rounds', '/admin/units', '/admin/people', '/admin/programs', '/units/U-0001'],
    ...['/admin/rounds/f1-first', '/admin/rounds/f1-first/applications'],
    ...['/admin/rounds/f1-second/selection', '/admin/rounds/f1-third/codes', '/cases/C-1'],
    ...['/admin/standing', '/admin/possession', '/admin/custody', '/admin/meetups'],
  ],
};
