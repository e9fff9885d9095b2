import { setTimeout as wait } from 'node:timers/promises';
import { SECOND, type Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import type { UnitCard } from '../units/index.js';
import { toCrash, type NamedCrash } from './crash-group.js';
import type { CrashService } from './crash-service.js';
import type { FoundCrash } from './crash.js';
import type { ExamDesk } from './examining-service.js';
import type { KnownExam } from './kept-exam-store.js';
import type { Finding, Findings } from './finding.js';
import type { KnownService } from './known-service.js';
import { buildsIn } from './log-doubts.js';
import type { PhoneService } from './phone-service.js';

export interface FindingServiceDeps {
  readonly desk: Pick<ExamDesk, 'examOf' | 'load'>;
  readonly service: Pick<CrashService, 'locate'>;
  readonly nameAll: (crashes: readonly FoundCrash[]) => Promise<readonly NamedCrash[]>;
  readonly known: Pick<KnownService, 'inGroup'>;
  readonly phones: Pick<PhoneService, 'factsOf'>;
  readonly clock: Clock;
}

/** Somebody waits for the answer; an exam that takes longer goes on for the next time they ask. */
const PATIENCE_MS = 8 * SECOND;
const MAX_RUNNING = 4;
const MAX_SHOWN = 10;

export type FindingService = ReturnType<typeof createFindings>;

/** Tells a person what is in their file, and what is known of it, before the form is sent. */
export function createFindings(deps: FindingServiceDeps) {
  const { desk, service, nameAll, known, phones, clock } = deps;

  async function examined(file: Parameters<ExamDesk['examOf']>[0]): Promise<KnownExam | undefined> {
    if (desk.load() >= MAX_RUNNING) return undefined;
    const exam = desk.examOf(file, true);
    const isOver = new AbortController();
    const late = wait(PATIENCE_MS, undefined, { ref: false, signal: isOver.signal });
    try {
      return await Promise.race([exam, late]);
    } finally {
      isOver.abort();
      // Whichever lost may still reject, and nobody listens any more.
      void Promise.allSettled([exam, late]);
    }
  }

  async function findingOf(crash: NamedCrash, unit: UnitCard): Promise<Finding> {
    const now = clock.now();
    const { id: unitId, modelCode, build } = unit;
    const origin = { reportId: '', n: 0, unitId, modelCode, build, createdAt: now };
    const groupId = await service.locate(toCrash(newId(now), crash, 0, origin));
    const { kind, title, device } = crash.crash;
    const builds = [...buildsIn(device), ...(build === null ? [] : [build])];
    return { kind, title, known: await known.inGroup(groupId, { unitId, modelCode, builds }) };
  }

  return {
    /** Undefined while the file is still being read. */
    async findingsIn(
      file: { readonly sha256: string; readonly path: string },
      unit: UnitCard,
    ): Promise<Findings | undefined> {
      const { id: unitId, roundId, modelCode, build } = unit;
      const found = await examined({ ...file, unitId, roundId });
      if (!found) return undefined;
      const { reason, crashes } = found.exam;
      const first = new Map([...crashes].reverse().map((crash) => [crash.key, crash]));
      const shown = crashes.filter((crash) => first.get(crash.key) === crash).slice(0, MAX_SHOWN);
      const { doubts = [] } = await phones.factsOf(found, { unitId, modelCode, build });
      return {
        reason,
        doubts,
        crashes: await Promise.all((await nameAll(shown)).map((crash) => findingOf(crash, unit))),
      };
    },
  };
}
