import type { Connection } from 'mongoose';
import { MINUTE } from '../../kernel/clock.js';
import type { Job } from '../../platform/jobs.js';
import type { PersonCard } from '../accounts/index.js';
import type { Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import type { Award } from './award.js';
import { createAwardQueries } from './award-queries.js';
import { createAwardService } from './award-service.js';
import { createAwardStore } from './award-store.js';
import { awardCard, type AwardCard } from './honour-page.js';
import { honourRoutes } from './honour-routes.js';

export type { Award } from './award.js';
export type { AwardCard } from './honour-page.js';

export interface HonoursDeps {
  readonly connection: Connection;
  readonly people: (ids: readonly string[]) => Promise<ReadonlyMap<string, PersonCard>>;
  readonly rounds: Pick<Rounds['service'], 'roundCards' | 'modelByCode'>;
  readonly units: { readonly accepted: Units['accepted'] } & Pick<
    Units['service'],
    'acceptedUnits'
  >;
}

export type Honours = ReturnType<typeof createHonours>;

/** Lifetime badges, granted the moment a unit is accepted, readable by anyone. */
export function createHonours({ connection, people, rounds, units }: HonoursDeps) {
  const queries = createAwardQueries(connection);
  const service = createAwardService({
    awards: createAwardStore(connection),
    queries,
    acceptedUnits: (after, limit) => units.acceptedUnits(after, limit),
  });

  async function cardsOf(awards: readonly Award[]): Promise<readonly AwardCard[]> {
    const [holders, cards] = await Promise.all([
      people(awards.map(({ personId }) => personId)),
      rounds.roundCards([...new Set(awards.flatMap(({ roundId }) => roundId ?? []))]),
    ]);
    return awards.map((award) => awardCard(award, holders, cards));
  }

  units.accepted.subscribe(async (acceptance) => {
    await service.grantMembership(acceptance);
  });

  const sweep: Job = { name: 'honours.sweep', everyMs: 10 * MINUTE, run: () => service.sweep() };

  return {
    service,
    awardsOf: queries.ofPerson,
    /** A person's awards as they are shown. */
    cardsOfPerson: async (personId: string) => cardsOf(await queries.ofPerson(personId)),
    /** The latest holders. */
    newest: async (limit: number) => cardsOf((await queries.page(undefined, limit)).rows),
    count: queries.count,
    routes: honourRoutes({ queries, cardsOf, modelByCode: (code) => rounds.modelByCode(code) }),
    jobs: [sweep],
  };
}
