import type { Clock } from '../../kernel/clock.js';
import { Conflict } from '../../kernel/errors.js';
import type { Viewer } from '../../kernel/people.js';
import type { Defect, DefectDeed, DefectEvent } from './defect.js';
import type { DefectStep, DefectStore } from './defect-store.js';
import type { SpreadService } from './spread-service.js';

export interface DeedDeps {
  readonly defects: Pick<DefectStore, 'take'>;
  readonly spreading: Pick<SpreadService, 'spread'>;
  readonly clock: Clock;
}

export type By = Pick<Viewer, 'id'>;

export interface Deed extends Pick<DefectEvent, 'reason' | 'other'> {
  readonly action: DefectDeed;
  readonly changes: DefectStep['changes'];
}

/** Writes what somebody did besides the status; Conflict when another did something meanwhile. */
export const createTakeDeed =
  ({ defects, spreading, clock }: DeedDeps) =>
  async (before: Defect, { changes, ...said }: Deed, by: By): Promise<void> => {
    const { status, resolution, fixBuild } = before;
    const event = { at: clock.now(), byId: by.id, status, resolution, fixBuild, ...said };
    if (!(await defects.take(before, { changes, event }))) throw new Conflict('defects.changed');
    await spreading.spread(before.id);
  };

export type TakeDeed = ReturnType<typeof createTakeDeed>;
