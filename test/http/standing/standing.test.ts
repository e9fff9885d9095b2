import { expect } from 'chai';
import { DAY, HOUR, MINUTE } from '../../../src/kernel/clock.js';
import type { Round } from '../../../src/features/rounds/index.js';
import { ledgerModel } from '../../../src/features/standing/standing-schema.js';
import { projectionOf } from '../../../src/features/standing/standing-store.js';
import type { StandingEntry } from '../../../src/features/standing/entry.js';
import { foldStanding } from '../../../src/features/standing/standing.js';
import type { UnitCard } from '../../../src/features/units/index.js';
import { giveUnit } from '../../support/allocations.js';
import { createTestClock, startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { sendReport } from '../../support/reports.js';
import { seedRound } from '../../support/rounds.js';
import { storedUnit } from '../../support/units.js';

const words = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const REASON = 'Two warnings, and no word since.';
const RULES = {
  graceWeeks: '1',
  cureHours: '72',
  holdDays: '14',
  pauseWeeks: '2',
  appealDays: '30',
  reasonEn: 'Holidays are longer this year.',
  reasonZh: '今年假期更长。',
};

describe('standing over HTTP', () => {
  let app: TestApp;
  let round: Round;
  let mei: Actor;
  let unit: UnitCard;
  let ada: Actor;
  let bo: Actor;

  beforeEach(async () => {
    app = await startTestApp({ clock: createTestClock() });
    round = await seedRound(app);
    [mei, ada, bo] = await Promise.all([app.tester('Mei'), app.admin('Ada'), app.admin('Bo')]);
    unit = await giveUnit(app, round, mei);
    await sweep();
  });
  afterEach(async () => {
    await assertLedgersAddUp();
    await app.stop();
  });

  /** To that moment on the wall of Shanghai. */
  const goTo = (local: string) => {
    const ms = new Date(`${local}:00+08:00`).getTime() - app.clock.now().getTime();
    if (ms < 0) throw new Error(`${local} is over`);
    app.clock.advance(ms);
  };
  const sweep = () => app.container.standing.jobs[0]!.run();
  /** The job's next look, on a day of 2026. */
  const sweepAt = async (local: string) => {
    goTo(`2026-${local}`);
    await sweep();
  };
  const stateOf = async (who: Actor) =>
    (await app.container.standing.statesOf([who.id])).get(who.id)!.state;
  const ledgerOf = async (who: Actor): Promise<readonly StandingEntry[]> =>
    (await ledgerModel(app.container.database.connection).findById(who.id).lean())?.entries ?? [];
  const kindsOf = async (who: Actor) => (await ledgerOf(who)).map(({ kind }) => kind);
  const read = async (who: Actor, path: string) => words((await who.get(path)).text);
  const notify = (who: Actor) => who.get('/notices');

  async function assertLedgersAddUp(): Promise<void> {
    const ledgers = await ledgerModel(app.container.database.connection).find().lean();
    for (const { _id, entries, followed, ...shown } of ledgers) {
      const expected = projectionOf(foldStanding(_id, entries), entries, followed);
      expect(shown).to.deep.equal(expected);
      expect(new Set(entries.map(({ key }) => key)).size, 'keys').to.equal(entries.length);
    }
  }

  /** Week 12 is the first that asks for a sign: the unit came in week 10. */
  async function toProbation(): Promise<void> {
    await sweepAt('03-23T00:40');
    await notify(mei);
    await sweepAt('03-23T09:00');
    await sweepAt('03-30T00:40');
    expect(await stateOf(mei)).to.equal('probation');
  }
  async function toProposal(): Promise<void> {
    await toProbation();
    await notify(mei);
    await sweepAt('03-30T01:00');
    await sweepAt('04-02T01:10');
    expect(await stateOf(mei)).to.equal('removal_proposed');
  }
  const decide = (who: Actor, outcome: string, reason = REASON) =>
    who.post(`/admin/standing/${mei.handle}/decision`, { outcome, reason });
  const answer = (who: Actor, outcome: string, reason = 'Illness is no silence.') =>
    who.post(`/admin/standing/${mei.handle}/appeal`, { outcome, reason });

  it('asks for nothing in the first days, then for one sign a week, and takes a heartbeat', async () => {
    expect(await read(mei, '/standing')).to.contain('You took your unit over a short time ago');
    goTo('2026-03-18T10:00');
    expect(await read(mei, '/standing'))
      .to.contain('keeps you green')
      .and.to.contain('22 Mar 2026');
    const beat = await mei.post('/standing/heartbeat', { build: '3.0.12' });
    expect([beat.status, beat.headers['location']]).to.deep.equal([303, '/standing']);
    expect((await mei.post('/standing/heartbeat')).status).to.equal(303);
    expect(await read(mei, '/standing')).to.contain('Done: you said that all is fine.');
    const { build, lastSeenAt } = await storedUnit(app, unit.id);
    expect([build, lastSeenAt]).to.deep.equal(['3.0.12', app.clock.now()]);
    await sweepAt('03-23T00:40');
    expect(await kindsOf(mei)).to.deep.equal(['heartbeat']);
  });

  it('counts a report as a sign, with its reference as evidence', async () => {
    goTo('2026-03-18T10:00');
    const sent = await sendReport(mei, unit);
    const [entry] = await ledgerOf(mei);
    expect([entry?.kind, entry?.evidence, entry?.period]).to.deep.equal([
      'activity',
      String(sent.headers['location']).split('?')[0],
      '2026-W12',
    ]);
    await sweepAt('03-23T00:40');
    expect(await stateOf(mei)).to.equal('good');
  });

  it('finds a report that no news told of before it judges the week', async () => {
    goTo('2026-03-18T10:00');
    await sendReport(mei, unit);
    const ledgers = ledgerModel(app.container.database.connection);
    await ledgers.deleteOne({ _id: mei.id });
    await sweepAt('03-23T00:40');
    expect(await kindsOf(mei)).to.deep.equal(['activity']);
  });

  it('warns with rule and evidence, and one sign of life ends it', async () => {
    await sweepAt('03-23T00:20');
    expect(await stateOf(mei)).to.equal('good');
    await sweepAt('03-23T00:40');
    const page = await read(mei, '/standing');
    expect(page).to.contain('At risk').and.to.contain('2026-W12').and.to.contain('version 1');
    expect(await read(mei, '/notices')).to.contain('First warning for week 2026-W12');
    await sweepAt('03-23T09:00');
    expect((await kindsOf(mei)).at(-1)).to.equal('delivered');
    await mei.post('/standing/heartbeat');
    expect([await stateOf(mei), (await kindsOf(mei)).at(-1)]).to.deep.equal(['good', 'cured']);
    // Fourteen days of rest: week 14 is missed and noted, week 15 warns again.
    await sweepAt('04-06T00:40');
    const [missed] = (await ledgerOf(mei)).slice(-1);
    expect([missed?.kind, missed?.period, missed?.ruleId]).to.deep.equal([
      'missed',
      '2026-W14',
      'hold',
    ]);
    expect(await stateOf(mei)).to.equal('good');
    await sweepAt('04-13T00:40');
    expect(await stateOf(mei)).to.equal('at_risk');
  });

  it('never gets further than a first warning that did not arrive', async () => {
    for (const day of ['03-23', '03-30', '04-06', '04-13', '06-01']) {
      await sweepAt(`${day}T00:40`);
      expect(await stateOf(mei)).to.equal('at_risk');
    }
    expect((await kindsOf(mei)).filter((kind) => kind === 'warning')).to.have.length(1);
  });

  it('never proposes a removal while the second warning has not arrived', async () => {
    await toProbation();
    for (const day of ['04-06', '05-04', '07-06', '12-07']) {
      await sweepAt(`${day}T00:40`);
      expect(await stateOf(mei)).to.equal('probation');
    }
    // It arrives at last: now the 72 hours begin.
    await notify(mei);
    await sweepAt('12-07T01:00');
    await sweepAt('12-10T00:30');
    expect(await stateOf(mei)).to.equal('probation');
    await sweepAt('12-10T00:41');
    expect(await stateOf(mei)).to.equal('removal_proposed');
  });

  it('is cured by a report in the last hour of the window', async () => {
    await toProbation();
    await notify(mei);
    goTo('2026-04-02T00:30');
    await sendReport(mei, unit);
    await sweepAt('04-02T01:00');
    expect(await stateOf(mei)).to.equal('good');
    await sweepAt('04-04T00:00');
    expect((await kindsOf(mei)).includes('proposal')).to.equal(false);
  });

  it('leaves a removal to a human, and of two at once takes one', async () => {
    await toProposal();
    await sweepAt('05-01T00:00');
    expect(await stateOf(mei)).to.equal('removal_proposed');
    expect(await read(ada, '/admin/standing')).to.contain('Mei');
    expect((await decide(ada, 'remove', 'no')).status).to.equal(422);
    const decided = await Promise.all([
      decide(ada, 'remove'),
      decide(bo, 'keep', 'She told me that she is ill.'),
      decide(bo, 'remove'),
    ]);
    expect(decided.map(({ status }) => status).sort()).to.deep.equal([303, 409, 409]);
    expect((await kindsOf(mei)).filter((kind) => kind === 'decision')).to.have.length(1);
    const late = decided.find(({ status }) => status === 409)!;
    expect(words(late.text)).to.contain('The standing is now').and.to.contain('Possible now:');
  });

  it('calls the unit back after a removal, and undoes it on an appeal that another upholds', async () => {
    await toProposal();
    expect((await decide(ada, 'remove')).status).to.equal(303);
    const { state, returnBy } = await storedUnit(app, unit.id);
    expect([state, returnBy?.toISOString()]).to.deep.equal([
      'return_due',
      '2026-04-16T15:59:00.000Z',
    ]);
    const { removedAt } = (await app.container.standing.statesOf([mei.id])).get(mei.id)!;
    expect(removedAt).to.deep.equal(app.clock.now());
    expect([...(await app.container.standing.removedLately([mei.id, bo.id]))]).to.deep.equal([
      mei.id,
    ]);
    expect(await read(mei, '/standing'))
      .to.contain(REASON)
      .and.to.contain('Ada');
    expect(await read(mei, '/notices')).to.contain('You were removed from the round');

    expect((await answer(bo, 'upheld')).status).to.equal(409);
    expect((await mei.post('/standing/appeal', { text: 'short' })).status).to.equal(422);
    const text = 'I was in hospital, see the letter.';
    expect((await mei.post('/standing/appeal', { text })).status).to.equal(303);
    expect((await mei.post('/standing/appeal', { text })).status).to.equal(409);
    expect(await read(bo, '/admin/standing?view=appeals')).to.contain('Mei');
    const own = await answer(ada, 'dismissed');
    expect([own.status, words(own.text).includes('Somebody else decides')]).to.deep.equal([
      409,
      true,
    ]);
    expect(await read(ada, `/admin/standing/${mei.handle}`)).to.contain('somebody else decides');
    const both = await Promise.all([answer(bo, 'upheld'), answer(bo, 'dismissed')]);
    expect(both.map(({ status }) => status).sort()).to.deep.equal([303, 409]);
  });

  it('shows everybody how many removals were undone', async () => {
    await toProposal();
    await decide(ada, 'remove');
    await mei.post('/standing/appeal', { text: 'I was in hospital, see the letter.' });
    await answer(bo, 'upheld');
    expect(await stateOf(mei)).to.equal('good');
    const [undone] = (await ledgerOf(mei)).slice(-1);
    const decision = (await ledgerOf(mei)).find(({ kind }) => kind === 'decision');
    expect(undone?.about).to.equal(decision?.id);
    expect(await read(app.visitor(), '/standing/rules')).to.contain(
      'Removals undone on appeal 1 100 % of the appeals decided',
    );
    expect(await read(mei, '/notices')).to.contain('Your appeal was upheld');
  });

  it('lets a person stay with a reason', async () => {
    await toProposal();
    expect((await decide(bo, 'keep', 'She told me that she is ill.')).status).to.equal(303);
    expect(await stateOf(mei)).to.equal('good');
    expect((await storedUnit(app, unit.id)).state).to.equal('accepted');
    const again = await decide(bo, 'remove');
    expect(again.status).to.equal(409);
    expect(words(again.text)).to.contain('“Good”').and.to.contain('Possible now: a warning.');
    expect(again.text).not.to.contain(`action="/admin/standing/${mei.handle}/decision"`);
  });

  it('sets weeks aside in advance, two in a round', async () => {
    goTo('2026-03-11T10:00');
    const pause = (period: string, weeks: number) =>
      mei.post('/standing/pause', { period, weeks: String(weeks) });
    expect((await pause('2026-W11', 1)).status).to.equal(422);
    expect((await pause('2026-W12', 3)).status).to.equal(422);
    expect((await pause('2026-W60', 1)).status).to.equal(422);
    expect((await pause('2026-W12', 2)).status).to.equal(303);
    expect((await pause('2026-W12', 2)).status).to.equal(303);
    const full = await pause('2026-W15', 1);
    expect([
      full.status,
      words(full.text).includes('still set aside in this round: 0'),
    ]).to.deep.equal([422, true]);
    expect((await mei.post('/standing/resume', { period: '2026-W13' })).status).to.equal(303);
    expect((await pause('2026-W15', 1)).status).to.equal(303);
    await sweepAt('03-23T00:40');
    expect(await stateOf(mei)).to.equal('good');
    goTo('2026-03-25T00:40');
    const begun = await mei.post('/standing/resume', { period: '2026-W12' });
    expect(begun.status).to.equal(409);
    await sweepAt('03-30T00:40');
    expect(await stateOf(mei)).to.equal('at_risk');
    await sweepAt('04-13T00:40');
    const missed = (await ledgerOf(mei)).filter(({ kind }) => kind === 'missed');
    expect(missed.map(({ period }) => period)).to.deep.equal(['2026-W13', '2026-W14']);
  });

  it('lets ten pauses at once take no more weeks than there are', async () => {
    const weeks = Array.from({ length: 10 }, (_, n) => `2026-W${12 + n}`);
    const answers = await Promise.all(
      weeks.map((period) => mei.post('/standing/pause', { period, weeks: '1' })),
    );
    expect(answers.filter(({ status }) => status === 303)).to.have.length(2);
    expect(await kindsOf(mei)).to.deep.equal(['pause', 'pause']);
  });

  it('judges a week by the rules at its start, and announces a change', async () => {
    goTo('2026-03-18T10:00');
    const change = (who: Actor, form: Record<string, string>) =>
      who.post('/standing/rules', { version: '1', ...RULES, ...form });
    expect((await change(ada, { cureHours: '71' })).status).to.equal(422);
    const refused = await change(ada, { cureHours: '24', reasonEn: 'Everybody should hurry up.' });
    expect(refused.text).to.contain('Everybody should hurry up.');
    expect((await change(ada, { graceWeeks: '8', cureHours: '96' })).status).to.equal(303);
    expect((await change(bo, { graceWeeks: '0' })).status).to.equal(409);
    expect(await read(app.visitor(), '/standing/rules')).to.contain('announced');
    await sweep();
    expect(await read(mei, '/notices')).to.contain('The rules of standing change');
    // Week 12 still falls under version 1, week 13 under version 2 and its long grace.
    await sweepAt('03-23T00:40');
    await notify(mei);
    await sweepAt('03-30T00:40');
    const [missed, warning, ...others] = await ledgerOf(mei);
    expect([missed?.period, warning?.ruleVersion, others.map(({ kind }) => kind)]).to.deep.equal([
      '2026-W12',
      1,
      ['delivered'],
    ]);
    expect(others[0]!.until!.getTime() - others[0]!.at.getTime()).to.equal(72 * HOUR);
  });

  it('catches up missed weeks after a standstill, with one warning and one notice', async () => {
    goTo('2026-04-13T12:00');
    await Promise.all([sweep(), sweep()]);
    await sweep();
    expect(await kindsOf(mei)).to.deep.equal(['missed', 'warning', 'missed', 'missed', 'missed']);
    const page = await read(mei, '/notices');
    expect(page.split('First warning for week').length - 1).to.equal(1);
  });

  it('tells and calls back later when a crash came in between', async () => {
    await toProposal();
    await decide(ada, 'remove');
    const ledgers = ledgerModel(app.container.database.connection);
    await ledgers.updateOne({ _id: mei.id }, { $set: { followed: 0, isBehind: true } });
    await sweep();
    const found = await ledgers.findById(mei.id).lean();
    expect([found?.isBehind, found?.followed]).to.deep.equal([false, found?.rev]);
    const page = await read(mei, '/notices');
    expect(page.split('You were removed from the round').length - 1).to.equal(1);
  });

  it('forgets a warning when the unit is on its way home', async () => {
    await toProbation();
    await app.container.units.service.moveByAdmin(
      unit.ref,
      'call_back',
      { return_by: '2026-05-01' },
      ada.id,
    );
    await sweepAt('03-30T09:00');
    const [last] = (await ledgerOf(mei)).slice(-1);
    expect([last?.kind, last?.ruleId, await stateOf(mei)]).to.deep.equal([
      'cured',
      'no_unit',
      'good',
    ]);
  });

  it('starts anew with a unit of a later round', async () => {
    await toProposal();
    await decide(ada, 'remove');
    await app.container.units.service.moveByAdmin(unit.ref, 'receive', {}, ada.id);
    app.clock.advance(40 * DAY);
    expect([...(await app.container.standing.removedLately([mei.id]))]).to.deep.equal([]);
    await giveUnit(app, await seedRound(app), mei);
    app.clock.advance(8 * DAY + 30 * MINUTE);
    await sweep();
    expect(await stateOf(mei)).to.equal('good');
  });

  it('refuses what does not fit, and shows each person their own page alone', async () => {
    const other = await app.tester('Other');
    expect((await other.post('/standing/heartbeat')).status).to.equal(409);
    expect(await read(other, '/standing')).to.contain('Nothing is expected of you');
    expect((await mei.post('/standing/heartbeat', { build: '9.9.9' })).status).to.equal(422);
    expect((await mei.post('/standing/appeal', { text: 'I never was removed.' })).status).to.equal(
      409,
    );
    expect((await mei.get(`/admin/standing/${mei.handle}`)).status).to.equal(403);
    expect((await ada.get('/admin/standing/nobody-here')).status).to.equal(404);
    for (const query of [
      'view=x',
      'after=x',
      'after=WzFlOTksIngiXQ',
      'view=appeals&after=WzEsInEiXQ',
    ])
      expect((await ada.get(`/admin/standing?${query}`)).status, query).to.equal(200);
    expect((await ada.post('/standing/rules', { version: '1' })).status).to.equal(422);
  });

  it('speaks Chinese', async () => {
    const lin = await app.tester('林林', 'zh-CN');
    await giveUnit(app, round, lin);
    await sweepAt('03-23T00:40');
    expect(await read(lin, '/standing'))
      .to.contain('有风险')
      .and.to.contain('缺一周，第一次提醒');
    expect(await read(lin, '/notices')).to.contain('2026-W12 周第一次提醒');
    expect(await read(lin, '/standing/rules')).to.contain('没有人会被悄悄移出');
  });
});
