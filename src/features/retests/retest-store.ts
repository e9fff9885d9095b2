import { trusted, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import { planModel, retestModel, trialModel } from './retest-schema.js';
import type { Answer, Retest, Tally, Trial } from './retest.js';

export type RetestStore = ReturnType<typeof createRetestStore>;

/** Cards, the trial of each fix, and which releases everybody was asked about. */
export function createRetestStore(connection: Connection) {
  const retests = retestModel(connection);
  const trials = trialModel(connection);
  const plans = planModel(connection);
  return {
    /** Those that are there already stay as they are. */
    async addTrials(fresh: readonly Trial[]): Promise<void> {
      await unlessThere(trials.insertMany(fresh.map(toStored), { ordered: false }));
    },
    /** A unit is asked once about a fix, whoever asks. */
    async addCards(fresh: readonly Retest[]): Promise<void> {
      await unlessThere(retests.insertMany(fresh.map(toStored), { ordered: false }));
    },
    async recordPlanned(releaseId: string, plannedAt: Date): Promise<void> {
      await unlessThere(plans.create({ _id: releaseId, plannedAt }));
    },

    async byId(id: string): Promise<Retest | undefined> {
      const record = await retests.findOne({ _id: id }).lean();
      return record ? fromStored(record) : undefined;
    },
    /** False when the card has got another answer since it was read. */
    async answer({ id, answers }: Retest, answer: Answer): Promise<boolean> {
      const { matchedCount } = await retests.updateOne(
        { _id: id, answers: trusted({ $size: answers.length }) },
        { $push: { answers: answer }, $set: { isOpen: false, isDue: true } },
      );
      return matchedCount === 1;
    },

    async trial(fix: string): Promise<Trial | undefined> {
      const record = await trials.findOne({ _id: fix }).lean();
      return record ? fromStored(record) : undefined;
    },
    async ofFix(fix: string): Promise<readonly Retest[]> {
      return (await retests.find({ fix }).lean()).map(fromStored);
    },
    async saveTrial(fix: string, seen: Tally & Pick<Trial, 'isCurrent'>): Promise<void> {
      await trials.updateOne({ _id: fix }, { $set: seen });
    },
    /** Asks those again that were asked at `askedFrom` or later and have not answered since. */
    async ask(fix: string, askedFrom: Date, since: Date): Promise<void> {
      await retests.updateMany(
        {
          ...{ fix, isOpen: false, createdAt: trusted({ $gte: askedFrom }) },
          answers: trusted({ $not: { $elemMatch: { at: { $gt: since } } } }),
        },
        { $set: { isOpen: true } },
      );
    },
    async askNobody(fix: string): Promise<void> {
      await retests.updateMany({ fix, isOpen: true }, { $set: { isOpen: false } });
    },
    /** The answers as they were read are judged; one that came since stays due. */
    async settleDue(cards: readonly Retest[]): Promise<void> {
      for (const { id, answers } of cards.filter(({ isDue }) => isDue))
        await retests.updateOne(
          { _id: id, answers: trusted({ $size: answers.length }) },
          { $set: { isDue: false } },
        );
    },
    /** Takes back questions that were asked before the moment and never answered. */
    async closeBefore(before: Date): Promise<void> {
      await retests.updateMany(
        { isOpen: true, createdAt: trusted({ $lt: before }) },
        { $set: { isOpen: false } },
      );
    },
  };
}

/** What another process has written already is there, which is all that is asked for. */
async function unlessThere(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}
