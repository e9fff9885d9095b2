import { later, type Clock } from '../../kernel/clock.js';
import type { Viewer } from '../../kernel/people.js';
import { parseLocalTime } from '../../kernel/time-zone.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Retry, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import { periodOf, shiftPeriod, startOf } from '../standing/index.js';
import { rotaModel, WEEKS_SHOWN } from './rota-page.js';
import type { RotaService } from './rota-service.js';
import * as input from './shift-input.js';
import { NOTE_UNTIL_MS } from './shift.js';

export interface RotaRoutesDeps {
  readonly service: RotaService;
  readonly people: Pick<Accounts, 'withRole'>;
  readonly clock: Clock;
  readonly programmeZone: string;
}

export function rotaRoutes({ service, people, clock, programmeZone }: RotaRoutesDeps) {
  async function show(viewer: Viewer): Promise<Reply> {
    const now = clock.now();
    const week = periodOf(now, programmeZone);
    const from = startOf(week, programmeZone);
    const [shifts, notes, engineers, onDuty] = await Promise.all([
      // The last shift of Sunday may leave its note on Monday.
      service.between(
        later(from, -NOTE_UNTIL_MS),
        startOf(shiftPeriod(week, WEEKS_SHOWN), programmeZone),
      ),
      service.notesFor(viewer.id),
      people.withRole('qa'),
      service.onDutyAt(now),
    ]);
    const model = rotaModel({
      ...{ shifts, notes, engineers, onDuty, viewer, now, programmeZone, from },
    });
    return page('rota/show', text('rota.title'), model);
  }
  const retry = ({ viewer }: Retry<Viewer>) => show(viewer);
  const done = (flash: string) => redirect('/desk/rota', `rota.flash.${flash}`);

  const routes: readonly Route[] = [
    get('/desk/rota', { access: 'staff', handle: ({ viewer }) => show(viewer) }),
    post('/desk/rota', {
      access: 'staff',
      input: input.addShift,
      retry,
      async handle({ input: { person, startsAt, endsAt, remark }, viewer }) {
        await service.add(viewer, {
          ...{ personId: person ?? viewer.id, remark },
          startsAt: parseLocalTime(startsAt, programmeZone),
          endsAt: parseLocalTime(endsAt, programmeZone),
        });
        return done('added');
      },
    }),
    post('/desk/rota/:id/remove', {
      access: 'staff',
      input: input.nameShift,
      retry,
      async handle({ input: { id }, viewer }) {
        await service.remove(viewer, id);
        return done('removed');
      },
    }),
    post('/desk/rota/:id/note', {
      access: 'qa',
      input: input.leaveNote,
      retry,
      async handle({ input: { id, note }, viewer }) {
        await service.leaveNote(viewer, id, note);
        return done('noted');
      },
    }),
    post('/desk/rota/:id/read', {
      access: 'qa',
      input: input.readNote,
      retry,
      async handle({ input: { id, seen, next }, viewer }) {
        await service.readNote(viewer, id, seen);
        return redirect(next ?? '/desk/rota', 'rota.flash.read');
      },
    }),
  ];
  return routes;
}
