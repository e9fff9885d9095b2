import type { Accounts } from '../accounts/index.js';
import type { Units } from '../units/index.js';
import type { CrashGroup } from './crash-group.js';
import type { GroupKey } from './group-key.js';
import type { Compared, GroupParts, RevisionRate } from './group-parts.js';
import { areApart } from './group-step.js';
import type { GroupQueries } from './group-queries.js';
import type { GroupingStore } from './grouping-store.js';
import type { Likeness } from './grouping.js';
import type { Placing } from './placing-service.js';
import { compare } from './similarity.js';

export interface GroupPartsDeps {
  readonly queries: Omit<GroupQueries, 'sightingsOf'>;
  readonly grouping: Pick<GroupingStore, 'variantsOf' | 'frameCounts' | 'rootOf'>;
  readonly rank: Placing['rank'];
  readonly people: Accounts['cards'];
  readonly units: Pick<Units['service'], 'cards'>;
}

const MAX_COMPARED = 10;
const MAX_RANKED = 3;
const MAX_SIMILAR = 5;

export type GroupPartsService = ReturnType<typeof createGroupParts>;

/** Gathers what the page of a group tells: its variants and why, its figures, its kin. */
export function createGroupParts({ queries, grouping, rank, people, units }: GroupPartsDeps) {
  function compareAll(variants: readonly GroupKey[]): ReadonlyMap<string, Compared> {
    const byKey = new Map(variants.map((variant) => [variant.id, variant]));
    const [first, ...others] = variants;
    return new Map(
      others.slice(0, MAX_COMPARED).flatMap((variant) => {
        const one = (byKey.get(variant.likeKey ?? '') ?? first)?.shape;
        const other = variant.shape;
        if (!one || !other) return [];
        const comparison = compare(one, other, () => 1);
        return [[variant.id, { one, other, comparison }] as const];
      }),
    );
  }

  /** Other groups that one of the first variants resembles, by the group that stands for each. */
  async function similarTo(
    group: CrashGroup,
    variants: readonly GroupKey[],
    known: ReadonlySet<string>,
  ): Promise<readonly Likeness<string>[]> {
    const shapes = variants.flatMap(({ shape }) => shape ?? []).slice(0, MAX_RANKED);
    const ranked = (await Promise.all(shapes.map(rank))).flatMap((found) => found.ranked);
    const best = new Map<string, Likeness<string>>();
    for (const like of ranked) {
      const root = await grouping.rootOf(like.group);
      if (!root || known.has(root.id) || areApart(root, group)) continue;
      if ((best.get(root.id)?.score ?? 0) < like.score)
        best.set(root.id, { ...like, group: root.id });
    }
    return [...best.values()].sort((one, other) => other.score - one.score).slice(0, MAX_SIMILAR);
  }

  async function revisionsOf(
    crashed: readonly string[],
    all: readonly string[],
  ): Promise<readonly RevisionRate[]> {
    const cards = await units.cards([...new Set([...crashed, ...all])]);
    const count = (ids: readonly string[], revision: string) =>
      ids.filter((id) => cards.get(id)?.hardwareRevision === revision).length;
    const revisions = [...new Set([...cards.values()].map((card) => card.hardwareRevision))].sort();
    return revisions
      .map((revision) => {
        return { revision, units: count(crashed, revision), ofUnits: count(all, revision) };
      })
      .filter((rate) => rate.units > 0);
  }

  return {
    async partsOf(
      group: CrashGroup,
      members: readonly string[],
      canWork: boolean,
    ): Promise<GroupParts> {
      const [variants, byKey, byBuild, crashed, kin, all] = await Promise.all([
        grouping.variantsOf(members),
        queries.byKey(members),
        queries.byBuild(members),
        queries.unitIdsOf(members),
        queries.kinOf(group.id, members),
        queries.allUnitIds(),
      ]);
      const builds = byBuild.flatMap(({ name }) => name ?? []);
      const similar = await similarTo(group, variants, new Set(members));
      const steps = [group, ...kin].flatMap((one) => one.steps);
      const [crashedUnits, revisions, near, cards] = await Promise.all([
        queries.crashedUnits(builds),
        revisionsOf(crashed, all),
        queries.near([
          ...similar.map((like) => like.group),
          ...steps.flatMap(({ otherId }) => otherId ?? []),
          ...(group.mergedInto === null ? [] : [group.mergedInto]),
        ]),
        people(steps.flatMap(({ byId, undoneById }) => [byId ?? [], undoneById ?? []].flat())),
      ]);
      return {
        ...{ group, variants, byKey, crashedUnits, revisions, similar, near, kin, canWork },
        byBuild: [...byBuild].sort(
          (one, other) => other.lastSeenAt.getTime() - one.lastSeenAt.getTime(),
        ),
        comparisons: compareAll(variants),
        people: cards,
      };
    },
  };
}
