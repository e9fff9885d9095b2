import { Schema, type Connection } from 'mongoose';
import { recordOptions, type Stored } from '../../platform/records.js';
import type { CalendarEdition } from './calendar.js';

export type CalendarRecord = Stored<CalendarEdition>;

const required = { required: true } as const;
const number = { type: Number, ...required };
const partOptions = { ...recordOptions, _id: false } as const;
const hoursSchema = new Schema({ opensAt: number, closesAt: number }, partOptions);

const calendarSchema = new Schema<CalendarRecord>(
  {
    _id: { type: String, ...required },
    version: number,
    zone: { type: String, ...required },
    week: { type: [hoursSchema], ...required },
    exceptions: {
      type: [
        new Schema(
          {
            day: { type: String, ...required },
            hours: { type: hoursSchema, default: null },
            name: { type: String, default: '' },
          },
          partOptions,
        ),
      ],
      ...required,
    },
    responseMinutes: number,
    warnMinutes: number,
    byId: { type: String, ...required },
    createdAt: { type: Date, ...required },
  },
  recordOptions,
);
calendarSchema.index({ version: -1 }, { name: 'by_version' });

export const calendarModel = (connection: Connection) =>
  connection.model<CalendarRecord>('DutyCalendar', calendarSchema, 'duty_calendars');
