import { HOUR, later, type Clock } from '../../kernel/clock.js';
import { REDACTION_VERSION } from '../redaction/index.js';
import type { CopyService } from './copy-service.js';
import type { OwnUnit } from './crash-service.js';
import type { KeptExamStore, KnownExam } from './kept-exam-store.js';
import type { ExamPool } from './exam-pool.js';
import { EXAM_VERSION, type Exam } from './exam.js';

export interface ExamDeskDeps {
  readonly kept?: KeptExamStore | undefined;
  readonly pool: Pick<ExamPool, 'examine'>;
  readonly clock: Clock;
  readonly own?: OwnUnit | undefined;
  readonly copies?: Pick<CopyService, 'keyOf'> | undefined;
}

/** A stored file, and the unit that it is said to be of. */
export interface FileOfUnit {
  readonly sha256: string;
  readonly path: string;
  readonly unitId: string;
  readonly roundId: string;
}

/** As long as a file waits for its form. */
const KEPT_HOURS = 24;
/** What may go better the next time is not kept. */
const PASSING: readonly Exam['reason'][] = ['crashes.failed', 'crashes.too_slow'];

export type ExamDesk = ReturnType<typeof createExamDesk>;

/** Has files examined once, whoever asks first: the form while it is filled, or the exam job. */
export function createExamDesk({ kept, pool, clock, own, copies }: ExamDeskDeps) {
  const running = new Map<string, Promise<KnownExam>>();

  const idOf = ({ sha256, unitId }: FileOfUnit): string =>
    `${sha256}:${EXAM_VERSION}.${REDACTION_VERSION}:${unitId}`;

  async function examine(id: string, file: FileOfUnit, isAhead: boolean): Promise<KnownExam> {
    const before = await kept?.byId(id, clock.now());
    if (before) return before;
    const names = await own?.namesOf(file.unitId);
    const { serials = [], ...exam } = await pool.examine(
      file.path,
      names,
      copies?.keyOf(file.roundId),
    );
    const namedUnitId = serials.length > 0 ? ((await own?.unitNamed(serials)) ?? null) : null;
    const known = { exam, namedUnitId };
    if (isAhead && !PASSING.includes(exam.reason))
      await kept?.keep(id, known, later(clock.now(), KEPT_HOURS * HOUR));
    return known;
  }

  return {
    /**
     * The exam of the file; one that is under way is waited for. Made ahead of the report, it is
     * kept for a while.
     */
    async examOf(file: FileOfUnit, isAhead = false): Promise<KnownExam> {
      const id = idOf(file);
      const under = running.get(id);
      if (under) return under;
      const started = examine(id, file, isAhead).finally(() => running.delete(id));
      running.set(id, started);
      return started;
    },
    /** How many exams are under way. */
    load: (): number => running.size,
    sweep: async (): Promise<void> => kept?.sweep(clock.now()),
  };
}
