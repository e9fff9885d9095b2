import type { Exam, ExamTask } from './exam.js';
import { createNamer } from './exam-symbols.js';
import { examineFile } from './examine-file.js';

/** The task of a pool thread: a stored file's path in, plain JSON out. */
export const examine = ({ path, names, key }: ExamTask): Promise<Exam> =>
  examineFile(path, { names, key });

/** Keeps the last symbol files open as long as the thread lives. */
export const nameCrashes = createNamer();
