import type { Facts } from '../../kernel/errors.js';
import type { DefectSummary, Report } from './report.js';

/** What the programme knows of one crash, for the person who had it. */
export type KnownKind =
  'new' | 'seen' | 'working' | 'fixed_later' | 'fixed_before' | 'fixed' | 'closed';

export interface Known {
  readonly kind: KnownKind;
  /** Public: its page shows only what QA wrote. */
  readonly defect: DefectSummary | null;
  /** The build it happened on, as far as anybody says. */
  readonly build: string | null;
  /** Other units that show it. */
  readonly others: number;
}

export interface KnownFacts {
  readonly isSeen: boolean;
  readonly defect: DefectSummary | undefined;
  readonly build: string | null;
  readonly others: number;
  /** Versions of the model, the oldest first. */
  readonly builds: readonly string[];
}

/** The place of a build among those of its model; -1 where nobody entered it. */
export const placeOf = (builds: readonly string[], build: string | null): number =>
  build === null
    ? -1
    : builds.findIndex((version) => version.toLowerCase() === build.trim().toLowerCase());

/** Whether the build has the fix; undefined where their order is not known. */
export function hasFix(
  builds: readonly string[],
  build: string | null,
  fixBuild: string,
): boolean | undefined {
  const [own, fix] = [placeOf(builds, build), placeOf(builds, fixBuild)];
  return own < 0 || fix < 0 ? undefined : own >= fix;
}

function kindOf({ isSeen, defect, build, builds }: KnownFacts): KnownKind {
  if (!defect) return isSeen ? 'seen' : 'new';
  if (defect.status !== 'resolved' && defect.status !== 'verified') return 'working';
  if (defect.resolution !== 'fixed' || defect.fixBuild === null) return 'closed';
  const isFixed = hasFix(builds, build, defect.fixBuild);
  return isFixed === undefined ? 'fixed' : isFixed ? 'fixed_before' : 'fixed_later';
}

export const knownOf = (facts: KnownFacts): Known => ({
  kind: kindOf(facts),
  defect: facts.defect ?? null,
  build: facts.build,
  others: facts.others,
});

/** The sentence that says so, and the facts it names. */
export const knownWords = ({ kind, defect, build }: Known): { key: string; facts: Facts } => ({
  key: `reports.known.${kind === 'fixed' && build === null ? 'fixed_somewhere' : kind}`,
  facts: { ref: defect?.ref ?? '', fix: defect?.fixBuild ?? '', build: build ?? '' },
});

/** By the reference of the crash's group. */
export type KnownOf = (
  report: Pick<Report, 'id' | 'unitId' | 'modelCode' | 'build' | 'attachments'>,
) => Promise<ReadonlyMap<string, Known>>;

/** A report that has crashes of a group, and is linked to a defect. */
export interface LinkedCrash {
  readonly defect: DefectSummary;
  readonly role: CrashRole;
}

/**
 * Of the group's crashes in a report: there are no others, the first is one of them (what the queue
 * names the report after), or neither.
 */
export type CrashRole = 'sole' | 'first' | 'other';

/** The defect that most of them name, the newest of equals, and how many do. */
function mostNamed(links: readonly LinkedCrash[]) {
  const counts = new Map<string, { readonly defect: DefectSummary; readonly count: number }>();
  for (const { defect } of links)
    counts.set(defect.id, { defect, count: (counts.get(defect.id)?.count ?? 0) + 1 });
  const [first] = [...counts.values()].sort(
    (one, other) => other.count - one.count || (one.defect.id < other.defect.id ? 1 : -1),
  );
  return first;
}

/**
 * The defect behind a group of crashes: what its reports are linked to. A report with other crashes
 * too may be linked for one of those: the first counts where no report has this one alone, and what
 * is neither counts only when most of them agree.
 */
export function defectBehind(links: readonly LinkedCrash[]): DefectSummary | undefined {
  const by = (role: CrashRole) => mostNamed(links.filter((link) => link.role === role));
  const told = by('sole') ?? by('first');
  if (told) return told.defect;
  const most = mostNamed(links);
  return most && most.count > 1 && most.count * 2 > links.length ? most.defect : undefined;
}
