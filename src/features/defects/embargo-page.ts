import type { Viewer } from '../../kernel/people.js';
import { calendarDay, parseLocalTime } from '../../kernel/time-zone.js';
import type { PersonCard } from '../accounts/index.js';
import type { Defect } from './defect.js';
import { revealedBy } from './embargo.js';
import type { Help } from './triage.js';

export interface EmbargoFacts {
  readonly defect: Defect;
  /** That QA published. */
  readonly steps: readonly Help[];
  readonly people: ReadonlyMap<string, PersonCard>;
  readonly viewer: Viewer;
  /** Private reports behind it. */
  readonly privateCount: number;
  /** In which planned days are meant. */
  readonly zone: string;
}

/** Setting an embargo, and what lifting it makes public. */
export const embargoModel = (facts: EmbargoFacts) => {
  const { defect, steps, people, viewer, privateCount, zone } = facts;
  const { ref, title, note, embargo } = defect;
  const until = embargo?.until ? calendarDay(embargo.until, zone) : undefined;
  return {
    defect: { ref, title, note },
    embargo,
    until,
    // So that everybody reads the same day, wherever they are.
    untilNoon: until && parseLocalTime(`${until}T12:00`, 'UTC'),
    privateCount,
    revealed: revealedBy(defect, steps),
    proposer: embargo?.lift ? people.get(embargo.lift.byId)?.name : undefined,
    proposedAt: embargo?.lift?.at,
    canPropose: embargo !== null && embargo.lift === null,
    canLift: embargo?.lift ? embargo.lift.byId !== viewer.id : false,
  };
};
