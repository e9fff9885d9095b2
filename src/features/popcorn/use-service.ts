import { isStaff, type Viewer } from '../../kernel/people.js';
import type { Release } from '../releases/index.js';
import type { Reports } from '../reports/index.js';
import type { Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import { buildUseOf, type BuildUse } from './build-use.js';

export interface UseDeps {
  readonly rounds: Pick<Rounds['service'], 'buildsOf'>;
  readonly units: Pick<Units['service'], 'acceptancesBy'>;
  readonly reports: Pick<Reports, 'buildsToldBy'>;
}

export type Uses = ReturnType<typeof createUses>;
type Named = Pick<Release, 'modelCode' | 'build'>;

/** Who may speak about a release: whoever has used its build and did not make it. */
export function createUses({ rounds, units, reports }: UseDeps) {
  /** By the units that the person has now, staff or not. */
  async function ofPerson(personId: string, release: Named): Promise<BuildUse> {
    const [acceptances, builds, told] = await Promise.all([
      units.acceptancesBy(personId),
      rounds.buildsOf(release.modelCode),
      reports.buildsToldBy(personId, release.modelCode),
    ]);
    return buildUseOf(acceptances, release, builds, told);
  }
  return {
    ofPerson,
    async of(viewer: Viewer, release: Named): Promise<BuildUse> {
      return isStaff(viewer) ? { kind: 'staff' } : ofPerson(viewer.id, release);
    },
  };
}
