import type { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import type { Counters } from '../../platform/counters.js';
import type { CrashSummary, ExamClaim, ExamSummary } from '../reports/index.js';
import {
  EXAM_ATTEMPTS,
  toCrash,
  type Crash,
  type NamedCrash,
  type NewCrash,
} from './crash-group.js';
import type { CopyService } from './copy-service.js';
import type { CrashStore } from './crash-store.js';
import type { FoundCrash } from './crash.js';
import type { ExamDesk } from './examining-service.js';
import { unreadable } from './exam.js';
import type { GroupStepStore } from './group-step-store.js';
import type { GroupingStore, GroupLinks } from './grouping-store.js';
import type { PhoneService } from './phone-service.js';
import { createPlacing } from './placing-service.js';

export interface CrashServiceDeps {
  readonly crashes: CrashStore;
  readonly grouping: GroupingStore;
  readonly steps: Pick<GroupStepStore, 'replace'>;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly desk: Pick<ExamDesk, 'examOf'>;
  /** Absent in tests of grouping alone. */
  readonly phones?: Pick<PhoneService, 'factsOf'> | undefined;
  /** Gives crashes the names of the source before they are grouped; absent where no symbols are. */
  readonly nameAll?:
    ((crashes: readonly FoundCrash[]) => Promise<readonly NamedCrash[]>) | undefined;
  /** Absent where logs are examined without knowing the units. */
  readonly own?: OwnUnit | undefined;
  /** Makes what is personal in a log unreadable for others; absent in tests of grouping alone. */
  readonly copies?: Pick<CopyService, 'request'> | undefined;
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
  /** The unit that has one of these serial numbers. */
  unitNamed(serials: readonly string[]): Promise<string | undefined>;
  /** Safe to be told twice; when it fails the exam is done again. */
  tell(sighting: Sighting): Promise<void>;
}

export type CrashService = ReturnType<typeof createCrashService>;

/**
 * Examines attachments and groups what it finds. Every step may run again: crashes have a place of
 * their own, a key leads to one group, and counts are read anew from the crashes.
 */
export function createCrashService(deps: CrashServiceDeps) {
  const { crashes, grouping, steps, clock, desk, phones, own, copies } = deps;
  const placing = createPlacing(deps);
  const nameAll =
    deps.nameAll ?? ((found) => Promise.resolve(found.map((crash) => ({ crash, wants: [] }))));

  /** Counts the group that stands for this one, and says which it is. */
  async function recount(groupId: string): Promise<GroupLinks> {
    for (;;) {
      const root = await grouping.rootOf(groupId);
      if (!root) throw new Error(`crash group ${groupId} is gone`);
      const counts = await crashes.countsOf(await grouping.membersOf(root.id));
      if (!counts || (await crashes.raiseCounts(root, counts, clock.now()))) return root;
    }
  }

  /** Counts it from nothing, after crashes left it. */
  async function afresh(groupId: string): Promise<void> {
    const root = await grouping.rootOf(groupId);
    if (root) await crashes.beginEpoch(root.id, clock.now());
    await recount(groupId);
  }

  /** Stores what an exam found and puts each crash into its group. */
  async function keep(found: readonly NewCrash[]): Promise<readonly CrashSummary[]> {
    const homes = new Map<string, string>();
    for (const crash of found)
      if (!homes.has(crash.key)) homes.set(crash.key, await placing.place(crash));
    await crashes.addCrashes(
      found.map((crash) => ({ ...crash, groupId: homes.get(crash.key) ?? '' })),
    );
    const refs = new Map(
      await Promise.all(
        [...new Set(homes.values())].map(async (id) => [id, (await recount(id)).ref] as const),
      ),
    );
    return found.map(({ kind, title, key, line, entry }) => ({
      kind,
      title,
      key,
      groupRef: refs.get(homes.get(key) ?? '') ?? null,
      line,
      entry,
    }));
  }

  return {
    keep,
    recount: afresh,
    rank: placing.rank,
    locate: placing.locate,
    /**
     * Puts a stored crash, which has `key` since its symbols came, where that key leads. A group
     * that loses its last crash so is merged into the one that has it.
     */
    async rejoin(crash: Crash, key: string): Promise<void> {
      const to = await placing.place({ ...crash, key, keys: [key] });
      await crashes.moveCrash(crash.id, to, key);
      if (to === crash.groupId) return;
      await recount(to);
      if (await crashes.countsOf([crash.groupId])) await afresh(crash.groupId);
      else await steps.replace(crash.groupId, to, clock.now());
    },
    /** Reads the claimed file and says what the report shows of it. */
    async examine(claim: ExamClaim): Promise<ExamSummary> {
      const known =
        claim.attempts > EXAM_ATTEMPTS
          ? { exam: unreadable('crashes.failed'), namedUnitId: null }
          : await desk.examOf(claim);
      const { exam } = known;
      const { unitId, personId, sha256 } = claim;
      if (exam.seen) await own?.tell({ unitId, personId, sha256, at: clock.now() });
      const found = (await nameAll(exam.crashes)).map((crash, index) =>
        toCrash(newId(clock.now()), crash, index, claim),
      );
      const { state, reason, warnings } = exam;
      if (exam.lines > 0) await copies?.request(claim);
      const told = await phones?.factsOf(known, claim);
      return { state, reason, warnings, ...told, crashes: await keep(found) };
    },
  };
}
