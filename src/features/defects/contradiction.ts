import type { Defect } from './defect.js';

/** Something that shows a defect in a build: a crash in a log, or the answer to a retest. */
export interface Sighting {
  readonly build: string;
  readonly at: Date;
}

/**
 * Whether the sighting speaks against the defect's fix: it came after the fix was claimed, from a
 * build at or after the one that has it. `builds` are those of the model in their order; a build
 * that is not among them proves nothing, and a fix in one build is contradicted once.
 */
export function speaksAgainst(
  defect: Pick<Defect, 'status' | 'resolution' | 'fixBuild' | 'history'>,
  builds: readonly string[],
  { build, at }: Sighting,
): boolean {
  const { resolution, fixBuild, history, status } = defect;
  const isFixed = resolution === 'fixed' && (status === 'resolved' || status === 'verified');
  if (!isFixed || fixBuild === null) return false;
  const from = builds.indexOf(fixBuild);
  const claimed = history.findLast(({ action }) => action === 'resolve');
  const isKnown = history.some(
    (event) => event.action === 'contradict' && event.fixBuild === fixBuild,
  );
  return (
    !isKnown &&
    from >= 0 &&
    builds.indexOf(build) >= from &&
    (claimed === undefined || at >= claimed.at)
  );
}
