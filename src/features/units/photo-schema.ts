import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { Photo } from './photo.js';

export type PhotoRecord = Stored<Photo>;

const required = { required: true } as const;

const photoSchema = new Schema<PhotoRecord>(
  {
    _id: { type: String, ...required },
    sha256: { type: String, ...required },
    size: { type: Number, ...required },
    type: { type: String, ...required },
    byId: { type: String, ...required },
    partyIds: { type: [String], ...required },
    about: { type: String, ...required },
    takenAt: { type: Date, ...required },
  },
  recordOptions,
);
photoSchema.index({ sha256: 1 }, { name: 'by_hash' });
photoSchema.index({ about: 1, _id: 1 }, { name: 'by_matter' });

export const photoModel = (connection: Connection) =>
  connection.model<PhotoRecord>('UnitPhoto', photoSchema, 'unitPhotos');
