import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fireClaims } from '../../../scripts/bench/claim-load.js';
import { faultsOf } from '../../../scripts/bench/claim-check.js';
import { CLAIM_SECRET, openClaimSites, type ClaimSites } from '../../support/claim-sites.js';
import { crowdTickets, seedClaimRound, storedClaims } from '../../support/claims.js';
import { testDatabaseUri } from '../../support/database.js';

const PEOPLE = 2_000;
const SEATS = 500;

describe('2,000 people at two web processes, each clicking twice', function () {
  this.timeout(90_000);
  let sites: ClaimSites;
  let dir: string;

  before(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'firstbatch-claims-'));
    sites = await openClaimSites(await testDatabaseUri(), dir, 2);
  });
  after(async () => {
    await sites.stop();
    await rm(dir, { recursive: true });
  });

  for (const waitlistPlaces of [0, 300])
    it(`give 500 seats to 500 of them, with ${waitlistPlaces} places to wait`, async () => {
      const round = await seedClaimRound(sites.target, SEATS, { waitlistPlaces });
      const people = Array.from({ length: 2 * PEOPLE }, (_, n) => `p-${Math.floor(n / 2)}`);
      const { answers } = await fireClaims({
        urls: sites.urls,
        path: `/rounds/${round.slug}/claims`,
        tickets: crowdTickets(CLAIM_SECRET, round, PEOPLE).flatMap((one) => [one, one]),
        connections: 200,
      });
      const stored = await storedClaims(sites.target.database, round, sites.target.clock.now());
      const places = SEATS + waitlistPlaces;
      expect(stored.length).to.equal(places);
      const faults = faultsOf({ seats: SEATS, places }, people, answers, stored);
      expect(faults).to.deep.equal({ oversold: 0, undersold: 0, twice: 0, untrue: 0 });
      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([200]));
    });
});
