import type { Clock } from '../../kernel/clock.js';
import { Conflict, InvalidInput, NotFound, Unavailable, type Facts } from '../../kernel/errors.js';
import { newCode } from '../../kernel/ids.js';
import type { News } from '../../kernel/news.js';
import { parseLocalTime } from '../../kernel/time-zone.js';
import { opensBox, printedCode, sealBoxCode } from './box-code.js';
import { consentFacts, consentOf, signingOf, type SignedConsent } from './consent.js';
import { illegalMove, lastOf, planMove } from './unit-move.js';
import { known, type Mover } from './unit-move-service.js';
import { toCard, type Acceptance, type UnitCard } from './unit-card.js';
import type { UnitQueries } from './unit-queries.js';
import type { UnitStore } from './unit-store.js';
import type { UnitWatchQueries } from './unit-watch-queries.js';
import {
  BOX_CODE_LENGTH,
  givesCode,
  nextState,
  preferenceOrder,
  type AdminAction,
  type Unit,
  type UnitAction,
} from './unit.js';

/** A signature that asks for a unit. */
export interface Binding {
  readonly allocationId: string;
  readonly personId: string;
  /** Only a unit of that revision will do; null where any will. */
  readonly hardwareRevision: string | null;
  readonly consent: SignedConsent;
}

/** A move that another feature asks for, such as a case that was decided. */
export interface AskedMove {
  /** Null when no person did it. */
  readonly byId: string | null;
  /** Kept in the custody event for good. */
  readonly facts: Facts;
  /** An exchange: the seat goes on with another unit. */
  readonly leavesSeat?: boolean;
}

export interface UnitServiceDeps {
  readonly units: UnitStore;
  readonly queries: UnitQueries;
  readonly clock: Clock;
  readonly secret: string;
  readonly accepted: News<Acceptance>;
  readonly mover: Mover;
  readonly watch: UnitWatchQueries;
  /** Where the day ends on which a unit must be back. */
  readonly programmeZone: string;
}

export type UnitService = ReturnType<typeof createUnitService>;

const isTakenOver = ({ state }: Unit): boolean => state === 'accepted' || state === 'in_test';

const BIND_ATTEMPTS = 40;
/** After so many units lost to others the list of free ones is read again: it is shorter then. */
const TRIES_PER_LIST = 2;

