import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { Accounts } from '../accounts/index.js';
import { rotaRoutes } from './rota-routes.js';
import { notesModel } from './rota-page.js';
import { createRotaService } from './rota-service.js';
import { createShiftQueries } from './shift-queries.js';
import { createShiftStore } from './shift-store.js';

export type { Shift } from './shift.js';

export interface RotaDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly accounts: Pick<Accounts, 'withRole' | 'cards'>;
  readonly programmeZone: string;
}

export type Rota = ReturnType<typeof createRota>;

/** Who answers when, and what they leave to each other. */
export function createRota(deps: RotaDeps) {
  const service = createRotaService({
    ...{ people: deps.accounts, clock: deps.clock },
    shifts: createShiftStore(deps.connection),
    queries: createShiftQueries(deps.connection),
  });
  return {
    /** Ids of the engineers on duty then; all of QA while no shift covers the time. */
    onDutyAt: service.onDutyAt,
    /** Shifts with a part of them at `from` or later, before `to`. */
    shiftsBetween: service.between,
    /** Notes that the person is to read now, as the partial `rota/_notes` takes them. */
    async notesFor(personId: string) {
      const notes = await service.notesFor(personId);
      if (notes.length === 0) return [];
      const cards = await deps.accounts.cards(notes.map((shift) => shift.personId));
      return notesModel(notes, new Map([...cards].map(([id, { name }]) => [id, name])));
    },
    service: { add: service.add, leaveNote: service.leaveNote },
    routes: rotaRoutes({ ...deps, service, people: deps.accounts }),
    jobs: [],
  };
}
