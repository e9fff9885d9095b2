import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Click, ClickDay } from './click.js';
import type { SharePost } from './share-post.js';
import type { TrackedLink } from './tracked-link.js';

const required = { required: true } as const;
const text = { type: String, ...required } as const;
const date = { type: Date, ...required } as const;
const count = { type: Number, ...required } as const;

const postSchema = new Schema<Stored<SharePost>>(
  {
    _id: text,
    personId: text,
    roundId: text,
    network: text,
    key: text,
    url: text,
    postedAt: { type: Date, default: null },
    createdAt: date,
  },
  recordOptions,
);
postSchema.index({ personId: 1, key: 1 }, { unique: true, name: 'person_post_unique' });
postSchema.index({ personId: 1, _id: -1 }, { name: 'by_person' });
postSchema.index({ roundId: 1, _id: -1 }, { name: 'by_round' });

const linkSchema = new Schema<Stored<TrackedLink>>(
  { _id: text, code: text, personId: text, roundId: text, landing: text, createdAt: date },
  recordOptions,
);
linkSchema.index({ code: 1 }, { unique: true, name: 'code_unique' });
linkSchema.index({ personId: 1, _id: -1 }, { name: 'by_person' });

const clickSchema = new Schema<Stored<Click>>(
  {
    _id: text,
    linkId: text,
    roundId: text,
    personId: text,
    day: text,
    visitorKey: text,
    kind: text,
    at: date,
  },
  recordOptions,
);
clickSchema.index(
  { linkId: 1, day: 1, visitorKey: 1 },
  {
    unique: true,
    name: 'counted_once',
    partialFilterExpression: { kind: 'counted' },
  },
);
clickSchema.index({ day: 1, linkId: 1, kind: 1 }, { name: 'by_day' });

/** `_id` is link and day. */
export type ClickDayRecord = ClickDay & { readonly _id: string };
const clickDaySchema = new Schema<ClickDayRecord>(
  {
    _id: text,
    linkId: text,
    roundId: text,
    personId: text,
    day: text,
    counted: count,
    repeat: count,
    own: count,
    bot: count,
  },
  recordOptions,
);
clickDaySchema.index({ personId: 1, day: 1 }, { name: 'by_person' });
clickDaySchema.index({ roundId: 1, personId: 1, day: 1 }, { name: 'by_round' });

/** `_id` is the day. */
export interface DaySaltRecord {
  readonly _id: string;
  readonly salt: string;
  readonly createdAt: Date;
}
const daySaltSchema = new Schema<DaySaltRecord>(
  { _id: text, salt: text, createdAt: date },
  recordOptions,
);

export const postModel = (connection: Connection) =>
  connection.model<Stored<SharePost>>('SharePost', postSchema, 'share_posts');
export const linkModel = (connection: Connection) =>
  connection.model<Stored<TrackedLink>>('TrackedLink', linkSchema, 'tracked_links');
export const clickModel = (connection: Connection) =>
  connection.model<Stored<Click>>('Click', clickSchema, 'clicks');
export const clickDayModel = (connection: Connection) =>
  connection.model<ClickDayRecord>('ClickDay', clickDaySchema, 'click_days');
export const daySaltModel = (connection: Connection) =>
  connection.model<DaySaltRecord>('DaySalt', daySaltSchema, 'day_salts');
