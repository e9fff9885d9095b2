import { Conflict } from '../../kernel/errors.js';
import type { Viewer } from '../../kernel/people.js';
import {
  handOverFacts,
  type HandOver,
  type HandOverRefusal,
  type OpenOffer,
  type Receiving,
} from './hand-over.js';
import { isHeld, type Unit } from './unit.js';

/** The custody event is the truth; the record of the hand-over may not have caught up yet. */
export const wasReceivedBy = (unit: Unit, { id }: HandOver, personId: string): boolean => {
  const event = unit.events.findLast(({ facts }) => facts['hand_over'] === id);
  return event !== undefined && event.byId === personId;
};

/** Why this person can't receive the unit, whatever code they have. */
export function obstacleOf(
  handOver: HandOver,
  unit: Unit,
  receiver: Pick<Viewer, 'id' | 'roles'>,
  offer: OpenOffer | undefined,
): HandOverRefusal | undefined {
  const { kind, giverId } = handOver;
  const isAdmin = receiver.roles.includes('admin');
  if (kind === 'out') return unit.holderId === receiver.id ? undefined : 'not_yours';
  if (unit.holderId !== giverId) return 'stale';
  if (kind === 'back') return isAdmin ? undefined : 'not_yours';
  if (!receiver.roles.includes('tester')) return 'not_yours';
  if (!offer) return 'no_offer';
  const { hardwareRevision } = offer;
  return hardwareRevision === null || hardwareRevision === unit.hardwareRevision
    ? undefined
    : 'other_revision';
}

/** Looks once more at who holds the unit: of two receivers the second finds it gone. */
export function planFor(handOver: HandOver, unit: Unit, receiving: Receiving) {
  const { kind, giverId } = handOver;
  const { receiverId, allocationId } = receiving;
  const holderId = kind === 'out' ? receiverId : giverId;
  if (unit.holderId !== holderId || isHeld(unit.state) === (kind === 'out'))
    throw new Conflict('units.hand_over_stale', { ref: handOver.unitRef });
  const facts = handOverFacts(handOver, unit, receiving);
  if (kind === 'back') return { action: 'receive', byId: receiverId, facts } as const;
  const bindTo = { holderId: receiverId, allocationId };
  return { action: 'hand_over', byId: receiverId, facts, bindTo } as const;
}

export const outcomeOf = ({ code }: Conflict): HandOverRefusal =>
  code === 'units.hand_over_stale' ? 'stale' : 'illegal';
