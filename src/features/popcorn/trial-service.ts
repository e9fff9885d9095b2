import { isStaff, type Viewer } from '../../kernel/people.js';
import type { Release } from '../releases/index.js';
import type { Reports } from '../reports/index.js';
import type { Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import { trialOf, type Trial } from './trial.js';

export interface TrialDeps {
  readonly rounds: Pick<Rounds['service'], 'buildsOf'>;
  readonly units: Pick<Units['service'], 'acceptancesBy'>;
  readonly reports: Pick<Reports, 'buildsToldBy'>;
}

export type Trials = ReturnType<typeof createTrials>;
type Tried = Pick<Release, 'modelCode' | 'build'>;

/** Who may speak about a release: whoever has used its build and did not make it. */
export function createTrials({ rounds, units, reports }: TrialDeps) {
  /** By the units that the person has now, staff or not. */
  async function ofPerson(personId: string, release: Tried): Promise<Trial> {
    const [acceptances, builds, told] = await Promise.all([
      units.acceptancesBy(personId),
      rounds.buildsOf(release.modelCode),
      reports.buildsToldBy(personId, release.modelCode),
    ]);
    return trialOf(acceptances, release, builds, told);
  }
  return {
    ofPerson,
    async of(viewer: Viewer, release: Tried): Promise<Trial> {
      return isStaff(viewer) ? { kind: 'staff' } : ofPerson(viewer.id, release);
    },
  };
}
