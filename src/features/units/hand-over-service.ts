import { later, type Clock } from '../../kernel/clock.js';
import { Conflict, Forbidden, InvalidInput, NotFound } from '../../kernel/errors.js';
import { newCode, newId } from '../../kernel/ids.js';
import type { News } from '../../kernel/news.js';
import type { Notify } from '../../kernel/notice.js';
import { hasRole, type Language, type Viewer } from '../../kernel/people.js';
import { isDigits, newDigits, sealDigits } from './hand-over-code.js';
import { obstacleOf, outcomeOf, planFor, wasReceivedBy } from './hand-over-receiver.js';
import type { HandOverStore } from './hand-over-store.js';
import {
  HAND_OVER_TRIES,
  HAND_OVER_TTL_MS,
  kindsFor,
  whyOver,
  type Checklist,
  type Finding,
  type HandedOver,
  type HandOver,
  type HandOverKind,
  type HandOverRefusal,
  type HandOverView,
  type OpenOffer,
  type OpenOfferFor,
  type Receiving,
} from './hand-over.js';
import type { PhotoService, TakenFile } from './photo-service.js';
import { illegalMove } from './unit-move.js';
import { known, type Mover } from './unit-move-service.js';
import { toCard, type Acceptance } from './unit-card.js';
import type { UnitStore } from './unit-store.js';
import type { Unit } from './unit.js';

export interface HandOverServiceDeps {
  readonly handOvers: HandOverStore;
  readonly units: Pick<UnitStore, 'byId' | 'byRef' | 'heldByRef'>;
  readonly mover: Mover;
  readonly photos: Pick<PhotoService, 'take' | 'share'>;
  readonly openOfferFor: OpenOfferFor;
  readonly notify: Notify;
  readonly handedOver: News<HandedOver>;
  readonly accepted: News<Acceptance>;
  readonly clock: Clock;
  readonly secret: string;
}

/** One side's look at the unit, as the form brings it. */
export interface Look {
  readonly checks: Checklist;
  readonly note: string;
  readonly files: readonly TakenFile[];
}

/** What the receiver types and confirms. */
export interface Redemption extends Look {
  readonly code: string;
  /** Hash of the text on the page, and its language; only from fan to fan. */
  readonly signed: { readonly hash: string; readonly language: Language } | undefined;
}

type Actor = Pick<Viewer, 'id' | 'roles'>;
export type HandOverService = ReturnType<typeof createHandOverService>;

const KEY_LENGTH = 10;

