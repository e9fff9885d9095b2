import type { Clock } from '../../kernel/clock.js';
import { Conflict, InvalidInput, NotFound } from '../../kernel/errors.js';
import type { Viewer } from '../../kernel/people.js';
import type { Reports } from '../reports/index.js';
import type { UnitCard } from '../units/index.js';
import type { Defect } from './defect.js';
import type { FamilyQueries } from './family-queries.js';
import { idsOf, rootOf, type Family } from './merge.js';
import type { SpreadService } from './spread-service.js';
import { VOTE_BUDGET, type MyVote } from './support.js';
import type { SupportStore } from './support-store.js';

export interface SupportDeps {
  readonly support: SupportStore;
  readonly family: FamilyQueries;
  readonly spreading: Pick<SpreadService, 'around'>;
  readonly reports: Pick<Reports, 'extentOf'>;
  readonly units: {
    unitsHeldBy(
      personId: string,
    ): Promise<readonly Pick<UnitCard, 'id' | 'ref' | 'modelCode' | 'build'>[]>;
  };
  readonly clock: Clock;
}

type By = Pick<Viewer, 'id'>;

export interface ConfirmWords {
  readonly unit: string;
  readonly build: string;
  readonly note: string;
}

export type SupportService = ReturnType<typeof createSupport>;

/** "Me too" for problems, votes for ideas; neither ever for the other. */
export function createSupport(deps: SupportDeps) {
  const { support, family, spreading, reports, units, clock } = deps;

  async function familyByRef(ref: string): Promise<Family> {
    const around = await family.byRef(ref);
    if (!around) throw new NotFound();
    return around;
  }

  /** What was merged is supported where it went; what is closed, by nothing but a new report. */
  async function openFamily(ref: string, kind: Defect['kind']): Promise<Family> {
    const around = await familyByRef(ref);
    const root = rootOf(around);
    if (root.ref !== ref) throw new Conflict('defects.merged', { ref: root.ref });
    if (!root.isOpen) throw new Conflict('defects.closed');
    if (root.kind !== kind) throw new Conflict(`defects.only_${kind}s`);
    return around;
  }

  async function myVotes(personId: string): Promise<readonly MyVote[]> {
    const votes = await support.votesOf(personId);
    const families = await family.ofAll(votes.map(({ defectId }) => defectId));
    return votes.flatMap((vote) => {
      const around = families.get(vote.defectId);
      return around ? [{ ...vote, defect: around.defect, isOpen: rootOf(around).isOpen }] : [];
    });
  }

  return {
    myVotes,
    /** The tester's unit has it too; once for each unit in the family. */
    async confirm(ref: string, { unit: unitRef, build, note }: ConfirmWords, by: By) {
      const around = await openFamily(ref, 'problem');
      const { id: defectId, modelCode } = around.defect;
      const held = await units.unitsHeldBy(by.id);
      const unit = held.find((one) => one.ref === unitRef && one.modelCode === modelCode);
      if (!unit) throw new InvalidInput({ unit: { code: 'not_a_choice' } });
      const ids = idsOf(around);
      const [{ unitIds }, known] = await Promise.all([
        reports.extentOf(ids),
        support.confirmationsOf(ids),
      ]);
      if (unitIds.includes(unit.id)) throw new Conflict('defects.reported_already');
      if (known.some(({ unitId }) => unitId === unit.id))
        throw new Conflict('defects.confirmed_already');
      const id = `${defectId}:${unit.id}`;
      const facts = { defectId, personId: by.id, unitId: unit.id, unitRef, build, note };
      await spreading.around(defectId, async () => {
        if (!(await support.confirm({ id, ...facts, at: clock.now() })))
          throw new Conflict('defects.confirmed_already');
      });
    },
    /** Takes back what the person said with that unit, wherever in the family it was said. */
    async withdraw(ref: string, unitRef: string, by: By): Promise<void> {
      const around = await familyByRef(ref);
      const known = await support.confirmationsOf(idsOf(around));
      const mine = known.find((one) => one.personId === by.id && one.unitRef === unitRef);
      if (!mine) throw new Conflict('defects.not_confirmed');
      await spreading.around(mine.defectId, () => support.withdraw(mine.id, by.id));
    },

    async vote(ref: string, by: By): Promise<void> {
      const around = await openFamily(ref, 'suggestion');
      const defectId = around.defect.id;
      const votes = await myVotes(by.id);
      if (votes.some((vote) => idsOf(around).includes(vote.defectId)))
        throw new Conflict('defects.voted_already');
      const closed = votes.filter(({ isOpen }) => !isOpen).length;
      await spreading.around(defectId, async () => {
        if (await support.vote(by.id, { defectId, at: clock.now() }, closed)) return;
        const isTwice = (await support.votesOf(by.id)).some((vote) => vote.defectId === defectId);
        if (isTwice) throw new Conflict('defects.voted_already');
        throw new Conflict('defects.no_votes_left', { count: VOTE_BUDGET });
      });
    },
    /** A vote for a closed idea is history, and costs nothing any more. */
    async takeBack(ref: string, by: By): Promise<void> {
      const around = await openFamily(ref, 'suggestion');
      const ids = idsOf(around);
      const mine = (await support.votesOf(by.id)).find(({ defectId }) => ids.includes(defectId));
      if (!mine) throw new Conflict('defects.not_voted');
      await spreading.around(mine.defectId, () => support.takeBack(by.id, ids));
    },

    /** Who reported, confirmed or voted for the defect or anything merged into it, each once. */
    async followersOf(defectId: string): Promise<readonly string[]> {
      const around = await family.of(defectId);
      if (!around) return [];
      const ids = idsOf(around);
      const [{ personIds }, confirmations, voters] = await Promise.all([
        reports.extentOf(ids),
        support.confirmationsOf(ids),
        support.votersOf(ids),
      ]);
      const confirmers = confirmations.map(({ personId }) => personId);
      return [...new Set([...personIds, ...confirmers, ...voters])];
    },
    confirmationsIn: (around: Family) => support.confirmationsOf(idsOf(around)),
    /** By the defect asked for, with what was given to anything merged into it. */
    async confirmationsOf(defectIds: readonly string[]) {
      const families = await family.ofAll(defectIds);
      const members = new Map([...families].map(([id, around]) => [id, new Set(idsOf(around))]));
      const all = await support.confirmationsOf([...members.values()].flatMap((ids) => [...ids]));
      return new Map(
        [...members].map(([id, ids]) => [id, all.filter(({ defectId }) => ids.has(defectId))]),
      );
    },
  };
}
