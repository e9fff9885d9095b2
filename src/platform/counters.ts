import { Schema, type Connection } from 'mongoose';
import { formatRef, type RefNoun } from '../kernel/ids.js';
import { recordOptions } from './records.js';

interface CounterRecord {
  _id: string;
  count: number;
}

const counterSchema = new Schema<CounterRecord>(
  { _id: { type: String, required: true }, count: { type: Number, required: true } },
  recordOptions,
);

export interface Counters {
  /** The next reference of the noun, such as `R-1024`. A crash may leave a gap, never a double. */
  nextRef(noun: RefNoun): Promise<string>;
}

/** One counter per noun of the references that people see. */
export function createCounters(connection: Connection): Counters {
  const counters = connection.model<CounterRecord>('Counter', counterSchema, 'counters');
  return {
    async nextRef(noun) {
      const record = await counters
        .findOneAndUpdate(
          { _id: noun },
          { $inc: { count: 1 } },
          { upsert: true, returnDocument: 'after' },
        )
        .lean();
      return formatRef(noun, record.count);
    },
  };
}
