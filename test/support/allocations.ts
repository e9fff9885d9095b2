import type { Round } from '../../src/features/rounds/index.js';
import type { Allocation } from '../../src/features/allocations/index.js';
import type { UnitCard } from '../../src/features/units/index.js';
import type { Actor } from './app.js';
import type { SeedTarget } from './seed-target.js';
import { personModel } from '../../src/features/accounts/account-schema.js';
import { seedApplication } from './rounds.js';
import { handOver, stockUnits } from './units.js';

let fans = 0;

/** A tester who exists in the database and never signs in: for tests that need many. */
export async function seedFan(app: SeedTarget): Promise<{ readonly id: string }> {
  fans += 1;
  const name = `fan-${fans}`;
  const id = `${name}-of-the-test`;
  await personModel(app.container.database.connection).create({
    _id: id,
    email: `${name}@example.org`,
    handle: name,
    name,
    passwordHash: 'none',
    roles: ['tester'],
    status: 'active',
    language: 'en',
    zone: 'Asia/Shanghai',
    sessionEpoch: 0,
    createdAt: app.clock.now(),
  });
  return { id };
}

/** The person's application with an offer; the units of the round are the caller's matter. */
export async function seedOffer(
  app: SeedTarget,
  round: Round,
  person: Pick<Actor, 'id'>,
): Promise<Allocation> {
  const application = await seedApplication(app, round, person);
  return app.container.allocations.service.offer(
    application.ref,
    { id: 'admin' },
    'knows the modem',
  );
}

export const signOffer = (
  app: SeedTarget,
  round: Round,
  allocation: Pick<Allocation, 'applicationRef' | 'personId'>,
): Promise<UnitCard> =>
  app.container.allocations.service.sign(
    allocation.applicationRef,
    { id: allocation.personId },
    { agreementHash: round.agreement.hash, language: 'en' },
  );

/** A unit in that person's hands: applied, offered, signed, sent and taken over. */
export async function giveUnit(
  app: SeedTarget,
  round: Round,
  person: Pick<Actor, 'id'>,
): Promise<UnitCard> {
  await stockUnits(app, round, 1);
  const unit = await signOffer(app, round, await seedOffer(app, round, person));
  await handOver(app, person, unit.ref);
  return unit;
}
