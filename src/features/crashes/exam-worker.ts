import type { Exam, ExamTask } from './exam.js';
import { examineFile } from './examine-file.js';

/** The task of a pool thread: a stored file's path in, plain JSON out. */
export const examine = ({ path, names }: ExamTask): Promise<Exam> => examineFile(path, { names });
