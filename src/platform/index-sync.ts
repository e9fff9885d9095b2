import type { IndexDescription } from 'mongodb';
import type { Connection, IndexDefinition, IndexOptions, Model } from 'mongoose';
import type { Logger } from 'pino';

/** What differs between a collection's declared and existing indexes, by index name. */
export interface IndexDifference {
  readonly collection: string;
  /** Declared and not there. */
  readonly missing: readonly string[];
  /** There under the same name with another definition. */
  readonly changed: readonly string[];
  /** There and not declared. */
  readonly unknown: readonly string[];
}

/** The differences of all models registered on the connection; collections in order are left out. */
export async function diffIndexes(connection: Connection): Promise<IndexDifference[]> {
  const differences = await Promise.all(collectionModels(connection).map(diffOf));
  return differences.filter(
    ({ missing, changed, unknown }) => missing.length + changed.length + unknown.length > 0,
  );
}

/**
 * Creates the collections and the missing indexes of all models registered on the connection.
 * Never drops one: a unique index is a rule, and dropping it leaves a moment without the rule. So
 * an undeclared index stays, with a warning, and a new definition gets a new name.
 * @throws Error when an index exists under a declared name with another definition, or the
 * driver's error when stored documents break a new unique index.
 */
export async function syncIndexes(connection: Connection, log: Logger): Promise<void> {
  const models = collectionModels(connection);
  await fewAtOnce(models, (model) => model.createCollection());
  const differences = await diffIndexes(connection);
  refuseChanged(differences);
  await fewAtOnce(differences, async ({ collection, missing, unknown }) => {
    if (unknown.length > 0) log.warn({ collection, unknown }, 'indexes that no schema declares');
    if (missing.length === 0) return;
    const model = models.find((each) => each.collection.collectionName === collection);
    // All of a collection in one command; Mongoose would send one for each.
    await model?.collection.createIndexes(declaredIn(model, missing));
    log.info({ collection, created: missing }, 'indexes created');
  });
}

const AT_ONCE = 8;

/** On a busy machine all at once would wait longer for a connection than the driver allows. */
async function fewAtOnce<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < all.length; from += AT_ONCE)
    await Promise.all(all.slice(from, from + AT_ONCE).map(work));
}

const declaredIn = (model: Model<unknown>, names: readonly string[]): IndexDescription[] =>
  model.schema
    .indexes()
    .filter((index) => names.includes(nameOf(index)))
    .map(([key, { background: _, ...options }]) => ({ ...options, key }) as IndexDescription);

/**
 * For a database that others run: refuses to serve while a rule kept by an index is missing.
 * @throws Error that names the missing indexes and the command that makes them.
 */
export async function requireIndexes(connection: Connection): Promise<void> {
  const missing = (await diffIndexes(connection)).flatMap((each) =>
    each.missing.map((name) => `${each.collection}.${name}`),
  );
  if (missing.length === 0) return;
  throw new Error(
    `The database lacks these indexes: ${missing.join(', ')}. Run: npm run indexes -- --apply`,
  );
}

function refuseChanged(differences: readonly IndexDifference[]): void {
  const changed = differences.flatMap((each) =>
    each.changed.map((name) => `${each.collection}.${name}`),
  );
  if (changed.length === 0) return;
  throw new Error(
    `These indexes exist with another definition: ${changed.join(', ')}. ` +
      'Give the new definition a new name, or drop the old index by hand.',
  );
}

/** One model for a collection: discriminators share their base's. */
const collectionModels = (connection: Connection): Model<unknown>[] =>
  Object.values(connection.models).filter(
    (model) => model.baseModelName === undefined || model.baseModelName === null,
  ) as Model<unknown>[];

async function diffOf(model: Model<unknown>): Promise<IndexDifference> {
  const { toDrop, toCreate } = await model.diffIndexes({ indexOptionsToCreate: true });
  const wanted = (toCreate as [IndexDefinition, IndexOptions][]).map(nameOf);
  const present = toDrop as string[];
  return {
    collection: model.collection.collectionName,
    missing: wanted.filter((name) => !present.includes(name)),
    changed: wanted.filter((name) => present.includes(name)),
    unknown: present.filter((name) => !wanted.includes(name)),
  };
}

/** The declared name, else the one MongoDB makes up: `field_1_other_-1`. */
const nameOf = ([keys, options]: [IndexDefinition, IndexOptions]): string =>
  options.name ?? Object.entries(keys).flat().join('_');
