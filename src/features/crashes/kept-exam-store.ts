import { trusted, type Connection } from 'mongoose';
import type { Exam } from './exam.js';
import { keptExamModel } from './kept-exam-schema.js';

/** An exam without the serial numbers it read: they were held against the units that we know. */
export interface KnownExam {
  readonly exam: Exam;
  readonly namedUnitId: string | null;
}

/** Above that an exam is made again when its report comes; the database takes 16 MB a record. */
const MAX_CHARS = 4_000_000;

export type KeptExamStore = ReturnType<typeof createKeptExamStore>;

/** Exams that were made ahead of their reports, for a while. */
export function createKeptExamStore(connection: Connection) {
  const exams = keptExamModel(connection);
  return {
    async byId(id: string, now: Date): Promise<KnownExam | undefined> {
      const record = await exams.findOne({ _id: id, expiresAt: trusted({ $gt: now }) }).lean();
      if (!record) return undefined;
      return { exam: JSON.parse(record.exam) as Exam, namedUnitId: record.namedUnitId };
    },
    async keep(id: string, { exam, namedUnitId }: KnownExam, expiresAt: Date): Promise<void> {
      const json = JSON.stringify(exam);
      if (json.length > MAX_CHARS) return;
      await exams.updateOne({ _id: id }, { exam: json, namedUnitId, expiresAt }, { upsert: true });
    },
    async sweep(now: Date): Promise<void> {
      await exams.deleteMany({ expiresAt: trusted({ $lt: now }) });
    },
  };
}
