import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { SavedView } from './saved-view.js';
import type { Facets, SearchEntry } from './search-entry.js';

export type EntryRecord = Stored<SearchEntry>;

/** All views of one person in one record, so that their number and their names are kept by one update. */
export interface SavedViewsRecord {
  /** The person. */
  readonly _id: string;
  readonly views: readonly SavedView[];
}

const required = { required: true } as const;
const text = { type: String, ...required };
const anyText = { type: String, default: '' };
const orNull = { type: String, default: null } as const;
const partOptions = { ...recordOptions, _id: false } as const;

const facetsSchema = new Schema<Facets>(
  {
    status: orNull,
    isOpen: { type: Boolean, default: null },
    severity: orNull,
    kind: orNull,
    builds: { type: [String], default: [] },
    model: orNull,
    unitRef: orNull,
    roundId: orNull,
    assigneeId: orNull,
  },
  partOptions,
);

const entrySchema = new Schema<EntryRecord>(
  {
    _id: text,
    noun: text,
    ref: text,
    title: anyText,
    folded: anyText,
    titleTerms: { type: [String], ...required },
    terms: { type: [String], ...required },
    facets: { type: facetsSchema, ...required },
    audience: text,
    at: { type: Date, ...required },
    changedAt: { type: Date, ...required },
  },
  recordOptions,
);
// A word is looked up and its hits are read latest first, until the page is full.
entrySchema.index({ titleTerms: 1, noun: 1, at: -1, _id: -1 }, { name: 'by_title' });
entrySchema.index({ terms: 1, noun: 1, at: -1, _id: -1 }, { name: 'by_term' });
// For one person's few, and for words so common that reading the latest finds them sooner.
entrySchema.index({ audience: 1, noun: 1, at: -1, _id: -1 }, { name: 'by_audience' });
entrySchema.index({ noun: 1, at: -1, _id: -1 }, { name: 'by_noun' });

const savedViewsSchema = new Schema<SavedViewsRecord>(
  {
    _id: text,
    views: { type: [new Schema<SavedView>({ name: text, query: text }, partOptions)], ...required },
  },
  recordOptions,
);

/** How far all changes were followed. */
interface MarkRecord {
  readonly _id: string;
  readonly at: Date;
}
const markSchema = new Schema<MarkRecord>(
  { _id: text, at: { type: Date, ...required } },
  recordOptions,
);

export const markModel = (connection: Connection) =>
  connection.model<MarkRecord>('SearchMark', markSchema, 'search_marks');
export const entryModel = (connection: Connection) =>
  connection.model<EntryRecord>('SearchEntry', entrySchema, 'search_entries');
/** Each list that people save views of keeps them in a collection of its own. */
export const savedViewsModel = (connection: Connection, collection = 'saved_views') =>
  connection.model<SavedViewsRecord>(collection, savedViewsSchema, collection);