export function createUnitService(deps: UnitServiceDeps) {
  const { units, queries, watch, clock, secret } = deps;
  const { move } = deps.mover;

  /**
   * One conditional update of one free unit. The unique index on the allocation refuses a second
   * unit for it, so that the same signature sent twice gets the same unit twice.
   */
  async function bind(roundId: string, binding: Binding): Promise<UnitCard> {
    const { allocationId, personId, hardwareRevision, consent } = binding;
    const facts = { allocation: allocationId, ...consentFacts(consent) };
    for (let attempt = 0; attempt < BIND_ATTEMPTS; attempt += 1) {
      const free = await units.freeUnits(roundId, hardwareRevision);
      if (free.length === 0) return ownOrNone(allocationId);
      for (const unit of preferenceOrder(free, allocationId).slice(0, TRIES_PER_LIST)) {
        const request = {
          action: 'reserve',
          at: clock.now(),
          byId: personId,
          facts,
          bindTo: { holderId: personId, allocationId },
        } as const;
        const moved = await units.move(unit.id, planMove(unit, request));
        const own = moved === 'taken' ? await units.byAllocation(allocationId) : moved;
        if (own) return toCard(own);
      }
    }
    throw new Unavailable();
  }

  /** The last free unit may have gone to this very allocation, by the same button pressed twice. */
  async function ownOrNone(allocationId: string): Promise<UnitCard> {
    const bound = await units.byAllocation(allocationId);
    if (!bound) throw new Conflict('units.none_left');
    return toCard(bound);
  }

  async function release(allocationId: string, reason: string): Promise<boolean> {
    try {
      await move(
        () => known(units.byAllocation(allocationId)),
        () => ({ action: 'release', byId: null, facts: { allocation: allocationId, reason } }),
      );
      return true;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  }

  /** Takes a try before it looks at the code; the fifth wrong one locks it. */
  async function spendTry(unit: Unit, typed: string): Promise<void> {
    const boxCode = await units.takeTry(unit.id);
    if (!boxCode) throw new Conflict('units.code_locked');
    if (opensBox(secret, unit.id, typed, boxCode)) return;
    if (boxCode.triesLeft === 0) throw new Conflict('units.code_locked');
    const facts = { count: boxCode.triesLeft };
    throw new InvalidInput({ code: { code: 'units.wrong_code', facts } });
  }

  async function accept(personId: string, ref: string, code: string): Promise<UnitCard> {
    const load = () => known(units.heldByRef(personId, ref));
    const unit = await load();
    if (isTakenOver(unit)) return toCard(unit);
    if (!nextState(unit.state, 'accept')) throw illegalMove(unit);
    try {
      await spendTry(unit, code);
      return await takeOver(personId, load);
    } catch (error) {
      // The button pressed twice at once: the other press may have done it.
      const now = error instanceof Conflict ? await load() : unit;
      if (isTakenOver(now)) return toCard(now);
      throw error;
    }
  }

  async function takeOver(personId: string, load: () => Promise<Unit>): Promise<UnitCard> {
    const moved = await move(load, ({ allocationId }) => ({
      action: 'accept',
      byId: personId,
      facts: { allocation: allocationId ?? '' },
    }));
    const { at, facts } = moved.events.at(-1)!;
    const unit = toCard(moved);
    const allocationId = String(facts['allocation']);
    await deps.accepted.publish({ unit, personId, allocationId, at });
    return unit;
  }

  return {
    bind,
    release,
    accept,

    async unitOfAllocation(allocationId: string): Promise<UnitCard | undefined> {
      const unit = await units.byAllocation(allocationId);
      return unit && toCard(unit);
    },
    /** What was signed for the unit that the allocation has, from its custody event. */
    async bindingOf(
      allocationId: string,
    ): Promise<{ readonly unit: UnitCard; readonly consent: SignedConsent } | undefined> {
      const unit = await units.byAllocation(allocationId);
      const signing = unit && signingOf(unit);
      return unit && signing && { unit: toCard(unit), consent: consentOf(signing.facts) };
    },
    unitsOfAllocations: queries.ofAllocations,
    reservedUnits: queries.reserved,
    unitsHeldBy: queries.heldBy,
    unitOf: (personId: string, ref: string): Promise<Unit> => known(units.heldByRef(personId, ref)),
    unitByRef: (ref: string): Promise<Unit> => known(units.byRef(ref)),
    acceptedUnits: queries.acceptances,
    acceptancesBy: queries.acceptancesBy,
    cards: queries.cards,
    idBySerial: queries.idBySerial,
    countFree: queries.countFree,
    ...watch,

    /** Proof that the holder has the unit: a log of it, a photo, an answer. */
    markSeen: units.markSeen,

    async markInTest(unitId: string): Promise<void> {
      const unit = await units.byId(unitId);
      if (unit?.state !== 'accepted') return;
      const request = { action: 'start_test', at: clock.now(), byId: unit.holderId } as const;
      // Whoever was faster has started the test or called the unit back: both are fine.
      await units.move(unit.id, planMove({ ...unit, last: lastOf(unit) }, request));
    },

    async noteBuild(unitId: string, build: string): Promise<void> {
      await units.setBuild(unitId, build);
    },

    /** The holder's parcel, with their signature that their data is erased. */
    async sendBack(
      personId: string,
      ref: string,
      parcel: { readonly carrier: string; readonly number: string },
    ): Promise<void> {
      await move(
        () => known(units.heldByRef(personId, ref)),
        () => {
          const wiped = { wiped_by: personId, wiped_at: clock.now().toISOString() };
          return { action: 'send_back', byId: personId, facts: { ...parcel, ...wiped } };
        },
      );
    },

    /** A move that another feature has decided on; Conflict names the state when it is illegal. */
    async move(ref: string, action: UnitAction, asked: AskedMove): Promise<UnitCard> {
      const load = () => known(units.byRef(ref));
      return toCard(await move(load, () => ({ ...requestOf(action, asked.facts), ...asked })));
    },

    /** A move by hand. `code` is the fresh box code where the move gives one, shown only now. */
    async moveByAdmin(
      ref: string,
      action: AdminAction,
      facts: Facts,
      adminId: string,
    ): Promise<{ readonly unit: Unit; readonly code: string | undefined }> {
      let code: string | undefined;
      const unit = await move(
        () => known(units.byRef(ref)),
        ({ id }) => {
          code = givesCode(action) ? newCode(BOX_CODE_LENGTH) : undefined;
          const boxCode = code ? { boxCode: sealBoxCode(secret, id, code) } : {};
          return { ...requestOf(action, facts), byId: adminId, facts, ...boxCode };
        },
      );
      return { unit, code: code && printedCode(code) };
    },
  };

  function requestOf(action: UnitAction, facts: Facts) {
    const day = facts['return_by'];
    if (action !== 'call_back' || day === undefined) return { action };
    return { action, returnBy: parseLocalTime(`${day}T23:59`, deps.programmeZone) };
  }
}
