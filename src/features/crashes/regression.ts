import type { DefectSummary } from '../reports/index.js';
import type { Regression } from './crash-group.js';

/** A crash of a group as far as its build goes. */
export interface BuildSighting {
  readonly reportId: string;
  /** As the log names it, else as the report does. */
  readonly build: string | null;
  readonly reportBuild: string | null;
  readonly at: Date;
}

const isFixed = ({ status, fixBuild }: DefectSummary): boolean =>
  fixBuild !== null && (status === 'resolved' || status === 'verified');

/**
 * The newest crash in a build at or after the one that has the defect's fix. `builds` are those of
 * the model in their order; a build that is not among them proves nothing.
 */
export function findRegression(
  defect: DefectSummary,
  builds: readonly string[],
  sightings: readonly BuildSighting[],
): Regression | undefined {
  const from = builds.indexOf(defect.fixBuild ?? '');
  if (!isFixed(defect) || from < 0 || defect.fixBuild === null) return undefined;
  const fixed = new Set(builds.slice(from));
  const found = sightings.flatMap(({ reportId, build, reportBuild, at }) => {
    const named = [build, reportBuild].find((one) => one !== null && builds.includes(one));
    return named && fixed.has(named) ? [{ reportId, build: named, at }] : [];
  });
  const newest = found.sort((one, other) => other.at.getTime() - one.at.getTime())[0];
  return (
    newest && { defectId: defect.id, defectRef: defect.ref, fixBuild: defect.fixBuild, ...newest }
  );
}
