import { linkModel } from '../../src/features/shares/share-schema.js';
import type { Round } from '../../src/features/rounds/index.js';
import type { TrackedLink } from '../../src/features/shares/index.js';
import type { Actor, TestApp } from './app.js';
import { seedApplication } from './rounds.js';

export const PHONE =
  'Mozilla/5.0 (Linux; Android 13; 2211133C) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36';

/** A link of somebody who applied to the round. */
export async function seedLink(
  app: TestApp,
  round: Round,
  person: Pick<Actor, 'id'>,
  landing = '/honours',
): Promise<TrackedLink> {
  await seedApplication(app, round, person);
  return app.container.shares.service.makeLink(person.id, { round: round.slug, landing });
}

/** The codes of a person's links, newest first. */
export async function codesOf(app: TestApp, personId: string): Promise<string[]> {
  const links = await linkModel(app.container.database.connection)
    .find({ personId })
    .sort({ _id: -1 })
    .lean();
  return links.map(({ code }) => code);
}
