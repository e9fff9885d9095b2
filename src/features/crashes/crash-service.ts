import type { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import type { Counters } from '../../platform/counters.js';
import type { CrashSummary, ExamClaim, ExamSummary } from '../reports/index.js';
import { EXAM_ATTEMPTS, toCrash, type Crash, type NamedCrash } from './crash-group.js';
import type { CopyService } from './copy-service.js';
import type { CrashStore } from './crash-store.js';
import type { FoundCrash } from './crash.js';
import type { ExamPool } from './exam-pool.js';
import { unreadable, type Exam } from './exam.js';

export interface CrashServiceDeps {
  readonly crashes: CrashStore;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly pool: Pick<ExamPool, 'examine'>;
  /** Gives crashes the names of the source before they are grouped; absent where no symbols are. */
  readonly nameAll?:
    ((crashes: readonly FoundCrash[]) => Promise<readonly NamedCrash[]>) | undefined;
  /** Absent where logs are examined without knowing the units. */
  readonly own?: OwnUnit | undefined;
  /** Makes what is personal in a log unreadable for others; absent in tests of grouping alone. */
  readonly copies?: Pick<CopyService, 'request' | 'keyOf'> | undefined;
}

/** A log in which the unit of its report names itself. */
export interface Sighting {
  readonly unitId: string;
  readonly personId: string;
  /** Of the log: the same file proves nothing twice. */
  readonly sha256: string;
  readonly at: Date;
}

/** How an exam knows the unit of a report by its own log, and whom it tells. */
export interface OwnUnit {
  /** The serial and the IMEI. */
  namesOf(unitId: string): Promise<readonly string[]>;
  /** Safe to be told twice; when it fails the exam is done again. */
  tell(sighting: Sighting): Promise<void>;
}

export type CrashService = ReturnType<typeof createCrashService>;

/**
 * Examines attachments and groups what it finds. Every step may run again: crashes have a place of
 * their own, groups a unique key, and counts are read anew from the crashes.
 */
export function createCrashService(deps: CrashServiceDeps) {
  const { crashes, counters, clock, pool, own, copies } = deps;
  const nameAll =
    deps.nameAll ?? ((found) => Promise.resolve(found.map((crash) => ({ crash, wants: [] }))));

  /** The group's reference; the group is made when its first crash turns up. */
  async function groupOf(crash: Crash): Promise<string> {
    const known = await crashes.groupByKey(crash.key);
    if (known) return known.ref;
    const ref = await counters.nextRef('crashGroup');
    const isMine = await crashes.addGroup({
      id: newId(clock.now()),
      ref,
      key: crash.key,
      kind: crash.kind,
      title: crash.title,
      process: crash.process,
      parts: crash.parts,
      firstSeenAt: crash.seenAt,
      lastSeenAt: crash.seenAt,
      crashCount: 0,
      unitCount: 0,
      builds: [],
      updatedAt: clock.now(),
    });
    return isMine ? ref : groupOf(crash);
  }

  async function recount(key: string): Promise<void> {
    const counts = await crashes.countsOf(key);
    if (counts) await crashes.raiseCounts(key, counts, clock.now());
  }

  /** Stores what an exam found and puts each crash into its group. */
  async function keep(found: readonly Crash[]): Promise<readonly CrashSummary[]> {
    await crashes.addCrashes(found);
    const refs = new Map<string, string>();
    for (const crash of found) if (!refs.has(crash.key)) refs.set(crash.key, await groupOf(crash));
    for (const key of refs.keys()) await recount(key);
    return found.map(({ kind, title, key, line, entry }) => ({
      kind,
      title,
      key,
      groupRef: refs.get(key) ?? null,
      line,
      entry,
    }));
  }

  return {
    keep,
    /** Puts a stored crash, which has `key` since its symbols came, into that key's group too. */
    async rejoin(crash: Crash, key: string): Promise<void> {
      await groupOf({ ...crash, key });
      await recount(key);
    },
    /** Reads the claimed file and says what the report shows of it. */
    async examine(claim: ExamClaim): Promise<ExamSummary> {
      const exam: Exam =
        claim.attempts > EXAM_ATTEMPTS
          ? unreadable('crashes.failed')
          : await pool.examine(
              claim.path,
              await own?.namesOf(claim.unitId),
              copies?.keyOf(claim.roundId),
            );
      const { unitId, personId, sha256 } = claim;
      if (exam.seen) await own?.tell({ unitId, personId, sha256, at: clock.now() });
      const found = (await nameAll(exam.crashes)).map((crash, index) =>
        toCrash(newId(clock.now()), crash, index, claim),
      );
      const { state, reason, warnings } = exam;
      if (exam.lines > 0) await copies?.request(claim);
      return { state, reason, warnings, crashes: await keep(found) };
    },
  };
}
