import {
  defectBehind,
  knownOf,
  placeOf,
  type Known,
  type KnownOf,
  type Reports,
} from '../reports/index.js';
import { branchOf, type Rounds } from '../rounds/index.js';
import type { GroupingStore } from './grouping-store.js';
import type { KnownQueries } from './known-queries.js';

export interface KnownServiceDeps {
  readonly queries: KnownQueries;
  readonly grouping: Pick<GroupingStore, 'rootOf' | 'membersOf'>;
  readonly reports: Pick<Reports, 'cards'>;
  readonly buildsOf: Rounds['service']['buildsOf'];
}

/** Where a crash happened; `builds` are all names of its build. */
export interface CrashPlace {
  /** Absent for a crash whose report is still being written. */
  readonly reportId?: string;
  readonly unitId: string;
  readonly modelCode: string;
  readonly builds: readonly string[];
}

/** More crashes than that in one report are a log of many days; the rest speak for themselves. */
const MAX_GROUPS = 20;

export type KnownService = ReturnType<typeof createKnownService>;

/** Says what the programme knows of a crash: its defect, the fix, and how many others have it. */
export function createKnownService({ queries, grouping, reports, buildsOf }: KnownServiceDeps) {
  async function inGroup(groupId: string | undefined, place: CrashPlace): Promise<Known> {
    const all = await buildsOf(place.modelCode);
    const versions = all.map(({ version }) => version);
    const build =
      place.builds.find((name) => placeOf(versions, name) >= 0) ?? place.builds[0] ?? null;
    const builds = branchOf(all, versions[placeOf(versions, build ?? '')] ?? null);
    const root = groupId === undefined ? undefined : await grouping.rootOf(groupId);
    if (!root) return knownOf({ isSeen: false, defect: undefined, build, others: 0, builds });
    const members = await grouping.membersOf(root.id);
    const [found, others] = await Promise.all([
      queries.reportsOf(members, place.modelCode),
      queries.otherUnits(members, place.unitId),
    ]);
    const cards = await reports.cards(found.map(({ reportId }) => reportId));
    const links = found.flatMap(({ reportId, role }) => {
      const defect = cards.get(reportId)?.defect;
      return defect ? [{ defect, role }] : [];
    });
    const isSeen = others > 0 || found.some(({ reportId }) => reportId !== place.reportId);
    return knownOf({ isSeen, defect: defectBehind(links), build, others, builds });
  }

  const ofReport: KnownOf = async ({ id, unitId, modelCode, build, attachments }) => {
    const crashes = attachments.flatMap(({ crashes, phone }) =>
      crashes.map(({ groupRef }) => ({ groupRef, phone })),
    );
    const byRef = new Map(
      crashes.flatMap(({ groupRef, phone }) => (groupRef === null ? [] : [[groupRef, phone]])),
    );
    const refs = [...byRef.keys()].slice(0, MAX_GROUPS);
    const ids = await queries.groupIds(refs);
    return new Map(
      await Promise.all(
        refs.map(async (ref) => {
          const phone = byRef.get(ref);
          const builds = [phone?.build, phone?.romVersion, build].flatMap((name) => name ?? []);
          return [
            ref,
            await inGroup(ids.get(ref), { reportId: id, unitId, modelCode, builds }),
          ] as const;
        }),
      ),
    );
  };

  return { inGroup, ofReport };
}
