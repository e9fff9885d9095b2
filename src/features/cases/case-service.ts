import type { Clock } from '../../kernel/clock.js';
import { Conflict, Forbidden, InvalidInput, NotFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { hasRole, type Viewer } from '../../kernel/people.js';
import { parseLocalTime } from '../../kernel/time-zone.js';
import type { Counters } from '../../platform/counters.js';
import type { TakenFile, Unit, Units } from '../units/index.js';
import { assertPossible, lastHolderOf } from './case-rules.js';
import type { CaseEffects } from './effect-service.js';
import type { CaseQueries } from './case-queries.js';
import type { CaseStore, Ruling } from './case-store.js';
import {
  effectOf,
  HOLDER_KINDS,
  isAppealable,
  isWithin,
  mayDecide,
  mayDecideAppeal,
  NO_TERMS,
  OVERLAP_DAYS,
  RETURN_DAYS,
  type CaseKind,
  type Terms,
  type UnitCase,
} from './case.js';

export interface CaseServiceDeps {
  readonly cases: CaseStore;
  readonly queries: CaseQueries;
  readonly effects: CaseEffects;
  readonly units: Pick<Units, 'service' | 'photos'>;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly programmeZone: string;
}

/** What the form of a new case holds. */
export interface Opening {
  readonly unit: string;
  readonly kind: CaseKind;
  readonly reason: string;
  readonly files: readonly TakenFile[];
}

export interface Ruled {
  readonly isYes: boolean;
  readonly reason: string;
  readonly terms: Terms;
}

export type CaseService = ReturnType<typeof createCaseService>;

const CLOSED: Ruling = { holds: false, effect: 'none', terms: NO_TERMS, isOpen: false };

export function createCaseService(deps: CaseServiceDeps) {
  const { cases, queries, effects, units, counters, clock } = deps;

  /** The holder's own unit, or any for an admin. NotFound otherwise. */
  const unitFor = (ref: string, viewer: Viewer): Promise<Unit> =>
    hasRole(viewer, 'admin') ? units.service.unitByRef(ref) : units.service.unitOf(viewer.id, ref);

  /** For admins, whoever opened it, and whom it is about. NotFound for everybody else. */
  async function visible(ref: string, viewer: Viewer): Promise<UnitCase> {
    const found = await cases.byRef(ref);
    const isParty = found && [found.openedById, found.holderId].includes(viewer.id);
    if (!found || !(isParty || hasRole(viewer, 'admin'))) throw new NotFound();
    return found;
  }

  async function open(opening: Opening, viewer: Viewer): Promise<UnitCase> {
    const { kind, reason, files } = opening;
    const unit = await unitFor(opening.unit, viewer);
    const isOwn = HOLDER_KINDS.some((own) => own === kind);
    if (!isOwn && !hasRole(viewer, 'admin'))
      throw new InvalidInput({ kind: { code: 'not_a_choice' } });
    assertPossible(kind, NO_TERMS, unit);
    if (await queries.openOf(unit.id, kind)) throw new Conflict('cases.already_open');
    const openedAt = clock.now();
    const id = newId(openedAt);
    const holderId = lastHolderOf(unit);
    const partyIds = [...new Set([viewer.id, ...(holderId ? [holderId] : [])])];
    const photos = await units.photos.take(files, {
      byId: viewer.id,
      partyIds,
      about: `case:${id}`,
    });
    const fresh = await cases.add({
      id,
      ref: await counters.nextRef('case'),
      kind,
      unitId: unit.id,
      unitRef: unit.ref,
      roundId: unit.roundId,
      holderId,
      reason,
      photos: photos.map((photo) => photo.id),
      openedById: viewer.id,
      openedAt,
      state: 'proposed',
      isTold: false,
      decision: null,
      appeal: null,
      appealDecision: null,
      ...CLOSED,
      isOpen: true,
      replacementUnitId: null,
    });
    await effects.tell(fresh);
    return fresh;
  }

  /** What yes would mean for the unit, refused at once where it can't be. */
  async function rulingOf(found: UnitCase, typed: Terms): Promise<Ruling> {
    const unit = await units.service.unitByRef(found.unitRef);
    const terms = termsOf(found.kind, typed);
    assertPossible(found.kind, terms, unit);
    if (terms.outcome === 'replacement' && (await units.service.countFree(found.roundId)) === 0)
      throw new Conflict('units.none_left');
    const effect = effectOf(found, terms);
    return { holds: true, effect, terms, isOpen: effect === 'due' };
  }

  /** The terms that this kind takes, or the InvalidInput that names what is missing. */
  function termsOf(kind: CaseKind, { outcome, returnBy }: Terms): Terms {
    if (kind !== 'exchange' && kind !== 'damage') return NO_TERMS;
    if (kind === 'exchange' && !outcome) throw new InvalidInput({ outcome: { code: 'required' } });
    const isExchange = kind === 'exchange';
    if (isExchange && !returnBy) throw new InvalidInput({ returnBy: { code: 'required' } });
    const days = outcome === 'replacement' && isExchange ? OVERLAP_DAYS : RETURN_DAYS;
    const endsAt = returnBy && parseLocalTime(`${returnBy}T23:59`, deps.programmeZone);
    if (endsAt && !isWithin(endsAt, days, clock.now()))
      throw new InvalidInput({ returnBy: { code: 'cases.return_by', facts: { count: days } } });
    return { outcome: isExchange ? outcome : null, returnBy };
  }

  async function decide(ref: string, ruled: Ruled, admin: Viewer): Promise<UnitCase> {
    const found = await visible(ref, admin);
    if (found.state !== 'proposed') throw illegal(found);
    if (!mayDecide(found, admin.id)) throw new Forbidden('cases.second_person');
    const ruling = ruled.isYes ? await rulingOf(found, ruled.terms) : CLOSED;
    const decided = await cases.decide(
      found.id,
      {
        verdict: ruled.isYes ? 'approved' : 'refused',
        byId: admin.id,
        at: clock.now(),
        reason: ruled.reason,
      },
      ruling,
    );
    return followed(ref, decided);
  }

  async function appeal(ref: string, text: string, holder: Viewer): Promise<void> {
    const found = await visible(ref, holder);
    if (found.holderId !== holder.id) throw new NotFound();
    const now = clock.now();
    const isLegal = isAppealable(found, now);
    const appealed = isLegal ? await cases.appeal(found.id, holder.id, text, now) : undefined;
    if (appealed) return effects.tell(appealed);
    const at = await visible(ref, holder);
    const isLate = at.state === 'approved' || at.state === 'refused';
    throw isLate ? new Conflict('cases.appeal_late') : illegal(at);
  }

  async function decideAppeal(ref: string, ruled: Ruled, admin: Viewer): Promise<UnitCase> {
    const found = await visible(ref, admin);
    if (found.state !== 'appealed') throw illegal(found);
    if (!mayDecideAppeal(found, admin.id)) throw new Forbidden('cases.third_person');
    const decided = await cases.decideAppeal(
      found,
      {
        outcome: ruled.isYes ? 'overturned' : 'upheld',
        byId: admin.id,
        at: clock.now(),
        reason: ruled.reason,
      },
      await appealRuling(found, ruled),
    );
    // The unit has followed meanwhile, which is another case to rule on.
    if (!decided && (await cases.byRef(ref))?.state === 'appealed')
      return decideAppeal(ref, ruled, admin);
    return followed(ref, decided);
  }

  /** Turning a refusal is an approval; turning an approval ends what it says of the holder. */
  async function appealRuling(found: UnitCase, ruled: Ruled): Promise<Partial<Ruling>> {
    if (!ruled.isYes) return { isOpen: found.effect === 'due' };
    if (found.decision?.verdict === 'refused') return rulingOf(found, ruled.terms);
    return { holds: false, isOpen: false, ...(found.effect === 'due' ? { effect: 'none' } : {}) };
  }

  async function followed(ref: string, decided: UnitCase | undefined): Promise<UnitCase> {
    if (!decided) throw await lost(ref);
    await effects.follow(decided);
    await effects.tell(decided);
    return decided;
  }

  async function withdraw(ref: string, viewer: Viewer): Promise<void> {
    const found = await visible(ref, viewer);
    if (found.openedById !== viewer.id) throw new Forbidden('cases.not_opener');
    const withdrawn = await cases.withdraw(found.id, viewer.id);
    if (!withdrawn) throw await lost(ref);
    await effects.tell(withdrawn);
  }

  /** Gives up a decision that the unit can no longer follow. */
  async function close(ref: string, admin: Viewer): Promise<void> {
    const found = await visible(ref, admin);
    const closed = await cases.close(found.id, 'due');
    if (!closed) throw await lost(ref);
    await effects.giveUp(closed);
    await effects.tell(closed);
  }

  /** Marks the old unit of an exchange as exchanged, once it is back and inspected. */
  async function finish(ref: string, admin: Viewer): Promise<void> {
    const found = await visible(ref, admin);
    if (found.effect !== 'due' || found.terms.outcome !== 'retail') throw illegal(found);
    await effects.finishRetail(found, admin.id);
  }

  /** Somebody was faster: the state of now says what is possible. */
  const lost = async (ref: string): Promise<Error> => {
    const found = await cases.byRef(ref);
    return found ? illegal(found) : new NotFound();
  };

  return { unitFor, visible, open, decide, appeal, decideAppeal, withdraw, close, finish };
}

const illegal = ({ ref, state }: UnitCase): Conflict =>
  new Conflict(`cases.illegal_${state}`, { ref });
