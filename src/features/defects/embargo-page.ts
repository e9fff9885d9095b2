import type { Viewer } from '../../kernel/people.js';
import type { PersonCard } from '../accounts/index.js';
import type { Defect } from './defect.js';
import { revealedBy } from './embargo.js';

export interface EmbargoFacts {
  readonly defect: Defect;
  readonly people: ReadonlyMap<string, PersonCard>;
  readonly viewer: Viewer;
  /** Private reports behind it. */
  readonly privateCount: number;
}

/** Setting an embargo, and what lifting it makes public. */
export const embargoModel = ({ defect, people, viewer, privateCount }: EmbargoFacts) => {
  const { ref, title, note, embargo } = defect;
  return {
    defect: { ref, title, note },
    embargo,
    privateCount,
    revealed: revealedBy(defect),
    proposer: embargo?.lift ? people.get(embargo.lift.byId)?.name : undefined,
    proposedAt: embargo?.lift?.at,
    canPropose: embargo !== null && embargo.lift === null,
    canLift: embargo?.lift ? embargo.lift.byId !== viewer.id : false,
  };
};
