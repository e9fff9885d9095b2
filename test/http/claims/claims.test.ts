import { expect } from 'chai';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { DAY, HOUR, later, MINUTE } from '../../../src/kernel/clock.js';
import type { Round } from '../../../src/features/rounds/index.js';
import { seedClaimRound, ticketFor } from '../../support/claims.js';
import { seedApplication } from '../../support/rounds.js';

const outcome = /data-outcome="(\w+)" data-number="(\d*)"/;

describe('claiming a seat', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  const claim = (round: Round, ticket: string, headers: Record<string, string> = {}) =>
    app
      .visitor()
      .agent.post(`/rounds/${round.slug}/claims`)
      .type('form')
      .set(headers)
      .send({ ticket });
  const ticketOf = async (person: Actor, round: Round) => {
    const { text } = await person.get(`/rounds/${round.slug}/claim`);
    return /name="ticket" value="([^"]+)"/.exec(text)?.[1] ?? '';
  };
  const applicant = async (round: Round, language: 'en' | 'zh-CN' = 'en') => {
    const person = await app.tester('Mei', language);
    return { person, application: await seedApplication(app, round, person) };
  };
  const read = (text: string) => outcome.exec(text)?.slice(1);

  it('answers a seat, a place of the waitlist, then sold out, and the same again to each', async () => {
    const round = await seedClaimRound(app, 1, { waitlistPlaces: 1 });
    const three = await Promise.all([1, 2, 3].map(() => applicant(round)));
    const tickets: string[] = [];
    for (const { person } of three) tickets.push(await ticketOf(person, round));
    const answers: unknown[] = [];
    for (const ticket of [...tickets, ...tickets]) {
      const { status, text } = await claim(round, ticket);
      expect(status).to.equal(200);
      answers.push(read(text));
    }
    const once = [
      ['seat', '1'],
      ['waitlist', '1'],
      ['sold_out', ''],
    ];
    expect(answers).to.deep.equal([...once, ...once]);
    const { text } = await claim(round, tickets[0]!);
    expect(text).to.contain('Number 1 of 1 is yours').and.contain(three[0]!.application.ref);
    expect(text).to.contain('5 Mar 2026').and.not.contain('@@');
    const page = await three[1]!.person.get(`/rounds/${round.slug}/claim`);
    expect(page.text).to.contain('Place 1 on the waitlist').and.not.contain('name="ticket"');
  });

  it('answers in the language of who claims', async () => {
    const round = await seedClaimRound(app, 1);
    const { person } = await applicant(round, 'zh-CN');
    const { text } = await claim(round, await ticketOf(person, round));
    expect(text).to.contain('lang="zh-CN"').and.contain('第 1 号名额是你的（共 1 个）');
  });

  it('answers a program in JSON', async () => {
    const round = await seedClaimRound(app, 1);
    const { person } = await applicant(round);
    const answer = await claim(round, await ticketOf(person, round), {
      accept: 'application/json',
    });
    expect(answer.body).to.deep.equal({ outcome: 'seat', number: 1, of: 1 });
  });

  it('counts down before the second, refuses what comes early, and tells when to come back', async () => {
    const opensAt = later(app.clock.now(), 10 * MINUTE);
    const round = await seedClaimRound(app, 1, { opensAt });
    const { person } = await applicant(round);
    const page = await person.get(`/rounds/${round.slug}/claim`);
    expect(page.text)
      .to.contain(`data-due="${opensAt.toISOString()}"`)
      .and.contain('Opens in 10 min');
    const ticket = await ticketOf(person, round);
    const early = await claim(round, ticket);
    expect(early.status).to.equal(409);
    expect(early.headers['retry-after']).to.equal('600');
    expect(early.text).to.contain('600 s').and.contain(`value="${ticket}"`);
    app.clock.advance(10 * MINUTE);
    expect(read((await claim(round, ticket)).text)).to.deep.equal(['seat', '1']);
  });

  it('refuses claims after closing, but still tells who got something', async () => {
    const round = await seedClaimRound(app, 1, { closesAt: later(app.clock.now(), HOUR) });
    const [early, late] = [await applicant(round), await applicant(round)];
    const tickets = [await ticketOf(early.person, round), await ticketOf(late.person, round)];
    await claim(round, tickets[0]!);
    app.clock.advance(HOUR);
    expect(read((await claim(round, tickets[0]!)).text)).to.deep.equal(['seat', '1']);
    const answer = await claim(round, tickets[1]!);
    expect([answer.status, read(answer.text)?.[0]]).to.deep.equal([409, 'closed']);
  });

  it('refuses a ticket that was changed, is for another round or is none', async () => {
    const [round, other] = [await seedClaimRound(app, 1), await seedClaimRound(app, 1)];
    const { person } = await applicant(round);
    const ticket = await ticketOf(person, round);
    const changed = ticket.replace(
      person.id,
      person.id.replace(/.$/, (end) => (end === '0' ? '1' : '0')),
    );
    for (const [to, bad] of [
      [round, changed],
      [other, ticket],
      [round, ''],
      [round, '<b>.x'],
      [round, 'x'.repeat(1900)],
    ] as const) {
      const { status, text } = await claim(to, bad);
      expect(status, bad.slice(0, 20)).to.equal(403);
      expect(read(text)?.[0]).to.equal('bad_ticket');
      expect(text).to.not.contain('<b>');
    }
    const expired = await seedClaimRound(app, 1);
    const { application } = await applicant(expired);
    const old = { ...expired, closesAt: later(app.clock.now(), -DAY) };
    const secret = app.container.config.sessionSecret;
    expect((await claim(expired, ticketFor(secret, old, application))).status).to.equal(403);
  });

  it('reads no other and no larger body', async () => {
    const round = await seedClaimRound(app, 1);
    expect((await claim(round, 'x'.repeat(5000))).status).to.equal(413);
    const { status } = await app
      .visitor()
      .agent.post(`/rounds/${round.slug}/claims`)
      .send({ ticket: 'x' });
    expect(status).to.equal(415);
  });

  it('sends who has not applied to the form, and shows nothing for rounds without claims', async () => {
    const round = await seedClaimRound(app, 1);
    const person = await app.tester();
    const { text } = await person.get(`/rounds/${round.slug}/claim`);
    expect(text).to.contain(`/rounds/${round.slug}/apply`).and.not.contain('name="ticket"');
    const merit = await seedClaimRound(app, 1, {
      mode: 'merit',
      quotas: [{ ...round.quotas[0]!, mode: 'merit' }],
    });
    expect((await person.get(`/rounds/${merit.slug}/claim`)).status).to.equal(404);
  });
});
