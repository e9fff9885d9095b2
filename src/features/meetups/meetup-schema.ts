import { Schema, type Connection } from 'mongoose';
import type { Bilingual } from '../../kernel/people.js';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Cancellation, Meetup, Rsvp } from './meetup.js';

export type MeetupRecord = Stored<Meetup>;

const required = { required: true } as const;
const text = { type: String, ...required } as const;
const optionalText = { type: String, default: '' } as const;
const date = { type: Date, ...required } as const;
const number = { type: Number, ...required } as const;
const part = { ...recordOptions, _id: false } as const;

const bilingual = {
  type: new Schema<Bilingual>({ en: optionalText, 'zh-CN': optionalText }, part),
  ...required,
};

const rsvpSchema = new Schema<Rsvp>(
  {
    personId: text,
    code: text,
    at: date,
    attendedAt: { type: Date, default: null },
    attendedById: { type: String, default: null },
    told: optionalText,
  },
  part,
);
const cancellationSchema = new Schema<Cancellation>({ personId: text, code: text, at: date }, part);

const meetupSchema = new Schema<MeetupRecord>(
  {
    _id: text,
    ref: text,
    kind: text,
    state: text,
    title: bilingual,
    about: bilingual,
    city: text,
    venue: text,
    startsAt: date,
    endsAt: date,
    zone: text,
    capacity: number,
    organiserId: text,
    rsvps: { type: [rsvpSchema], ...required },
    cancellations: { type: [cancellationSchema], ...required },
    revision: number,
    decidedById: { type: String, default: null },
    reason: optionalText,
    organiserTold: text,
    remindedAt: { type: Date, default: null },
    createdAt: date,
  },
  recordOptions,
);
meetupSchema.index({ ref: 1 }, { unique: true, name: 'ref_unique' });
meetupSchema.index({ state: 1, startsAt: 1, _id: 1 }, { name: 'by_state_start' });
meetupSchema.index({ state: 1, endsAt: 1 }, { name: 'by_state_end' });
meetupSchema.index({ organiserId: 1, _id: -1 }, { name: 'by_organiser' });
meetupSchema.index({ 'rsvps.personId': 1, startsAt: -1 }, { name: 'by_attendee' });

export const meetupModel = (connection: Connection) =>
  connection.model<MeetupRecord>('Meetup', meetupSchema, 'meetups');
