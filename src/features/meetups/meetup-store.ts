import { trusted, type Connection } from 'mongoose';
import { fromStored, toStored } from '../../platform/records.js';
import {
  CANCELLATIONS_KEPT,
  RSVPS_MAX,
  statesBefore,
  type Cancellation,
  type Meetup,
  type MeetupAction,
  type MeetupState,
  type Particulars,
  type Rsvp,
} from './meetup.js';
import { meetupModel, type MeetupRecord } from './meetup-schema.js';

export type MeetupStore = ReturnType<typeof createMeetupStore>;

export interface Decision {
  readonly action: MeetupAction;
  readonly to: MeetupState;
  readonly byId: string;
  readonly reason: string;
}

/** Each method is one conditional update of one meetup; undefined or false when nothing fitted. */
export function createMeetupStore(connection: Connection) {
  const meetups = meetupModel(connection);
  const found = (record: MeetupRecord | null): Meetup | undefined =>
    record ? fromStored(record) : undefined;
  const after = { returnDocument: 'after' } as const;

  return {
    async add(meetup: Meetup): Promise<Meetup> {
      await meetups.create(toStored(meetup));
      return meetup;
    },
    async byRef(ref: string): Promise<Meetup | undefined> {
      return found(await meetups.findOne({ ref }).lean());
    },
    async byId(id: string): Promise<Meetup | undefined> {
      return found(await meetups.findById(id).lean());
    },

    /** Against the revision that was edited, and never below the places that are given. */
    async edit(meetup: Meetup, particulars: Particulars): Promise<Meetup | undefined> {
      const { id, state, revision, capacity } = meetup;
      const isSmaller = particulars.capacity < capacity;
      // Another time is worth another reminder.
      const isMoved = particulars.startsAt.getTime() !== meetup.startsAt.getTime();
      const moved = isMoved ? { remindedAt: null } : {};
      const record = await meetups
        .findOneAndUpdate(
          {
            _id: id,
            state,
            revision,
            ...(isSmaller
              ? { [`rsvps.${particulars.capacity}`]: trusted({ $exists: false }) }
              : {}),
          },
          { $set: { ...particulars, ...moved }, $inc: { revision: 1 } },
          after,
        )
        .lean();
      return found(record);
    },
    async decide(
      meetup: Pick<Meetup, 'id' | 'organiserId'>,
      decision: Decision,
    ): Promise<Meetup | undefined> {
      const { action, to, byId, reason } = decision;
      const record = await meetups
        .findOneAndUpdate(
          { _id: meetup.id, state: trusted({ $in: [...statesBefore(action)] }) },
          { $set: { state: to, decidedById: byId, reason } },
          after,
        )
        .lean();
      return found(record);
    },

    /** Appends, so that the order of the list is the order of the engine's writes. */
    async signUp(ref: string, rsvp: Rsvp): Promise<Meetup | undefined> {
      const record = await meetups
        .findOneAndUpdate(
          {
            ref,
            state: 'announced',
            startsAt: trusted({ $gt: rsvp.at }),
            'rsvps.personId': trusted({ $ne: rsvp.personId }),
            [`rsvps.${RSVPS_MAX - 1}`]: trusted({ $exists: false }),
          },
          { $push: { rsvps: rsvp } },
          after,
        )
        .lean();
      return found(record);
    },
    async leave(id: string, left: Cancellation): Promise<Meetup | undefined> {
      const { personId, code } = left;
      const record = await meetups
        .findOneAndUpdate(
          { _id: id, rsvps: trusted({ $elemMatch: { personId, code, attendedAt: null } }) },
          {
            $pull: { rsvps: { personId } },
            $push: { cancellations: { $each: [left], $slice: -CANCELLATIONS_KEPT } },
          },
          after,
        )
        .lean();
      return found(record);
    },
    async attend(id: string, code: string, at: Date, byId: string): Promise<boolean> {
      const { matchedCount } = await meetups.updateOne(
        { _id: id, rsvps: trusted({ $elemMatch: { code, attendedAt: null } }) },
        { $set: { 'rsvps.$.attendedAt': at, 'rsvps.$.attendedById': byId } },
      );
      return matchedCount === 1;
    },

    async markTold(id: string, { code, told }: Rsvp, mark: string): Promise<void> {
      await meetups.updateOne(
        { _id: id, rsvps: trusted({ $elemMatch: { code, told } }) },
        { $set: { 'rsvps.$.told': mark } },
      );
    },
    async markOrganiserTold(id: string, state: MeetupState): Promise<void> {
      await meetups.updateOne({ _id: id, state }, { $set: { organiserTold: state } });
    },
    /** Not when the meetup was moved since: that is worth another reminder. */
    async markReminded({ id, startsAt }: Meetup, at: Date): Promise<void> {
      await meetups.updateOne(
        { _id: id, startsAt, remindedAt: null },
        { $set: { remindedAt: at } },
      );
    },
  };
}
