import { expect } from 'chai';
import { DAY, HOUR, later } from '../../../src/kernel/clock.js';
import { newId } from '../../../src/kernel/ids.js';
import { encodeCursor } from '../../../src/kernel/page-request.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { MEETUP_FORM, seedMeetup } from '../../support/meetups.js';
import { seedApplication, seedRound } from '../../support/rounds.js';
import { bindingOf, stockUnits } from '../../support/units.js';

const refIn = (answer: { headers: Record<string, unknown> }): string =>
  /M-\d+/.exec(String(answer.headers['location']))?.[0] ?? 'no meetup';

describe('meetups over HTTP', function () {
  this.timeout(30_000);
  let app: TestApp;
  let admin: Actor;
  before(async () => {
    app = await startTestApp();
    admin = await app.admin();
  });
  after(() => app.stop());

  const codeOf = async (ref: string, personId: string): Promise<string> => {
    const meetup = await app.container.meetups.byRef(ref);
    return meetup?.rsvps.find((one) => one.personId === personId)?.code ?? 'no code';
  };

  it('leads from a draft to a confirmed attendance', async () => {
    const mei = await app.tester('Mei');
    const visitor = app.visitor();
    const form = { ...MEETUP_FORM, title_zh: '咖啡与崩溃' };
    const made = await admin.post('/meetups', form);
    expect(made.status).to.equal(303);
    const path = `/meetups/${refIn(made)}`;
    expect((await visitor.get(path)).status).to.equal(404);
    expect((await mei.post(`${path}/sign-up`)).status).to.equal(404);
    expect((await admin.post(`${path}/announce`)).status).to.equal(303);
    const seen = await visitor.get(path);
    expect(seen.text).to.contain('Coffee and crashes').and.contain('3 Apr 2026, 14:00 – 17:00');
    expect(seen.text).not.to.contain('Main Street');
    expect((await app.visitor('zh-CN').get(path)).text).to.contain('咖啡与崩溃');
    expect((await visitor.get('/meetups')).text).to.contain('30 places left');

    expect((await mei.post(`${path}/sign-up`)).status).to.equal(303);
    const code = await codeOf(refIn(made), mei.id);
    const mine = await mei.get(path);
    expect(mine.text).to.contain(code).and.contain('class="qr"').and.contain('Main Street');
    const calendar = await mei.get(`${path}/calendar.ics`);
    expect(calendar.headers['content-type']).to.contain('text/calendar');
    expect(calendar.text).to.contain('DTSTART:20260403T060000Z');

    const early = await admin.post(`${path}/attendances`, { code });
    expect(early.status).to.equal(409);
    expect(early.text).to.contain('two hours before the start');
    const other = await seedMeetup(app, { startsAt: new Date('2026-04-03T06:00:00Z') });
    await mei.post(`/meetups/${other.ref}/sign-up`);
    const otherCode = await codeOf(other.ref, mei.id);
    app.clock.advance(new Date('2026-04-03T05:30:00Z').getTime() - app.clock.now().getTime());
    expect((await mei.get(`${path}/attend/${code}`)).status).to.equal(403);
    const scanned = await admin.get(`${path}/attend/${code.toLowerCase()}`);
    expect(scanned.text).to.contain('This code is good').and.contain(mei.handle);
    expect((await admin.post(`${path}/attendances`, { code: otherCode })).status).to.equal(422);
    expect((await admin.post(`${path}/attendances`, { code: '' })).status).to.equal(422);
    expect((await mei.post(`${path}/attendances`, { code })).status).to.equal(403);
    for (const typed of [code, ` ${code.slice(0, 4)}-${code.slice(4).toLowerCase()}`])
      expect((await admin.post(`${path}/attendances`, { code: typed })).status).to.equal(303);
    expect((await admin.get(`${path}/attend/${code}`)).text).to.contain('Already confirmed');
    expect((await mei.get(path)).text).to.contain('You were there');
    const leaving = await mei.post(`${path}/leave`);
    expect(leaving.status).to.equal(409);
    expect(leaving.text).to.contain('can&#x27;t be given back');
  });

  it('lets a tester propose, and somebody else decide', async () => {
    const [mei, li] = [await app.tester('Organiser'), await app.tester('Rival')];
    const startsAt = later(app.clock.now(), 20 * DAY)
      .toISOString()
      .slice(0, 16);
    const endsAt = later(app.clock.now(), 20 * DAY + 3 * HOUR)
      .toISOString()
      .slice(0, 16);
    const form = { ...MEETUP_FORM, startsAt, endsAt, zone: 'Asia/Shanghai' };
    const path = `/meetups/${refIn(await mei.post('/meetups', form))}`;
    expect((await li.get(path)).status).to.equal(404);
    expect((await mei.post(`${path}/announce`)).status).to.equal(403);
    expect((await admin.get('/admin/meetups')).text).to.contain('Coffee and crashes');
    const changed = { ...form, venue: 'Tea house', revision: '0' };
    expect((await mei.post(`${path}/edit`, changed)).status).to.equal(303);
    expect((await mei.post(`${path}/edit`, changed)).status, 'an old revision').to.equal(409);
    expect((await admin.post(`${path}/announce`)).status).to.equal(303);
    const again = await admin.post(`${path}/decline`, { reason: 'Too late' });
    expect(again.status).to.equal(409);
    expect(again.text).to.contain('can only be cancelled');
    await li.post(`${path}/sign-up`);
    expect((await mei.get(`${path}/door`)).text).to.contain(li.handle);
    expect((await mei.get(`${path}/door?q=nobody`)).text).not.to.contain(`@${li.handle}`);
    expect((await li.get(`${path}/door`)).status).to.equal(403);
    expect((await mei.get(`${path}/desk`)).status).to.equal(403);
    expect((await mei.post(`${path}/cancel`, { reason: '' })).status).to.equal(422);
    expect((await mei.post(`${path}/cancel`, { reason: 'The room is gone' })).status).to.equal(303);
    expect((await li.get(path)).text)
      .to.contain('The room is gone')
      .and.contain('Cancelled');
    expect((await (await app.qa()).get('/meetups/new')).status).to.equal(403);
  });

  it('declines with a reason that the organiser reads', async () => {
    const mei = await app.tester('Declined', 'zh-CN');
    const startsAt = '2027-01-03T14:00';
    const form = { ...MEETUP_FORM, startsAt, endsAt: '2027-01-03T16:00', title: '周末聊崩溃' };
    const path = `/meetups/${refIn(await mei.post('/meetups', form))}`;
    expect((await admin.post(`${path}/decline`, { reason: '场地太小' })).status).to.equal(303);
    expect((await mei.get(path)).text)
      .to.contain('场地太小')
      .and.contain('未通过');
  });

  it('puts the next one in when a place is given back', async () => {
    const { ref } = await seedMeetup(app, { capacity: 2 });
    const fans = [await app.tester('A'), await app.tester('B'), await app.tester('C', 'zh-CN')];
    for (const fan of fans) await fan.post(`/meetups/${ref}/sign-up`);
    expect((await fans[2]!.get(`/meetups/${ref}`)).text).to.contain('你在候补第 1 位');
    const code = await codeOf(ref, fans[2]!.id);
    expect((await admin.get(`/meetups/${ref}/attend/${code}`)).text).to.contain('On the waitlist');
    await fans[0]!.post(`/meetups/${ref}/leave`);
    expect((await fans[2]!.get(`/meetups/${ref}`)).text).to.contain('你有名额');
    expect((await fans[2]!.get('/notices')).text).to.contain(`同城会 ${ref} 有名额了`);
    expect((await fans[0]!.get(`/meetups/${ref}`)).text).to.contain('Join the waitlist');
  });

  it('keeps what was typed and names what is wrong', async () => {
    const mei = await app.tester('Typo');
    const cases: [Record<string, string>, string][] = [
      [{ capacity: '201' }, 'Write a number'],
      [{ endsAt: '2026-04-03T13:00', startsAt: '2026-12-03T14:00' }, 'after it begins'],
      [{ startsAt: '2020-01-01T10:00' }, 'in the future'],
      [{ zone: 'Moon/Sea' }, 'Choose one'],
      [{ title: '' }, 'Fill this in'],
    ];
    for (const [wrong, words] of cases) {
      const answer = await mei.post('/meetups', { ...MEETUP_FORM, ...wrong });
      expect(answer.status, JSON.stringify(wrong)).to.equal(422);
      expect(answer.text).to.contain(words).and.contain('Room 3, 1 Main Street');
    }
    const later2027 = { startsAt: '2027-04-03T14:00', endsAt: '2027-04-03T17:00' };
    const unnamed = await admin.post('/meetups', { ...MEETUP_FORM, ...later2027 });
    expect(unnamed.status, 'an official one without Chinese').to.equal(422);
  });

  it('takes three open proposals of one tester', async () => {
    const mei = await app.tester('Eager');
    const form = { ...MEETUP_FORM, startsAt: '2027-04-03T14:00', endsAt: '2027-04-03T17:00' };
    for (let n = 0; n < 3; n += 1) expect((await mei.post('/meetups', form)).status).to.equal(303);
    const fourth = await mei.post('/meetups', form);
    expect(fourth.status).to.equal(409);
    expect(fourth.text).to.contain('3 proposals waiting');
  });

  it('shows at the desk whose phones change hands, and ranks cities', async () => {
    const [mei, li] = [await app.tester('Desk'), await app.tester('Empty')];
    const round = await seedRound(app);
    await stockUnits(app, round, 1);
    await seedApplication(app, round, mei, { city: 'Chongqing' });
    await seedApplication(app, round, li, { city: '重庆市' });
    const unit = await app.container.units.service.bind(
      round.id,
      bindingOf(newId(app.clock.now()), mei.id, app.clock.now()),
    );
    const { ref } = await seedMeetup(app);
    for (const fan of [mei, li]) await fan.post(`/meetups/${ref}/sign-up`);
    const desk = await admin.get(`/meetups/${ref}/desk`);
    expect(desk.text).to.contain(`/units/${unit.ref}`).and.not.contain('Empty');
    const ranking = await admin.get('/admin/meetups');
    expect(ranking.text).to.contain('People who applied').and.contain('2 applied');
  });

  it('reminds those with a place, once, and tells of a cancellation', async () => {
    const { ref } = await seedMeetup(app, {
      capacity: 1,
      startsAt: later(app.clock.now(), 2 * DAY),
    });
    const [mei, li] = [await app.tester('Reminded'), await app.tester('Waiting')];
    for (const fan of [mei, li]) await fan.post(`/meetups/${ref}/sign-up`);
    app.clock.advance(DAY + HOUR);
    await app.container.meetups.sweep();
    await app.container.meetups.sweep();
    const words = 'Your code for the door';
    expect((await mei.get('/notices')).text.split(words)).to.have.length(2);
    expect((await li.get('/notices')).text).not.to.contain(words);
    await admin.post(`/meetups/${ref}/cancel`, { reason: 'The river is in the room' });
    for (const fan of [mei, li])
      expect((await fan.get('/notices')).text).to.contain('The river is in the room');
  });

  it('lists past ones apart', async () => {
    const { ref } = await seedMeetup(app, { startsAt: later(app.clock.now(), -DAY) });
    expect((await app.visitor().get('/meetups')).text).not.to.contain(`>${ref}<`);
    const past = await app.visitor().get('/meetups?when=past');
    expect(past.text).to.contain(`>${ref}<`);
    for (const after of ['%00', encodeCursor('x', 'y'), encodeCursor(1, '')])
      expect((await app.visitor().get(`/meetups?after=${after}&when=x`)).status).to.equal(200);
  });
});
