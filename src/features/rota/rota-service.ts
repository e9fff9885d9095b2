import type { Clock } from '../../kernel/clock.js';
import { Conflict, Forbidden, InvalidInput, NotFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { hasRole, type Viewer } from '../../kernel/people.js';
import { shareReads } from '../../kernel/share-reads.js';
import type { Accounts } from '../accounts/index.js';
import type { ShiftQueries } from './shift-queries.js';
import type { ShiftStore } from './shift-store.js';
import { mayNote, onDuty, problemOf, type Shift, type ShiftTimes } from './shift.js';

export interface RotaServiceDeps {
  readonly shifts: ShiftStore;
  readonly queries: ShiftQueries;
  readonly people: Pick<Accounts, 'withRole'>;
  readonly clock: Clock;
}

export type RotaService = ReturnType<typeof createRotaService>;

export function createRotaService({ shifts, queries, people, clock }: RotaServiceDeps) {
  const engineers = async () => (await people.withRole('qa')).map(({ id }) => id);

  async function byId(id: string): Promise<Shift> {
    const shift = await shifts.byId(id);
    if (!shift) throw new NotFound();
    return shift;
  }

  /** Who is on duty then; everybody of QA while no shift covers the time. */
  const onDutyAt = async (at: Date): Promise<readonly string[]> =>
    onDuty(await queries.covering(at), await engineers());

  /** Asked for by each desk that opens. */
  const withNotes = shareReads(() => 'all', queries.withNotes);

  return {
    onDutyAt,

    /** Engineers plan their own shifts, admins anybody's. A form sent twice makes one. */
    async add(
      viewer: Viewer,
      planned: ShiftTimes & { readonly personId: string; readonly remark: string },
    ): Promise<void> {
      if (planned.personId !== viewer.id && !hasRole(viewer, 'admin')) throw new Forbidden();
      if (!(await engineers()).includes(planned.personId))
        throw new InvalidInput({ person: { code: 'not_a_choice' } });
      const now = clock.now();
      const [name, code] = problemOf(planned, now) ?? [];
      if (name !== undefined && code !== undefined) throw new InvalidInput({ [name]: { code } });
      const shift: Shift = {
        ...planned,
        id: newId(now),
        note: null,
        createdById: viewer.id,
        createdAt: now,
      };
      if (await shifts.add(shift)) return;
      const known = await shifts.byStart(shift);
      if (known?.endsAt.getTime() !== shift.endsAt.getTime())
        throw new InvalidInput({ startsAt: { code: 'rota.twice' } });
    },
    async remove(viewer: Viewer, id: string): Promise<void> {
      const shift = await shifts.byId(id);
      // Removed a moment ago, as it was to be.
      if (!shift) return;
      if (shift.personId !== viewer.id && !hasRole(viewer, 'admin')) throw new Forbidden();
      if (shift.startsAt <= clock.now()) throw new Conflict('rota.begun');
      await shifts.remove(id);
    },

    /** What whoever comes after has to know; written anew until somebody has read it. */
    async leaveNote(viewer: Viewer, id: string, text: string): Promise<void> {
      const shift = await byId(id);
      if (shift.personId !== viewer.id) throw new NotFound();
      const at = clock.now();
      if (!mayNote(shift, viewer.id, at) || !(await shifts.leaveNote(id, { text, at })))
        throw new Conflict('rota.note_over');
    },
    /** `seen` names the note by when it was written: one that was changed since stays to be read. */
    async readNote(viewer: Viewer, id: string, seen: Date): Promise<void> {
      const { personId, note } = await byId(id);
      if (personId === viewer.id) throw new Conflict('rota.own_note');
      const isRead = await shifts.markRead(id, seen, viewer, clock.now());
      if (!isRead && note?.at.getTime() !== seen.getTime()) throw new Conflict('rota.note_changed');
    },
    /** Notes of others that the person is to read: none while it is somebody else's duty. */
    async notesFor(personId: string): Promise<readonly Shift[]> {
      const now = clock.now();
      const left = (await withNotes(now)).filter((shift) => shift.personId !== personId);
      return left.length > 0 && (await onDutyAt(now)).includes(personId) ? left : [];
    },
    between: queries.between,
  };
}
