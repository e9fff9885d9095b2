import { randomBytes } from 'node:crypto';
import { trusted, type Connection } from 'mongoose';
import { CLICK_KINDS, markRepeats, sumByDay, type Click, type ClickDay } from './click.js';
import { clickDayModel, clickModel, daySaltModel } from './share-schema.js';
import { toStored, type Stored } from '../../platform/records.js';

export type ClickStore = ReturnType<typeof createClickStore>;

const DUPLICATE_KEY = 11000;

/** Clicks, their sums per link and day, and the salts that make visitors of one day comparable. */
export function createClickStore(connection: Connection) {
  const clicks = clickModel(connection);
  // The driver's own collection: a Mongoose document per visit would cost more than the visit.
  const rawClicks = connection.collection<Stored<Click>>(clicks.collection.collectionName);
  const days = clickDayModel(connection);
  const salts = daySaltModel(connection);

  /** Returns the clicks of the batch that a unique index refused. */
  async function insert(batch: readonly Click[]): Promise<Click[]> {
    try {
      await rawClicks.insertMany(batch.map(toStored), { ordered: false });
      return [];
    } catch (error) {
      const refused = duplicatesOf(error);
      if (!refused) throw error;
      return refused.map((index) => batch[index]).filter((click) => click !== undefined);
    }
  }

  async function addToDays(sums: readonly ClickDay[]): Promise<void> {
    await days.bulkWrite(
      sums.map(({ linkId, roundId, personId, day, ...counts }) => ({
        updateOne: {
          filter: { _id: dayId(linkId, day) },
          update: { $setOnInsert: { linkId, roundId, personId, day }, $inc: counts },
          upsert: true,
        },
      })),
      { ordered: false },
    );
  }

  return {
    /**
     * Stores a batch. Safe to repeat with the same clicks after a failure: a click that is there
     * already is neither stored nor summed again; what its first try did not sum, `rebuildDay` adds.
     */
    async write(batch: readonly Click[]): Promise<void> {
      if (batch.length === 0) return;
      const marked = markRepeats(batch);
      const late = (await insert(marked)).map((click) => ({ ...click, kind: 'repeat' as const }));
      const known = late.length > 0 ? new Set(idsOf(await insert(late))) : new Set<string>();
      const lateIds = new Set(idsOf(late));
      const added = [...marked.filter(({ id }) => !lateIds.has(id)), ...late];
      const fresh = added.filter(({ id }) => !known.has(id));
      if (fresh.length > 0) await addToDays(sumByDay(fresh));
    },

    /** Counts a finished day's clicks again and corrects its sums. Returns the number of links. */
    async rebuildDay(day: string): Promise<number> {
      const groups = await clicks.aggregate<CountedGroup>([
        { $match: { day } },
        {
          $group: {
            _id: '$linkId',
            roundId: { $first: '$roundId' },
            personId: { $first: '$personId' },
            ...Object.fromEntries(
              CLICK_KINDS.map((kind) => [
                kind,
                { $sum: { $cond: [{ $eq: ['$kind', kind] }, 1, 0] } },
              ]),
            ),
          },
        },
      ]);
      if (groups.length === 0) return 0;
      await days.bulkWrite(
        groups.map(({ _id: linkId, ...sums }) => ({
          updateOne: {
            filter: { _id: dayId(linkId, day) },
            update: { $set: { ...sums, linkId, day } },
            upsert: true,
          },
        })),
      );
      return groups.length;
    },

    /** The day's salt, made by whoever asks first, the same for every process. */
    async saltOf(day: string, now: Date): Promise<string> {
      const fresh = { salt: randomBytes(32).toString('base64url'), createdAt: now };
      const found = await salts
        .findOneAndUpdate(
          { _id: day },
          { $setOnInsert: fresh },
          { upsert: true, returnDocument: 'after' },
        )
        .lean();
      return found.salt;
    },
    async removeSalts(before: Date): Promise<void> {
      await salts.deleteMany({ createdAt: trusted({ $lt: before }) });
    },
  };
}

type CountedGroup = Omit<ClickDay, 'linkId' | 'day'> & { readonly _id: string };

const dayId = (linkId: string, day: string): string => `${linkId}.${day}`;
const idsOf = (batch: readonly Click[]): string[] => batch.map(({ id }) => id);

/** The places in the batch that a unique index refused; undefined when anything else went wrong. */
function duplicatesOf(error: unknown): number[] | undefined {
  const { writeErrors } = error as { writeErrors?: unknown };
  const list = [writeErrors].flat() as { code?: number; index?: number }[];
  if (!writeErrors || list.some(({ code }) => code !== DUPLICATE_KEY)) return undefined;
  return list.map(({ index }) => index ?? -1);
}
