import { expect } from 'chai';
import type { Round, RoundMode } from '../../../src/features/rounds/index.js';
import { wholeQuota } from '../../../src/features/rounds/round.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { seedRound } from '../../support/rounds.js';
import { stockUnits } from '../../support/units.js';

const GENERAL = [
  ...['custody', 'units/labels', 'notices', 'possession', 'standing', 'cases', 'meetups'],
  ...['units', 'people', 'programs', 'promise'],
].map((path) => `/admin/${path}`);

describe('the ways of an admin', function () {
  this.timeout(60_000);
  let app: TestApp;
  let admin: Actor;
  const rounds = new Map<RoundMode, Round>();
  before(async () => {
    app = await startTestApp();
    admin = await app.admin();
    for (const mode of ['draw', 'merit', 'first_come', 'invite'] as const)
      rounds.set(mode, await seedRound(app, { mode, quotas: [wholeQuota(mode, 10)] }));
    await stockUnits(app, rounds.get('draw')!, 1);
  });
  after(() => app.stop());

  /** Addresses without their query, all of which answer. */
  async function linksOf(path: string, part = /[^]*/): Promise<readonly string[]> {
    const { status, text } = await admin.get(path);
    expect(status, path).to.equal(200);
    const shown = part.exec(text)?.[0] ?? '';
    const found = [...shown.matchAll(/href="(\/[^"]*)"/g)].map(([, href]) => href!);
    return [...new Set(found)];
  }
  const bare = (href: string) => href.split(/[?#]/)[0]!;

  it('lead from the bar on top to every page in two steps', async () => {
    const bar = /<header[^]*?<\/header>/;
    const first = (await linksOf('/me', bar)).filter((href) =>
      /^\/(admin|notices|meetups)/.test(href),
    );
    const second = await Promise.all(first.map((href) => linksOf(href)));
    expect([...first, ...second.flat()].map(bare)).to.include.members(GENERAL);
  });

  for (const [mode, pages] of [
    ['draw', ['selection', 'selection/dry-run', 'duplicates']],
    ['merit', ['selection', 'selection/dry-run', 'duplicates']],
    ['first_come', ['duplicates']],
    ['invite', ['codes', 'duplicates']],
  ] as const)
    it(`lead from a round (${mode}) and its applications to all that it needs`, async () => {
      const { slug } = rounds.get(mode)!;
      const at = `/admin/rounds/${slug}`;
      const wanted = ['/applications', ...pages.map((page) => `/${page}`)].map((page) => at + page);
      for (const from of [at, `${at}/applications`]) {
        const links = await linksOf(from, /<nav class="tabs"[^]*?<\/nav>/);
        expect(links).to.include.members(wanted);
        for (const href of links) expect((await admin.get(href)).status, href).to.equal(200);
      }
    });
});