/** Passing a unit from hand to hand: the giver opens it, the receiver's code closes it. */
export function createHandOverService(deps: HandOverServiceDeps) {
  const { handOvers, units, mover, photos, clock, secret } = deps;

  const unitFor = (ref: string, giver: Actor): Promise<Unit> =>
    known(hasRole(giver as Viewer, 'admin') ? units.byRef(ref) : units.heldByRef(giver.id, ref));

  const kindsOf = (unit: Unit, giver: Actor): readonly HandOverKind[] =>
    kindsFor(unit.state, unit.holderId === giver.id ? 'holder' : 'admin');

  /** What the giver may open for this unit; Conflict names the state when it is nothing. */
  async function choices(ref: string, giver: Actor) {
    const unit = await unitFor(ref, giver);
    const kinds = kindsOf(unit, giver);
    if (kinds.length === 0) throw illegalMove(unit);
    return { unit, kinds };
  }

  /** The code is returned here and nowhere else. An open one of the unit before it is void. */
  async function open(
    ref: string,
    giver: Actor,
    asked: Look & { readonly kind: HandOverKind; readonly hasWiped: boolean },
  ): Promise<{ readonly handOver: HandOver; readonly code: string }> {
    const { unit, kinds } = await choices(ref, giver);
    if (!kinds.includes(asked.kind)) throw illegalMove(unit);
    if (asked.kind === 'back' && !asked.hasWiped)
      throw new InvalidInput({ wiped: { code: 'required' } });
    await mover.assertMay(unit, asked.kind === 'back' ? 'receive' : 'hand_over');
    const now = clock.now();
    const id = newId(now);
    const code = newDigits();
    const partyIds = [...new Set([giver.id, unit.holderId ?? giver.id])];
    const handOver: HandOver = {
      ...{ id, key: newCode(KEY_LENGTH), unitId: unit.id, unitRef: unit.ref },
      ...{ kind: asked.kind, giverId: giver.id, state: 'open', triesLeft: HAND_OVER_TRIES },
      codeHmac: sealDigits(secret, id, code),
      expiresAt: later(now, HAND_OVER_TTL_MS),
      given: await finding(asked, id, giver.id, partyIds),
      wipedAt: asked.kind === 'back' ? now : null,
      ...{ receiverId: null, received: null, attempts: [], createdAt: now, doneAt: null },
    };
    if (!(await handOvers.open(handOver))) throw new Conflict('units.changed');
    return { handOver, code };
  }

  async function finding(
    { checks, note, files }: Look,
    handOverId: string,
    byId: string,
    partyIds: readonly string[],
  ): Promise<Finding> {
    const taken = await photos.take(files, { byId, partyIds, about: `hand_over:${handOverId}` });
    return { checks, note, photos: taken.map(({ id, sha256 }) => ({ id, sha256 })) };
  }

  async function offerOf(handOver: HandOver, unit: Unit, receiver: Actor) {
    if (handOver.kind !== 'person' || handOver.giverId === receiver.id) return undefined;
    return deps.openOfferFor(receiver.id, unit.roundId);
  }

  /** Strangers are told that it is over, and nothing of the unit. */
  async function view(key: string, viewer: Actor): Promise<HandOverView> {
    const handOver = await known(handOvers.byKey(key));
    const unit = await known(units.byId(handOver.unitId));
    const offer = await offerOf(handOver, unit, viewer);
    return {
      ...{ handOver, unit, offer },
      over: whyOver(handOver, clock.now()),
      isGiver: handOver.giverId === viewer.id,
      obstacle: obstacleOf(handOver, unit, viewer, offer),
    };
  }

  /** Tries the code and, when it is right and the person may, moves the unit and both seats. */
  async function redeem(key: string, receiver: Actor, typed: Redemption): Promise<Unit> {
    const handOver = await known(handOvers.byKey(key));
    if (handOver.giverId === receiver.id) throw new Forbidden('units.hand_over_own');
    const now = clock.now();
    const refuse = async (outcome: HandOverRefusal): Promise<Conflict> => {
      await handOvers.recordAttempt(handOver.id, { at: now, byId: receiver.id, outcome });
      return new Conflict(`units.hand_over_${outcome}`, { ref: handOver.unitRef });
    };
    const unit = await known(units.byId(handOver.unitId));
    // The same button pressed twice by who has just received it.
    if (wasReceivedBy(unit, handOver, receiver.id)) return unit;
    const tried = await handOvers.takeTry(handOver.id, now);
    if (!tried) throw await refuse(whyOver((await handOvers.byKey(key))!, now) ?? 'expired');
    if (!isDigits(secret, handOver, typed.code)) {
      const refusal = await refuse('wrong_code');
      if (tried.triesLeft > 0)
        throw new InvalidInput({
          code: { code: 'units.hand_over_wrong_code', facts: { count: tried.triesLeft } },
        });
      await handOvers.close(handOver.id, 'locked');
      throw new Conflict('units.hand_over_locked', refusal.facts);
    }
    const offer = await offerOf(handOver, unit, receiver);
    const obstacle = obstacleOf(handOver, unit, receiver, offer);
    if (obstacle) throw await refuse(obstacle);
    if (offer && offer.agreement.hash !== typed.signed?.hash)
      throw new InvalidInput({ agree: { code: 'units.hand_over_text_changed' } });
    return complete(handOver, receiver, typed, offer, refuse);
  }

  async function complete(
    handOver: HandOver,
    receiver: Actor,
    typed: Redemption,
    offer: OpenOffer | undefined,
    refuse: (outcome: HandOverRefusal) => Promise<Conflict>,
  ): Promise<Unit> {
    const parties = [handOver.giverId, receiver.id];
    const received = await finding(typed, handOver.id, receiver.id, parties);
    const consent = offer && {
      version: offer.agreement.version,
      hash: offer.agreement.hash,
      language: typed.signed?.language ?? 'en',
      at: clock.now(),
    };
    let before: Unit | undefined;
    try {
      const unit = await mover.move(
        () => known(units.byId(handOver.unitId)),
        (now) => {
          before = now;
          const allocationId = offer?.allocationId ?? now.allocationId ?? '';
          const receiving = { receiverId: receiver.id, received, allocationId, consent };
          return planFor(handOver, now, receiving);
        },
      );
      await settle(handOver, before, unit, { receiverId: receiver.id, received, consent });
      return unit;
    } catch (error) {
      const now = await units.byId(handOver.unitId);
      if (now && wasReceivedBy(now, handOver, receiver.id)) return now;
      if (error instanceof Conflict) await refuse(outcomeOf(error));
      throw error;
    }
  }

  async function settle(
    handOver: HandOver,
    before: Unit | undefined,
    unit: Unit,
    { receiverId, received, consent }: Omit<Receiving, 'allocationId'>,
  ): Promise<void> {
    const { at } = unit.events.at(-1)!;
    await handOvers.finish(handOver.id, { receiverId, received, doneAt: at });
    await photos.share(
      handOver.given.photos.map(({ id }) => id),
      receiverId,
    );
    await deps.notify({
      ...{ personId: handOver.giverId, topic: 'custody', key: `hand_over:${handOver.id}` },
      text: 'units.notices.passed_on',
      facts: { ref: unit.ref },
      link: `/hand-overs/${handOver.key}`,
    });
    if (handOver.kind === 'back') return;
    const allocationId = unit.allocationId ?? '';
    const previous = before?.allocationId ?? null;
    const card = toCard(unit);
    await deps.handedOver.publish({
      ...{ unit: card, unitId: unit.id, personId: receiverId, allocationId, at },
      fromId: handOver.kind === 'person' ? handOver.giverId : null,
      previousAllocationId: previous === allocationId ? null : previous,
      consent: consent ?? null,
    });
    await deps.accepted.publish({ unit: card, personId: receiverId, allocationId, at });
  }

  return {
    choices,
    open,
    view,
    redeem,
    ofUnit: handOvers.ofUnit,

    async cancel(key: string, giver: Actor): Promise<HandOver> {
      const handOver = await known(handOvers.byKey(key));
      if (handOver.giverId !== giver.id) throw new NotFound();
      if (!(await handOvers.close(handOver.id, 'cancelled')) && handOver.state !== 'cancelled')
        throw new Conflict('units.hand_over_not_open');
      return handOver;
    },
  };
}
