import type { Viewer } from '../../kernel/people.js';
import type { PersonCard } from '../accounts/index.js';
import type { Defect } from './defect.js';
import { revealedBy } from './embargo.js';

/** Setting an embargo, and what lifting it makes public. */
export const embargoModel = (
  defect: Defect,
  people: ReadonlyMap<string, PersonCard>,
  viewer: Viewer,
) => {
  const { ref, title, note, embargo } = defect;
  return {
    defect: { ref, title, note },
    embargo,
    revealed: revealedBy(defect),
    proposer: embargo?.lift ? people.get(embargo.lift.byId)?.name : undefined,
    proposedAt: embargo?.lift?.at,
    canPropose: embargo !== null && embargo.lift === null,
    canLift: embargo?.lift ? embargo.lift.byId !== viewer.id : false,
  };
};
