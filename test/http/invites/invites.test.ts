import { expect } from 'chai';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { codeModel } from '../../../src/features/invites/invite-schema.js';
import type { Round } from '../../../src/features/rounds/index.js';
import { DAY } from '../../../src/kernel/clock.js';
import { issueCodes, seedInviteRound } from '../../support/invites.js';
import { seedApplication, seedRound } from '../../support/rounds.js';

const FORM = { count: '3', uses: '2', expiresAt: '2026-03-20T18:00', note: '=Press' };

describe('F-codes over HTTP', () => {
  let app: TestApp;
  let admin: Actor;
  before(async () => {
    app = await startTestApp();
    admin = await app.admin();
  });
  after(() => app.stop());

  const applicant = async (round: Round) => {
    const person = await app.tester();
    await seedApplication(app, round, person);
    return person;
  };
  const redeem = (person: Actor, round: Round, code: string) =>
    person.post(`/rounds/${round.slug}/code`, { code });
  const usesLeft = async (round: Round) => {
    const codes = await codeModel(app.container.database.connection)
      .find({ roundId: round.id })
      .lean();
    return codes.reduce((sum, code) => sum + code.usesLeft, 0);
  };

  it('are issued as a file, once, and are stored nowhere', async () => {
    const round = await seedInviteRound(app, 5);
    const answer = await admin.post(`/admin/rounds/${round.slug}/codes`, FORM);
    expect(answer.status).to.equal(200);
    expect(answer.headers['content-type']).to.contain('text/csv');
    expect(answer.headers['content-disposition']).to.contain('attachment');
    const rows = answer.text.trim().split('\r\n');
    expect(rows).to.have.length(4);
    expect(rows[1]).to.match(
      /^F(-[0-9A-Z]{4}){3},2,2026-03-20T10:00:00.000Z,'=Press,http.*code=F-/,
    );
    const stored = JSON.stringify(
      await codeModel(app.container.database.connection).find({ roundId: round.id }).lean(),
    );
    const code = rows[1]?.slice(2, 16).replaceAll('-', '') ?? '';
    expect(stored).to.not.contain(code);
    const { text } = await admin.get(`/admin/rounds/${round.slug}/codes`);
    expect(text).to.contain('0 of 6 uses taken').and.not.contain(code);
  });

  it('are refused with what was typed kept', async () => {
    const round = await seedInviteRound(app, 5);
    for (const [name, value] of [
      ['count', '501'],
      ['uses', '0'],
      ['expiresAt', '2026-02-30T10:00'],
      ['expiresAt', '2026-03-01T10:00'],
    ] as const) {
      const answer = await admin.post(`/admin/rounds/${round.slug}/codes`, {
        ...FORM,
        [name]: value,
      });
      expect(answer.status, value).to.equal(422);
      expect(answer.text).to.contain(`value="${value}"`).and.contain(`href="#f-${name}"`);
    }
    const merit = await seedRound(app);
    expect((await admin.post(`/admin/rounds/${merit.slug}/codes`, FORM)).status).to.equal(409);
  });

  it('give a place, the same one again, and spend one use of it', async () => {
    const round = await seedInviteRound(app, 5);
    const [code = ''] = await issueCodes(app, round, 1, 3);
    const person = await applicant(round);
    const page = await person.get(`/rounds/${round.slug}/code?code=${code}`);
    expect(page.text).to.contain(`value="${code}"`);
    for (const typed of [code, code.toLowerCase(), 'F-0000-0000-0000'])
      expect((await redeem(person, round, typed)).status, typed).to.equal(303);
    expect(await usesLeft(round)).to.equal(2);
    expect((await person.get(`/rounds/${round.slug}/code`)).text).to.contain('You are number 1');
  });

  it('wait for the application, and are kept on the way to it', async () => {
    const round = await seedInviteRound(app, 5);
    const [code = ''] = await issueCodes(app, round, 1);
    const person = await app.tester();
    const page = await person.get(`/rounds/${round.slug}/code?code=${code}`);
    expect(page.text).to.contain(code).and.contain(`/rounds/${round.slug}/apply`);
    const refused = await redeem(person, round, code);
    expect(refused.status).to.equal(409);
    await seedApplication(app, round, person);
    expect((await redeem(person, round, code)).status).to.equal(303);
  });

  it('are refused when unknown, for another round, used up, expired or revoked', async () => {
    const [round, other] = [await seedInviteRound(app, 5), await seedInviteRound(app, 5)];
    const [code = '', second = ''] = await issueCodes(app, round, 2);
    const [foreign = ''] = await issueCodes(app, other, 1);
    const person = await applicant(round);
    for (const bad of ['nonsense', 'F-0000-0000-0000', foreign, ''])
      expect((await redeem(person, round, bad)).status, bad).to.equal(422);
    expect((await redeem(await applicant(round), round, code)).status).to.equal(303);
    expect((await redeem(person, round, code)).text).to.contain('used as often as it can be');
    const list = await admin.get(`/admin/rounds/${round.slug}/codes`);
    const revoke = /\/admin\/rounds\/[\w-]+\/codes\/\w+\/revoke/.exec(list.text)?.[0] ?? '';
    expect((await admin.post(revoke)).status).to.equal(303);
    expect((await admin.post(revoke)).status).to.equal(409);
    expect((await redeem(person, round, second)).text).to.contain('was revoked');
    const [late = ''] = await issueCodes(app, round, 1);
    app.clock.advance(DAY);
    expect((await redeem(person, round, late)).text).to.contain('has expired');
  });

  it('say that no seat is left before a use is spent', async () => {
    const round = await seedInviteRound(app, 1);
    const [code = ''] = await issueCodes(app, round, 1, 10);
    expect((await redeem(await applicant(round), round, code)).status).to.equal(303);
    const refused = await redeem(await applicant(round), round, code);
    expect(refused.status).to.equal(409);
    expect(refused.text).to.contain('Your code was not used');
    expect(await usesLeft(round)).to.equal(9);
  });

  it('are not there for rounds without them', async () => {
    const round = await seedRound(app);
    expect((await (await app.tester()).get(`/rounds/${round.slug}/code`)).status).to.equal(404);
  });
});

describe('guessing F-codes', () => {
  it('is stopped by person, whatever is guessed next', async () => {
    const first = await startTestApp();
    const { limits } = first.container.config;
    await first.stop();
    const app = await startTestApp({
      config: { limits: { ...limits, guesses: { perPerson: 3, perAddress: 1000 } } },
    });
    const round = await seedInviteRound(app, 5);
    const [code = ''] = await issueCodes(app, round, 1);
    const person = await app.tester();
    await seedApplication(app, round, person);
    const statuses: number[] = [];
    for (const guess of ['F-0000-0000-0000', 'F-0000-0000-0001', 'F-0000-0000-0002', code])
      statuses.push((await person.post(`/rounds/${round.slug}/code`, { code: guess })).status);
    expect(statuses).to.deep.equal([422, 422, 422, 429]);
    await app.stop();
  });
});
