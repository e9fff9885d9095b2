import { expect } from 'chai';
import { DAY, HOUR, MINUTE } from '../../../src/kernel/clock.js';
import type { NewNotice } from '../../../src/kernel/notice.js';
import { muteToken } from '../../../src/features/notices/mute-token.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { startSmtpSink, textOf, type SmtpSink } from '../../support/smtp.js';

describe('notices', () => {
  let sink: SmtpSink;
  let app: TestApp;
  let mei: Actor;
  before(async () => {
    sink = await startSmtpSink();
    app = await startTestApp({ config: { smtpUrl: sink.url } });
  });
  after(async () => {
    await app.stop();
    await sink.stop();
  });
  beforeEach(async () => {
    // A morning of another day, so that nobody's budget is used up.
    app.clock.advance(DAY);
    mei = await app.tester();
  });

  const said = (over: Partial<NewNotice> = {}): NewNotice => ({
    personId: mei.id,
    topic: 'custody',
    key: 'unit:1',
    text: 'notices.mail.subject',
    facts: { count: 1 },
    link: '/units/U-0001',
    ...over,
  });
  const tell = (over: Partial<NewNotice> = {}) => app.container.notices.service.tell(said(over));
  const sendMails = () =>
    app.container.notices.jobs.reduce(
      (before, job) => before.then(() => job.run()).then(() => undefined),
      Promise.resolve(),
    );
  const mailsTo = (person: Actor) =>
    sink.mails.filter(({ to }) => to === `${person.handle}@example.com`);
  const badgeOf = async (person: Actor) =>
    /class="bell-count"[^>]*>(\d+)</.exec((await person.get('/rounds')).text)?.[1];

  it('makes 200 units told in one go one mail and one row', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, n) => tell({ key: `unit:${n}` })));
    app.clock.advance(5 * MINUTE);
    await sendMails();
    expect(mailsTo(mei)).to.have.length(1);
    expect(textOf(mailsTo(mei)[0]!)).to.include('And 160 more in the notice centre');
    expect(await badgeOf(mei)).to.equal('1');
    const { text } = await mei.get('/notices');
    expect(text.match(/class="row"/g)).to.have.length(1);
    expect(text.match(/href="\/notices\/[0-9A-Z]{26}"/g)).to.have.length(200);
  });

  it('says the same thing once, also when two processes say it', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => tell()));
    expect(new Set(ids).size).to.equal(1);
    expect(await badgeOf(mei)).to.equal('1');
  });

  it('sends a mail once when two workers find it', async () => {
    await tell({ topic: 'offer' });
    await Promise.all([sendMails(), sendMails(), sendMails(), sendMails()]);
    expect(mailsTo(mei)).to.have.length(1);
    await sendMails();
    expect(mailsTo(mei)).to.have.length(1);
  });

  it('mails at most once a programme day, but an offer at once with all that was held', async () => {
    await tell({ key: 'a' });
    app.clock.advance(3 * MINUTE);
    await sendMails();
    await tell({ key: 'b' });
    app.clock.advance(HOUR);
    await sendMails();
    expect(mailsTo(mei)).to.have.length(1);
    await tell({ key: 'c', topic: 'offer' });
    await sendMails();
    expect(mailsTo(mei)).to.have.length(2);
    await tell({ key: 'd' });
    app.clock.advance(HOUR);
    await sendMails();
    expect(mailsTo(mei)).to.have.length(2);
    app.clock.advance(DAY);
    await sendMails();
    expect(mailsTo(mei)).to.have.length(3);
  });

  it('tries again when the mail server refuses, then gives up and tells the admins', async () => {
    const [id] = [await tell({ topic: 'offer' })];
    sink.refuseWith('451 not now');
    for (let round = 0; round < 8; round += 1) {
      await sendMails();
      app.clock.advance(9 * HOUR);
    }
    const admin = await app.admin();
    const failed = await admin.get('/admin/notices?state=failed');
    expect(failed.text).to.include('451 not now').and.include('6 attempts');
    expect((await app.container.notices.service.deliveryOf([id])).get(id)).to.equal(null);
    sink.refuseWith(undefined);
    const [, letter] = /\/admin\/notices\/([0-9A-Z]{26})\/retry/.exec(failed.text) ?? [];
    expect((await admin.post(`/admin/notices/${letter}/retry`)).status).to.equal(303);
    expect((await admin.post(`/admin/notices/${letter}/retry`)).status).to.equal(409);
    await sendMails();
    expect(mailsTo(mei)).to.have.length(1);
    expect((await app.container.notices.service.deliveryOf([id])).get(id)).to.be.a('date');
  });

  it('counts as delivered only once it was shown to its person', async () => {
    const id = await tell();
    const other = await app.tester('Bo');
    const delivered = async () => (await app.container.notices.service.deliveryOf([id])).get(id);
    await other.get('/notices');
    await mei.agent.head('/notices');
    await mei.agent.get('/notices').set('Sec-Purpose', 'prefetch');
    expect(await delivered()).to.equal(null);
    await mei.get('/notices');
    expect(await delivered()).to.deep.equal(app.clock.now());
  });

  it('leads on from a notice and marks it as read, for its person only', async () => {
    const id = await tell();
    const other = await app.tester('Bo');
    expect((await other.get(`/notices/${id}`)).status).to.equal(404);
    expect(await badgeOf(mei)).to.equal('1');
    const answer = await mei.get(`/notices/${id}`);
    expect(answer.status).to.equal(303);
    expect(answer.headers['location']).to.equal('/units/U-0001');
    expect(await badgeOf(mei)).to.equal(undefined);
  });

  it('lets the badge rise again when a row that was read grows', async () => {
    await tell({ key: 'a' });
    await mei.post('/notices/read');
    await tell({ key: 'b' });
    await tell({ key: 'c' });
    expect(await badgeOf(mei)).to.equal('1');
  });

  it('mutes one topic by the link in a mail, signed out and with any body', async () => {
    await tell({ key: 'a' });
    app.clock.advance(3 * MINUTE);
    await sendMails();
    const mail = mailsTo(mei)[0]!;
    expect(mail.source).to.include('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    const [path = ''] = /\/notices\/mute\/\S+/.exec(textOf(mail)) ?? [];
    const visitor = app.visitor();
    const asked = await visitor.get(path);
    expect(asked.status).to.equal(200);
    expect(asked.text).to.include('Hand-over of units').and.include('<button');
    const done = await visitor.agent.post(path).field('List-Unsubscribe', 'One-Click');
    expect(done.status).to.equal(200);
    app.clock.advance(DAY);
    const muted = await tell({ key: 'b' });
    await tell({ key: 'c', topic: 'meetup' });
    app.clock.advance(3 * MINUTE);
    await sendMails();
    expect(mailsTo(mei)).to.have.length(2);
    expect(textOf(mailsTo(mei)[1]!)).not.to.include(muted);
    expect((await mei.get('/notices')).text).to.include(muted);
    expect(await badgeOf(mei)).to.equal('2');
  });

  it('refuses a mute link of another person, of a topic that is always mailed, or made up', async () => {
    const secret = app.container.config.sessionSecret;
    const good = muteToken(secret, { personId: mei.id, topic: 'custody' });
    const bad = [
      muteToken(secret, { personId: mei.id, topic: 'standing' }),
      good.replace('custody', 'meetup'),
      good.replace(mei.id, 'someone-else'),
      muteToken('another secret', { personId: mei.id, topic: 'custody' }),
      'nonsense',
    ];
    for (const token of bad) {
      expect((await app.visitor().get(`/notices/mute/${token}`)).status).to.equal(404);
      expect((await app.visitor().post(`/notices/mute/${token}`)).status).to.equal(404);
    }
    expect(await app.container.notices.service.mutedTopics(mei.id)).to.deep.equal([]);
  });

  it('keeps the chosen topics and refuses those that are always mailed', async () => {
    expect((await mei.post('/notices/mail', { muted: ['due', 'meetup'] })).status).to.equal(303);
    expect((await mei.get('/notices')).text.match(/value="(due|meetup)" checked/g)).to.have.length(
      2,
    );
    expect((await mei.post('/notices/mail', { muted: ['standing'] })).status).to.equal(422);
    await mei.post('/notices/mail');
    expect(await app.container.notices.service.mutedTopics(mei.id)).to.deep.equal([]);
  });

  it('waits for the end of the quiet hours that the person chose', async () => {
    const chosen = { quietFrom: '9', quietUntil: '17' };
    expect((await mei.post('/notices/mail', chosen)).status).to.equal(303);
    expect((await mei.get('/notices')).text).to.match(/value="17" selected/);
    expect((await mei.post('/notices/mail', { quietFrom: '24' })).status).to.equal(422);
    await tell();
    app.clock.advance(5 * MINUTE);
    await sendMails();
    expect(mailsTo(mei)).to.have.length(0);
    app.clock.advance(7 * HOUR);
    await sendMails();
    expect(mailsTo(mei)).to.have.length(1);
  });

  it('says in the centre why, and mutes a topic with one tap', async () => {
    await tell({ topic: 'due' });
    const { text } = await mei.get('/notices');
    expect(text).to.contain('You get this because you hold a unit with a return date.');
    expect(text).to.contain('action="/notices/topics/due/mute"');
    expect((await mei.post('/notices/topics/due/mute')).status).to.equal(303);
    expect(await app.container.notices.service.mutedTopics(mei.id)).to.deep.equal(['due']);
    expect((await mei.get('/notices')).text).not.to.contain('/topics/due/mute');
    expect((await mei.post('/notices/topics/standing/mute')).status).to.equal(404);
  });

  it('has no mailbox for admins where mails are really sent', async () => {
    expect((await (await app.admin()).get('/admin/mailbox')).status).to.equal(404);
  });

  it('writes in the language and zone that the person has when it is sent', async () => {
    await tell({ topic: 'offer', text: 'notices.mail.subject', facts: { count: 7 } });
    await mei.post('/me/settings', { name: '美', language: 'zh-CN', zone: 'Asia/Tokyo' });
    await sendMails();
    const text = textOf(mailsTo(mei)[0]!);
    expect(text).to.include('美，你好').and.include('你有 7 条通知');
  });

  it('counts for admins how far the notices of each topic got', async () => {
    app.clock.advance(8 * DAY);
    await mei.post('/notices/mail', { muted: 'meetup' });
    await tell({ key: 'a', topic: 'meetup' });
    await tell({ key: 'b', topic: 'offer' });
    await sendMails();
    await mei.get('/notices');
    const admin = await app.admin();
    const { text } = await admin.get('/admin/notices');
    const rowOf = (name: string) =>
      [...(text.split(`>${name}</th>`)[1] ?? '').split('</tr>')[0]!.matchAll(/>(\d+)</g)].map(
        ([, count]) => Number(count),
      );
    expect(rowOf('Meetups')).to.deep.equal([1, 1, 0, 1, 0]);
    expect(rowOf('Offers')).to.deep.equal([1, 1, 1, 0, 0]);
  });

  it('shows nothing of an empty centre but what will come', async () => {
    const { status, text } = await mei.get('/notices');
    expect(status).to.equal(200);
    expect(text).to.include('Nothing yet').and.not.include('bell-count');
  });
});

describe('notices without a mail server', () => {
  it('lie as mails in the mailbox of admins, and count as delivered to nobody', async () => {
    const app = await startTestApp();
    try {
      const [mei, admin] = await Promise.all([app.tester('Mei'), app.admin()]);
      const id = await app.container.notices.service.tell({
        ...{ personId: mei.id, topic: 'offer', key: 'offer:1', link: '/units/U-0001' },
        ...{ text: 'notices.mail.subject', facts: { count: 1 } },
      });
      for (const job of app.container.notices.jobs) await job.run();
      const { text } = await admin.get('/admin/mailbox');
      expect(text).to.contain('Hello Mei,').and.contain('1 notice from Firstbatch');
      expect((await admin.get('/admin/notices?state=shelved')).text).to.contain('In the mailbox');
      expect((await app.container.notices.service.deliveryOf([id])).get(id)).to.equal(null);
      expect((await mei.get('/admin/mailbox')).status).to.equal(403);
    } finally {
      await app.stop();
    }
  });
});
