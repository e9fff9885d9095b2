import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.js';
import { seedClaimRound, ticketFor } from '../support/claims.js';

describe('the security headers', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  /** A page, a refusal, what stands before everything else, and its refusals. */
  const WAYS: readonly (readonly [string, (app: TestApp) => Promise<string | [string, string]>])[] =
    [
      ['a page', () => Promise.resolve('/')],
      ['a page that is not there', () => Promise.resolve('/nothing')],
      ['an unknown short link', () => Promise.resolve('/s/ZZZZZZ')],
      [
        'a claim',
        async (target) => {
          const round = await seedClaimRound(target, 1);
          const person = { id: 'a-1', ref: 'A-1', personId: 'p-1' };
          const ticket = ticketFor(target.container.config.sessionSecret, round, person);
          return [`/rounds/${round.slug}/claims`, `ticket=${ticket}`];
        },
      ],
      ['a claim without a ticket', () => Promise.resolve(['/rounds/x/claims', ''])],
    ];
  for (const [name, find] of WAYS)
    it(`stand on ${name}`, async () => {
      const way = await find(app);
      const { agent } = app.visitor();
      const answer = await (typeof way === 'string'
        ? agent.get(way)
        : agent.post(way[0]).type('form').send(way[1]));
      expect(answer.headers).to.include({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
      });
      expect(answer.headers['content-security-policy']).to.include("default-src 'none'");
    });
});
