import { Conflict } from '../../kernel/errors.js';
import type { Notify } from '../../kernel/notice.js';
import { clip } from '../../kernel/text.js';
import type { Allocations } from '../allocations/index.js';
import { consentOf, signingOf, type Unit, type UnitAction, type Units } from '../units/index.js';
import type { CaseQueries } from './case-queries.js';
import type { CaseStore } from './case-store.js';
import { moveOf, type UnitCase } from './case.js';

export interface CaseEffectsDeps {
  readonly cases: CaseStore;
  readonly queries: CaseQueries;
  readonly units: Pick<Units, 'service'>;
  readonly allocations: Pick<Allocations, 'service'>;
  readonly notify: Notify;
}

export type CaseEffects = ReturnType<typeof createCaseEffects>;

const BATCH = 100;
const NOTE_MAX = 200;

/**
 * What follows from a decision: the unit's moves, and who is told. The case says what has to be,
 * the unit's custody what is already done, so every step may be repeated and a job finishes what
 * was left.
 */
export function createCaseEffects(deps: CaseEffectsDeps) {
  const { cases, queries, units, allocations, notify } = deps;

  const isDone = (unit: Unit, found: UnitCase, action: UnitAction): boolean =>
    unit.events.some((event) => event.action === action && event.facts['case'] === found.ref);

  const byOf = ({ decision, appealDecision }: UnitCase): string | null =>
    (appealDecision ?? decision)?.byId ?? null;

  async function moveOnce(found: UnitCase, action: UnitAction, more: object = {}): Promise<void> {
    const unit = await units.service.unitByRef(found.unitRef);
    if (isDone(unit, found, action)) return;
    const note = clip(found.reason.replaceAll('\n', ' '), NOTE_MAX);
    const facts = { case: found.ref, note, ...more };
    await units.service.move(found.unitRef, action, { byId: byOf(found), facts });
  }

  async function apply(found: UnitCase): Promise<void> {
    const { kind, terms } = found;
    const move = moveOf(kind);
    if (terms.outcome === 'replacement') return replace(found);
    if (move) await moveOnce(found, move);
    if (terms.returnBy) await callBack(found, terms.returnBy);
    // A retail exchange is done when the old unit is back; see `finishRetail`.
    if (kind !== 'exchange') await cases.recordEffect(found.id, null);
  }

  /** A unit that is on its way back already needs no call. */
  async function callBack(found: UnitCase, returnBy: string): Promise<void> {
    const { state } = await units.service.unitByRef(found.unitRef);
    if (state === 'accepted' || state === 'in_test')
      await moveOnce(found, 'call_back', { return_by: returnBy });
  }

  /**
   * The seat leaves the old unit, which is called back for the end of the overlap, and gets a free
   * one under the same signature; until then the person holds both. An open seat that names no
   * unit is waiting for its replacement and is not ended meanwhile.
   */
  async function replace(found: UnitCase): Promise<void> {
    const { terms, roundId, holderId } = found;
    const unit = await units.service.unitByRef(found.unitRef);
    const called = unit.events.find(
      ({ action, facts }) => action === 'call_back' && facts['case'] === found.ref,
    );
    const allocationId = String(called?.facts['allocation'] ?? unit.allocationId ?? '');
    const signing = signingOf(unit);
    if (!allocationId || !signing || !holderId) throw new Conflict('cases.no_seat');
    if (!called) {
      await allocations.service.vacate(allocationId, unit.id);
      await units.service.move(unit.ref, 'call_back', {
        byId: byOf(found),
        facts: { case: found.ref, return_by: terms.returnBy ?? '', allocation: allocationId },
        leavesSeat: true,
      });
    }
    const fresh = await units.service.bind(roundId, {
      allocationId,
      personId: holderId,
      hardwareRevision: null,
      consent: consentOf(signing.facts),
    });
    await allocations.service.reseat(allocationId, fresh.id);
    await cases.recordEffect(found.id, fresh.id);
  }

  /** A seat whose unit was called back for a replacement that never came is over. */
  async function giveUp(found: UnitCase): Promise<void> {
    const unit = await units.service.unitByRef(found.unitRef);
    const called = unit.events.find(({ facts }) => facts['case'] === found.ref);
    const allocationId = called?.facts['allocation'];
    if (allocationId) await allocations.service.endVacant(String(allocationId));
  }

  /** Never fails the request that decided: what is refused now is tried again by the job. */
  async function follow(found: UnitCase): Promise<void> {
    if (!found.holds || found.effect !== 'due') return;
    try {
      await apply(found);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
    }
  }

  async function tell(found: UnitCase): Promise<void> {
    const { id, ref, state, openedById, holderId, unitRef } = found;
    // Who opened it knows; who appeals knows.
    const isOwn = state === 'proposed' || state === 'withdrawn';
    const people = state === 'appealed' ? [] : isOwn ? [holderId] : [holderId, openedById];
    for (const personId of new Set(people)) {
      if (!personId || (isOwn && personId === openedById)) continue;
      await notify({
        personId,
        topic: 'custody',
        key: `case:${id}:${state}`,
        text: `cases.notices.${state}`,
        facts: { ref, unit: unitRef },
        link: `/cases/${ref}`,
      });
    }
    await cases.markTold(id, state);
  }

  /** A lost unit that was received again was not lost. */
  async function closeFound(losses: readonly UnitCase[]): Promise<void> {
    const cards = await units.service.cards(losses.map(({ unitId }) => unitId));
    for (const loss of losses) {
      const state = cards.get(loss.unitId)?.state;
      const isBack = loss.effect === 'done' && state !== undefined && !GONE.includes(state);
      const closed = isBack ? await cases.close(loss.id, 'done') : undefined;
      if (closed) await tell(closed);
    }
  }

  async function finishRetail(found: UnitCase, adminId: string): Promise<void> {
    const facts = { case: found.ref };
    const unit = await units.service.unitByRef(found.unitRef);
    if (!isDone(unit, found, 'exchange'))
      await units.service.move(found.unitRef, 'exchange', { byId: adminId, facts });
    await cases.recordEffect(found.id, null);
  }

  return {
    follow,
    tell,
    giveUp,
    finishRetail,
    async sweep(): Promise<void> {
      await eachBatch(queries.dueAfter, (batch) => inTurn(batch, follow));
      await eachBatch(queries.lossesAfter, closeFound);
      await eachBatch(queries.untoldAfter, (batch) => inTurn(batch, tell));
    },
  };
}

const GONE: readonly string[] = ['lost', 'written_off'];

async function inTurn(
  batch: readonly UnitCase[],
  work: (found: UnitCase) => Promise<void>,
): Promise<void> {
  for (const found of batch) await work(found);
}

async function eachBatch(
  read: (after: string, limit: number) => Promise<readonly UnitCase[]>,
  work: (batch: readonly UnitCase[]) => Promise<void>,
): Promise<void> {
  let after = '';
  for (;;) {
    const batch = await read(after, BATCH);
    await work(batch);
    if (batch.length < BATCH) return;
    after = batch.at(-1)!.id;
  }
}
