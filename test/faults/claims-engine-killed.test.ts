import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { faultsOf } from '../../scripts/bench/claim-check.js';
import { fireClaims } from '../../scripts/bench/claim-load.js';
import { createRoundStore } from '../../src/features/rounds/round-store.js';
import { startEngine, type Engine } from '../../src/platform/engine/engine.js';
import { CLAIM_SECRET, openClaimSites, type ClaimSites } from '../support/claim-sites.js';
import { crowdTickets, seedClaimRound, storedClaims } from '../support/claims.js';
import { quietLog } from '../support/database.js';
import { canSeeProcesses } from '../support/site-process.js';

const PEOPLE = 2_000;
const SEATS = 500;
const ROUNDS = 3;
/** With at most 200 more under way, so that places are left that only the next host can give. */
const KILLED_AFTER = 300;

describe('SIGKILL of the engine host while 2,000 people claim at two web processes', function () {
  this.timeout(120_000);
  let dir: string;
  let engine: Engine;
  let sites: ClaimSites;

  before(async function () {
    if (!canSeeProcesses) this.skip();
    dir = await mkdtemp(path.join(tmpdir(), 'firstbatch-claims-'));
    engine = await startEngine({
      ...{ dataDir: path.join(dir, 'database'), cacheDir: path.resolve('.cache'), log: quietLog },
    });
    sites = await openClaimSites(engine.uri, dir, 2);
  });
  after(async () => {
    await sites?.stop();
    await engine?.stop();
    if (dir) await rm(dir, { recursive: true });
  });

  for (let n = 1; n <= ROUNDS; n += 1)
    it(`gives 500 seats to 500 of them, and every answer is true (${n} of ${ROUNDS})`, async () => {
      const round = await seedClaimRound(sites.target, SEATS, { waitlistPlaces: 300 });
      const people = Array.from({ length: 2 * PEOPLE }, (_, at) => `p-${Math.floor(at / 2)}`);
      const killed = engine.pid() ?? 0;
      const { answers } = await fireClaims(
        {
          urls: sites.urls,
          path: `/rounds/${round.slug}/claims`,
          tickets: crowdTickets(CLAIM_SECRET, round, PEOPLE).flatMap((one) => [one, one]),
          connections: 200,
          isPatient: true,
        },
        (answered) => {
          if (answered === KILLED_AFTER) process.kill(killed, 'SIGKILL');
        },
      );
      const stored = await storedClaims(sites.target.database, round, new Date());
      const faults = faultsOf({ seats: SEATS, places: SEATS + 300 }, people, answers, stored);
      expect(faults).to.deep.equal({ oversold: 0, undersold: 0, twice: 0, untrue: 0 });
      // Nobody is offered its seats while the next round is claimed.
      await createRoundStore(sites.target.database.connection).end(round.id, new Date());
      expect(engine.pid(), 'the host that gave the rest').not.to.equal(killed);
    });
});
