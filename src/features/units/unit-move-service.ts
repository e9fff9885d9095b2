import type { Clock } from '../../kernel/clock.js';
import { Conflict, NotFound } from '../../kernel/errors.js';
import type { News } from '../../kernel/news.js';
import type { Notify, NoticeTopic } from '../../kernel/notice.js';
import { illegalMove, lastOf, planMove, type MoveRequest } from './unit-move.js';
import { toCard, type UnitCard } from './unit-card.js';
import type { UnitStore } from './unit-store.js';
import { needsConsent, nextState, type Unit, type UnitAction } from './unit.js';

/** A unit left its allocation: it came back, was lost, handed on, given away or written off. */
export interface Departure {
  readonly unit: UnitCard;
  readonly allocationId: string;
  readonly action: UnitAction;
  readonly at: Date;
}

/** Whether the seat's consent is to the text that is in force; nothing leaves the house without. */
export type MayShip = (allocationId: string) => Promise<boolean>;

export interface MoverDeps {
  readonly units: Pick<UnitStore, 'move'>;
  readonly clock: Clock;
  readonly mayShip: MayShip;
  readonly departed: News<Departure>;
  readonly notify: Notify;
}

export type Mover = ReturnType<typeof createMover>;

/** Moves that the holder hears of, and under which topic. */
const TOLD: Partial<Record<UnitAction, NoticeTopic>> = {
  ship: 'shipment',
  call_back: 'due',
  receive: 'custody',
};

/** Every failed attempt is somebody else's success, so few are ever needed. */
const MOVE_ATTEMPTS = 5;

export const known = async <Found>(reading: Promise<Found | undefined>): Promise<Found> => {
  const found = await reading;
  if (found === undefined) throw new NotFound();
  return found;
};

/** Makes moves of one unit: each is one conditional update that also pushes its custody event. */
export function createMover({ units, clock, mayShip, departed, notify }: MoverDeps) {
  /**
   * Plans the move on the unit as it is and stores it; when somebody was faster it looks again, so
   * that a refusal always names the state that is true now.
   */
  async function move(
    load: () => Promise<Unit>,
    plan: (unit: Unit) => Omit<MoveRequest, 'at'>,
  ): Promise<Unit> {
    for (let attempt = 0; attempt < MOVE_ATTEMPTS; attempt += 1) {
      const unit = await load();
      const request = { ...plan(unit), at: clock.now() };
      await assertMay(unit, request.action);
      const moved = await units.move(unit.id, planMove({ ...unit, last: lastOf(unit) }, request));
      if (moved === 'taken') throw new Conflict('units.seat_taken');
      if (moved) {
        if (!request.leavesSeat) await tellDeparture(unit, moved, request.action);
        await tellHolder(unit, moved, request.action);
        return moved;
      }
    }
    throw new Conflict('units.changed');
  }

  /** Throws the Conflict that says why the unit can't make the move now. */
  async function assertMay(unit: Unit, action: UnitAction): Promise<void> {
    const { ref, state, allocationId } = unit;
    if (!nextState(state, action)) throw illegalMove(unit);
    if (!allocationId || !needsConsent(action, state)) return;
    if (!(await mayShip(allocationId))) throw new Conflict('units.consent_needed', { ref });
  }

  async function tellDeparture(before: Unit, unit: Unit, action: UnitAction): Promise<void> {
    const { allocationId } = before;
    // A release comes from the allocation itself, which needs no news of it.
    if (allocationId === null || action === 'release') return;
    if (allocationId === unit.allocationId) return;
    await departed.publish({ unit: toCard(unit), allocationId, action, at: clock.now() });
  }

  async function tellHolder(before: Unit, unit: Unit, action: UnitAction): Promise<void> {
    const topic = TOLD[action];
    const personId = before.holderId;
    if (!topic || personId === null) return;
    const { carrier = '', number = '' } = unit.events.at(-1)?.facts ?? {};
    const returnAt = unit.returnBy?.toISOString() ?? '';
    await notify({
      ...{ personId, topic, key: `unit:${unit.id}:${unit.seq}` },
      text: `units.notices.${action}`,
      facts: { ref: unit.ref, carrier, number, returnAt },
      link: action === 'receive' ? '/units' : `/units/${unit.ref}`,
    });
  }

  return { move, assertMay };
}
