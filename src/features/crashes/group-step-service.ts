import type { Clock } from '../../kernel/clock.js';
import { Conflict, NotFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Viewer } from '../../kernel/people.js';
import type { Counters } from '../../platform/counters.js';
import type { CrashGroup } from './crash-group.js';
import type { CrashService } from './crash-service.js';
import type { CrashStore } from './crash-store.js';
import {
  mustBeFree,
  mustMerge,
  mustSetApart,
  mustSplit,
  type GroupStep,
  type GroupStepKind,
} from './group-step.js';
import type { GroupStepStore } from './group-step-store.js';
import type { GroupingStore } from './grouping-store.js';

export interface GroupStepDeps {
  readonly steps: GroupStepStore;
  readonly grouping: GroupingStore;
  readonly crashes: Pick<CrashStore, 'moveVariants' | 'moveAll'>;
  readonly service: Pick<CrashService, 'recount'>;
  readonly counters: Counters;
  readonly clock: Clock;
}

type By = Pick<Viewer, 'id'>;

export type GroupStepService = ReturnType<typeof createGroupStepService>;

/**
 * What engineers say of groups: that two are one, that one is two, that two are not the same, that
 * nothing joins by itself. Nothing is lost by any of it: a merged group keeps its crashes and keys.
 */
export function createGroupStepService(deps: GroupStepDeps) {
  const { steps, grouping, crashes, service, counters, clock } = deps;

  async function byRef(ref: string): Promise<CrashGroup> {
    const group = await steps.byRef(ref);
    if (!group) throw new NotFound();
    return group;
  }

  const stepOf = (
    kind: GroupStepKind,
    by: By,
    { otherId = null, keys = [] }: { otherId?: string | null; keys?: readonly string[] } = {},
  ): GroupStep => {
    const at = clock.now();
    const undone = { undoneAt: null, undoneById: null };
    return { id: newId(at), kind, otherId, keys, byId: by.id, at, ...undone };
  };

  /** The new group, with what it takes along; the crashes follow. */
  const splitOff = async (
    group: CrashGroup,
    step: GroupStep,
    title: string,
    parts: readonly string[],
  ): Promise<CrashGroup> => ({
    ...group,
    ...{ id: newId(clock.now()), ref: await counters.nextRef('crashGroup'), title, parts },
    ...{ key: step.keys[0] ?? group.key, splitFrom: group.id, apart: [group.id], steps: [step] },
    ...{ crashCount: 0, unitCount: 0, builds: [], regression: null, isDue: true },
  });

  return {
    /** Everything of the first is shown with the second from now on. */
    async merge(ref: string, otherRef: string, by: By): Promise<void> {
      const [group, other] = await Promise.all([byRef(ref), byRef(otherRef)]);
      mustMerge(group, other);
      const step = stepOf('merge', by, { otherId: other.id });
      if (!(await steps.merge(group.id, step))) throw new Conflict('crashes.group_changed');
      // Two merges that meet would point at each other: whoever sees that steps back.
      const goal = await steps.byId(other.id);
      if (goal?.mergedInto !== null || goal.isLocked) {
        await steps.withdraw(group.id, step);
        throw new Conflict('crashes.group_changed');
      }
      await service.recount(other.id);
    },
    /** @returns the reference of the new group, which has the crashes of these keys */
    async split(ref: string, keys: readonly string[], by: By): Promise<string> {
      const group = await byRef(ref);
      const variants = await grouping.variantsOf([group.id]);
      mustSplit(
        group,
        variants.map(({ id }) => id),
        keys,
      );
      const first = variants.find(({ id }) => keys.includes(id));
      const step = stepOf('split', by, { otherId: group.id, keys });
      const made = await splitOff(group, step, first?.title ?? group.title, first?.parts ?? []);
      await steps.addSplit(made);
      await grouping.moveKeys(keys, group.id, made.id);
      await crashes.moveVariants(keys, group.id, made.id);
      await service.recount(group.id);
      await service.recount(made.id);
      return made.ref;
    },
    async setApart(ref: string, otherRef: string, by: By): Promise<void> {
      const [group, other] = await Promise.all([byRef(ref), byRef(otherRef)]);
      mustSetApart(group, other);
      if (!(await steps.setApart(group.id, stepOf('apart', by, { otherId: other.id }))))
        throw new Conflict('crashes.group_changed');
    },
    async lock(ref: string, by: By): Promise<void> {
      const group = await byRef(ref);
      mustBeFree(group);
      if (!(await steps.lock(group.id, stepOf('lock', by))))
        throw new Conflict('crashes.group_changed');
    },
    /** Takes one step back, whatever came after it; what it would break now is refused. */
    async undo(ref: string, stepId: string, by: By): Promise<void> {
      const group = await byRef(ref);
      const step = group.steps.find(({ id }) => id === stepId);
      if (!step) throw new NotFound();
      if (step.undoneAt) throw new Conflict('crashes.undone_already');
      if (!(await steps.undo(group.id, step, { id: by.id, at: clock.now() })))
        throw new Conflict('crashes.moved_on');
      if (step.kind === 'lock' || step.kind === 'apart') return;
      if (step.kind === 'split' && step.otherId !== null) {
        await grouping.moveAllKeys(group.id, step.otherId);
        await crashes.moveAll(group.id, step.otherId);
      }
      await service.recount(group.id);
      if (step.otherId !== null) await service.recount(step.otherId);
    },
  };
}
