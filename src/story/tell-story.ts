import type { Container } from '../compose.js';
import { tellCodes } from './tell-codes.js';
import { tellDefects } from './tell-defects.js';
import { tellDuty } from './tell-duty.js';
import { createTeller } from './teller.js';
import { tellGrowth } from './tell-growth.js';
import { tellPeople } from './tell-people.js';
import { tellPopcorn } from './tell-popcorn.js';
import { tellReleases } from './tell-releases.js';
import { tellRetests } from './tell-retests.js';
import { tellReports } from './tell-reports.js';
import { tellRounds } from './tell-rounds.js';
import { tellSeats, type WaitingBox } from './tell-seats.js';
import { tellMeetups } from './tell-meetups.js';
import { tellShares } from './tell-shares.js';
import { tellStanding } from './tell-standing.js';

const SEED = 20_140_816;

/** What the reader needs to know to step into the story. */
export interface Told {
  readonly waitingBox: WaitingBox;
}

/**
 * Fills an empty database with the story that ends at `now`, through the services, the vault and
 * the exam worker. `clock` must be the one that the container was composed with.
 */
export async function tellStory(
  container: Container,
  clock: { set(at: Date): void },
  now: Date,
): Promise<Told> {
  const teller = createTeller(container, clock, now, SEED);
  // Of one instant what was put on the schedule first comes first: people before what they do.
  tellPeople(teller);
  tellRounds(teller);
  const seats = tellSeats(teller);
  tellCodes(teller);
  const link = tellDefects(teller);
  tellReports(teller, link);
  tellDuty(teller);
  tellGrowth(teller);
  tellReleases(teller);
  tellRetests(teller);
  tellPopcorn(teller);
  tellShares(teller);
  tellStanding(teller);
  tellMeetups(teller);
  await teller.schedule.play(now);
  clock.set(now);
  // What the jobs would have done by now: parks what was never answered, grants what was missed.
  await container.jobs.runAll();
  return { waitingBox: seats.waitingBox() };
}
