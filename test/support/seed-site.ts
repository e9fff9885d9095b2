import { compose } from '../../src/compose.js';
import { readConfig } from '../../src/config.js';
import { personModel } from '../../src/features/accounts/account-schema.js';
import { systemClock } from '../../src/kernel/clock.js';
import type { Role } from '../../src/kernel/people.js';
import type { Database } from '../../src/platform/database.js';
import { syncIndexes } from '../../src/platform/index-sync.js';
import { giveUnit } from './allocations.js';
import { quietLog } from './database.js';
import { seedRound } from './rounds.js';

export interface SeededSite {
  /** Of the testers `mei` and `bo`, in this order. */
  readonly unitRefs: readonly string[];
  /** A tracked link of the first: `/s/ABC1234`. */
  readonly linkPath: string;
}

const PASSWORD = 'a quiet morning in march';

/**
 * Fills the empty database of a site that will run in a process of its own: the testers `mei` and
 * `bo` with an accepted unit each, and `lin` of QA.
 */
export async function seedSite(database: Database, env: NodeJS.ProcessEnv): Promise<SeededSite> {
  const clock = systemClock;
  const container = compose({ config: readConfig(env), database, log: quietLog, clock });
  await syncIndexes(database.connection, quietLog);
  const target = { container, clock };
  const round = await seedRound(target);
  const testers = [await addPerson('mei', 'tester'), await addPerson('bo', 'tester')] as const;
  await addPerson('lin', 'qa');
  const unitRefs: string[] = [];
  for (const tester of testers) unitRefs.push((await giveUnit(target, round, tester)).ref);
  const link = await container.shares.service.makeLink(testers[0].id, {
    round: round.slug,
    landing: '/honours',
  });
  await container.close();
  return { unitRefs, linkPath: `/s/${link.code}` };

  async function addPerson(handle: string, role: Role) {
    const person = await container.accounts.service.signUp(
      {
        ...{ handle, name: handle, email: `${handle}@example.com`, password: PASSWORD },
        ...{ language: 'en', zone: 'Asia/Shanghai' },
      },
      'seed',
    );
    await personModel(database.connection).updateOne({ _id: person.id }, { roles: [role] });
    return person;
  }
}

/** Signs one of the seeded people in; returns the `Cookie` header. */
export async function signInTo(url: string, handle: string): Promise<string> {
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({ email: `${handle}@example.com`, password: PASSWORD }),
    redirect: 'manual',
  });
  const cookie = answer.headers
    .getSetCookie()
    .find((one) => one.startsWith('sid='))
    ?.split(';')[0];
  if (!cookie) throw new Error(`Signing in was answered ${answer.status}`);
  return cookie;
}
