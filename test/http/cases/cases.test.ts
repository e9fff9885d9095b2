import { expect } from 'chai';
import { DAY, HOUR, later } from '../../../src/kernel/clock.js';
import { calendarDay } from '../../../src/kernel/time-zone.js';
import { createCaseStore } from '../../../src/features/cases/case-store.js';
import type { Round } from '../../../src/features/rounds/index.js';
import type { UnitCard } from '../../../src/features/units/index.js';
import { giveUnit } from '../../support/allocations.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { seedRound } from '../../support/rounds.js';
import { stockUnits, storedUnit } from '../../support/units.js';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const REASON = 'It fell out of my bag on the train to Chengdu.';

describe('cases over HTTP', function () {
  this.timeout(60_000);
  let app: TestApp;
  let round: Round;
  let first: Actor;
  let second: Actor;
  let third: Actor;
  before(async () => {
    app = await startTestApp();
    [first, second, third] = [
      await app.admin('Ada'),
      await app.admin('Ben'),
      await app.admin('Cai'),
    ];
  });
  after(() => app.stop());
  beforeEach(async () => {
    round = await seedRound(app);
  });

  const dayIn = (days: number) =>
    calendarDay(later(app.clock.now(), days * DAY), app.container.config.programmeZone);

  /** Opens a case; answers with its path. */
  async function open(by: Actor, unit: UnitCard, kind: string): Promise<string> {
    const answer = await by.agent
      .post('/cases')
      .field({ unit: unit.ref, kind, reason: REASON })
      .attach('photos', PNG, 'screen.png');
    expect(answer.status, answer.text.slice(0, 500)).to.equal(303);
    return String(answer.headers['location']);
  }
  const decide = (by: Actor, path: string, verdict: string, more: Record<string, string> = {}) =>
    by.post(`${path}/decision`, { verdict, reason: 'Looked at the photos.', ...more });
  const state = async (unit: UnitCard) => (await storedUnit(app, unit.id)).state;

  it('loses a unit only when a second person agrees, and forgives it when it turns up', async () => {
    const mei = await app.tester('Mei');
    const unit = await giveUnit(app, round, mei);
    const path = await open(mei, unit, 'loss');
    const page = await mei.get(path);
    expect(page.text).to.contain('fell out of my bag').and.contain('/photos/');
    expect((await (await app.tester('Nosy')).get(path)).status).to.equal(404);
    const link = `<a href="${path}">`;
    const unitPage = async (who: Actor) => (await who.get(`/units/${unit.ref}`)).text;
    for (const who of [mei, first]) expect(await unitPage(who)).to.contain(link);
    expect(await unitPage(await app.qa())).not.to.contain(link);
    const again = await mei.agent
      .post('/cases')
      .field({ unit: unit.ref, kind: 'loss', reason: REASON });
    expect(again.status).to.equal(409);
    expect(again.text).to.contain('already').and.contain('fell out of my bag');
    expect((await decide(mei, path, 'approve')).status).to.equal(403);
    expect((await decide(first, path, 'approve', { reason: 'ok' })).status).to.equal(422);
    expect(await state(unit)).to.equal('accepted');
    expect((await decide(first, path, 'approve')).status).to.equal(303);
    expect(await state(unit)).to.equal('lost');
    expect(await unitPage(first)).not.to.contain(link);
    const late = await decide(second, path, 'refuse');
    expect(late.status).to.equal(409);
    expect(late.text).to.contain('It can be appealed against');

    const other = await giveUnit(app, await seedRound(app), mei);
    const damage = await open(mei, other, 'damage');
    expect((await first.get(damage)).text).to.contain('had 1 loss or damage before');
    expect((await mei.get(damage)).text).not.to.contain('damage before');

    await app.container.units.service.moveByAdmin(unit.ref, 'receive', {}, first.id);
    await app.container.cases.sweep();
    expect((await mei.get(path)).text).to.contain('Closed');
    expect((await first.get(damage)).text).not.to.contain('damage before');
  });

  it('keeps opener, holder and decider apart', async () => {
    const mei = await app.tester('Apart');
    const unit = await giveUnit(app, round, mei);
    const path = await open(first, unit, 'damage');
    expect((await first.get(path)).text).to.contain('Another admin has to decide');
    expect((await decide(first, path, 'approve')).status).to.equal(403);
    expect((await decide(second, path, 'approve')).status).to.equal(303);
    expect(
      (await mei.post(`${path}/appeal`, { text: 'The mark was there before.' })).status,
    ).to.equal(303);
    const verdict = { verdict: 'overturn', reason: 'The first photos show it.' };
    for (const admin of [first, second])
      expect((await admin.post(`${path}/appeal-decision`, verdict)).status).to.equal(403);
    expect((await third.post(`${path}/appeal-decision`, verdict)).status).to.equal(303);
    expect((await mei.get(path)).text).to.contain('Decision overturned');
    expect((await third.post(`${path}/appeal-decision`, verdict)).status).to.equal(409);
    expect((await first.get('/admin/cases?group=all')).text).to.contain('overturned');
    const before = await first.get(await open(mei, unit, 'damage'));
    expect(before.text).not.to.contain('damage before');
  });

  it('takes an appeal within 72 hours, and turns a refusal into an approval', async () => {
    const mei = await app.tester('林美', 'zh-CN');
    const unit = await giveUnit(app, round, mei);
    const path = await open(mei, unit, 'loss');
    await decide(first, path, 'refuse');
    expect((await mei.get(path)).text)
      .to.contain('未同意')
      .and.contain('提交申诉');
    expect((await mei.get('/notices')).text).to.contain(`${unit.ref} 的个案`);
    await mei.post(`${path}/appeal`, { text: '派出所的报案回执在照片里，请再看看。' });
    const verdict = { verdict: 'overturn', reason: 'The receipt is real.' };
    expect((await second.post(`${path}/appeal-decision`, verdict)).status).to.equal(303);
    expect(await state(unit)).to.equal('lost');

    const next = await giveUnit(app, await seedRound(app), mei);
    const late = await open(mei, next, 'damage');
    await decide(first, late, 'approve');
    app.clock.advance(72 * HOUR);
    const answer = await mei.post(`${late}/appeal`, { text: '我觉得这个决定不对，请重新看。' });
    expect(answer.status).to.equal(409);
    expect(answer.text).to.contain('72 小时的申诉期已过');
  });

  it('says which state forbids a case, and what is possible', async () => {
    const [unit] = await stockUnits(app, round, 1);
    const answer = await first.agent
      .post('/cases')
      .field({ unit: unit!.ref, kind: 'scrap', reason: REASON });
    expect(answer.status).to.equal(409);
    expect(answer.text).to.contain('In stock');
    const mei = await app.tester('Foreign');
    expect((await mei.get(`/cases/new?unit=${unit!.ref}`)).status).to.equal(404);
    const own = await giveUnit(app, round, mei);
    const forbidden = await mei.agent
      .post('/cases')
      .field({ unit: own.ref, kind: 'write_off', reason: REASON });
    expect(forbidden.status).to.equal(422);
    const text = await mei.agent
      .post('/cases')
      .field({ unit: own.ref, kind: 'damage', reason: REASON })
      .attach('photos', Buffer.from('no picture'), 'x.png');
    expect(text.status).to.equal(422);
    expect(
      (await first.post(`/admin/units/${unit!.ref}/moves`, { action: 'lose', note: 'gone' }))
        .status,
    ).to.equal(409);
  });

  it('swaps a unit for another one on the same seat, and both are held meanwhile', async () => {
    const mei = await app.tester('Swap');
    const unit = await giveUnit(app, round, mei);
    const seat = (await storedUnit(app, unit.id)).allocationId;
    const path = await open(mei, unit, 'exchange');
    const terms = { outcome: 'replacement', returnBy: dayIn(5) };
    expect((await decide(first, path, 'approve')).status).to.equal(422);
    expect(
      (await decide(first, path, 'approve', { ...terms, returnBy: dayIn(12) })).status,
    ).to.equal(422);
    for (const returnBy of ['2026-02-31', 'soon', '2026-13-01', dayIn(-1)])
      expect((await decide(first, path, 'approve', { ...terms, returnBy })).status).to.equal(422);
    const none = await decide(first, path, 'approve', terms);
    expect(none.status, 'no free unit').to.equal(409);
    await stockUnits(app, round, 1);
    expect((await decide(first, path, 'approve', terms)).status).to.equal(303);
    const old = await storedUnit(app, unit.id);
    expect(old).to.include({ state: 'return_due', holderId: mei.id, allocationId: null });
    const fresh = await app.container.units.service.unitOfAllocation(seat!);
    expect(fresh).to.include({ state: 'reserved', holderId: mei.id });
    expect(fresh?.id).not.to.equal(unit.id);
    await app.container.jobs.runAll();
    const { openOf } = app.container.allocations.service;
    const [held] = await openOf(mei.id);
    expect(held).to.include({ id: seat, state: 'held', unitId: fresh!.id });
    await app.container.units.service.moveByAdmin(unit.ref, 'receive', {}, first.id);
    await app.container.jobs.runAll();
    expect(await openOf(mei.id)).to.have.length(1);
    expect((await mei.get(path)).text).to.contain(fresh!.ref);
  });

  it('finishes a swap that a crash cut in two, and ends no seat meanwhile', async () => {
    const mei = await app.tester('Crash');
    const unit = await giveUnit(app, round, mei);
    const seat = (await storedUnit(app, unit.id)).allocationId!;
    await stockUnits(app, round, 1);
    const path = await open(mei, unit, 'exchange');
    const found = (await app.container.cases.byRef(path.split('/').at(-1)!))!;
    // What the decision writes, and the first half of what follows.
    await createCaseStore(app.container.database.connection).decide(
      found.id,
      { verdict: 'approved', byId: first.id, at: app.clock.now(), reason: 'Fine by me.' },
      {
        holds: true,
        effect: 'due',
        isOpen: true,
        terms: { outcome: 'replacement', returnBy: dayIn(5) },
      },
    );
    const { allocations, units, cases } = app.container;
    await allocations.service.vacate(seat, unit.id);
    await units.service.move(unit.ref, 'call_back', {
      byId: first.id,
      facts: { case: found.ref, return_by: dayIn(5), allocation: seat },
      leavesSeat: true,
    });
    await allocations.sweep();
    expect(await allocations.service.openOf(mei.id)).to.have.length(1);
    await cases.sweep();
    await cases.sweep();
    expect((await units.service.unitOfAllocation(seat))?.state).to.equal('reserved');
    expect(await units.service.countFree(round.id)).to.equal(0);
    expect((await cases.byRef(found.ref))?.effect).to.equal('done');
  });

  it('exchanges a unit for a retail phone once it is back and inspected', async () => {
    const mei = await app.tester('Retail');
    const unit = await giveUnit(app, round, mei);
    const path = await open(mei, unit, 'exchange');
    await decide(first, path, 'approve', { outcome: 'retail', returnBy: dayIn(20) });
    expect(await state(unit)).to.equal('return_due');
    expect((await first.post(`${path}/finish`)).status).to.equal(409);
    const { service } = app.container.units;
    await service.moveByAdmin(unit.ref, 'receive', {}, first.id);
    await service.move(unit.ref, 'inspect', { byId: first.id, facts: { note: 'fine' } });
    expect((await second.get('/admin/cases?group=due')).text).to.contain(path);
    expect((await second.post(`${path}/finish`)).status).to.equal(303);
    expect(await state(unit)).to.equal('exchanged');
  });

  it('lets one of many decide, and one of many open', async () => {
    const mei = await app.tester('Race');
    const unit = await giveUnit(app, round, mei);
    const opened = await Promise.all(
      Array.from({ length: 8 }, () =>
        mei.agent.post('/cases').field({ unit: unit.ref, kind: 'loss', reason: REASON }),
      ),
    );
    // 503 where more forms with photos are under way than one person may send at once.
    const refused = opened.filter(({ status }) => status === 409 || status === 503);
    expect(refused).to.have.length(7);
    const path = String(opened.find(({ status }) => status === 303)!.headers['location']);
    const verdicts = await Promise.all([
      ...[first, second, third].map((admin) => decide(admin, path, 'approve')),
      ...[first, second, third].map((admin) => decide(admin, path, 'refuse')),
    ]);
    expect(verdicts.filter(({ status }) => status === 303)).to.have.length(1);
    expect((await mei.post(`${path}/withdraw`)).status).to.equal(409);
  });

  it('lists the holder their own, and nothing of others', async () => {
    const mei = await app.tester('Lister');
    const unit = await giveUnit(app, round, mei);
    const path = await open(mei, unit, 'damage');
    expect((await mei.get('/cases')).text).to.contain(path);
    expect((await (await app.tester('Other')).get('/cases')).text).not.to.contain(path);
    expect((await mei.post(`${path}/withdraw`)).status).to.equal(303);
    expect((await mei.get(path)).text).to.contain('Withdrawn');
  });

  it('stays open for an appeal that comes while the unit follows, until that is decided', async () => {
    const mei = await app.tester('Quick');
    const path = await open(mei, await giveUnit(app, round, mei), 'loss');
    const found = async () => (await app.container.cases.byRef(path.split('/').at(-1)!))!;
    const { id } = await found();
    const store = createCaseStore(app.container.database.connection);
    const ruled = { byId: first.id, at: app.clock.now(), reason: REASON };
    const terms = { outcome: null, returnBy: null };
    const ruling = { holds: true, effect: 'due', isOpen: true, terms } as const;
    await store.decide(id, { verdict: 'approved', ...ruled }, ruling);
    await store.appeal(id, mei.id, REASON, app.clock.now());
    const read = await found();
    await store.recordEffect(id, null);
    expect(await found()).to.include({ state: 'appealed', effect: 'done', isOpen: true });
    const upheld = { outcome: 'upheld', ...ruled, byId: second.id } as const;
    expect(await store.decideAppeal(read, upheld, { isOpen: true })).to.equal(undefined);
    await second.post(`${path}/appeal-decision`, { verdict: 'uphold', reason: REASON });
    expect(await found()).to.include({ isOpen: false });
  });
});
