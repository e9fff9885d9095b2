import type { GroupKey } from './group-key.js';
import type { Compared, GroupParts, GroupSlice, NearGroup } from './group-parts.js';
import type { GroupStep } from './group-step.js';
import { sideBySide } from './similarity.js';

const percent = (share: number): number => Math.round(share * 100);

export function partsModel(parts: GroupParts) {
  const { group, canWork } = parts;
  const isFree = group.mergedInto === null && !group.isLocked;
  return {
    variants: variantRows(parts),
    builds: parts.byBuild.map((slice) => buildRow(slice, parts.crashedUnits)),
    revisions: parts.revisions.map(({ revision, units, ofUnits }) => ({
      cells: [{ text: revision }, rate(units, ofUnits)],
    })),
    similar: similarRows(parts),
    log: logRows(parts),
    mergedInto: group.mergedInto === null ? undefined : parts.near.get(group.mergedInto),
    canSplit: canWork && isFree && ownVariants(parts).length > 1,
    canLink: canWork && isFree,
  };
}

const ownVariants = ({ group, variants }: GroupParts): readonly GroupKey[] =>
  variants.filter(({ groupId }) => groupId === group.id);

function variantRows(parts: GroupParts) {
  const slices = new Map(parts.byKey.map((slice) => [slice.name, slice]));
  const own = new Set(ownVariants(parts).map(({ id }) => id));
  return parts.variants.map(({ id, title, by, score }) => {
    const compared = parts.comparisons.get(id);
    return {
      key: id,
      title,
      by,
      score: score === null ? undefined : percent(score),
      crashCount: slices.get(id)?.crashCount ?? 0,
      canGo: own.has(id),
      frames: compared && alignment(compared),
    };
  });
}

/** Two stacks on the lines of one table. */
function alignment({ one, other, comparison }: Compared) {
  return sideBySide(one, other, comparison.matches).map((pair) => ({
    one: pair.one?.name,
    other: pair.other?.name,
    isMatch: pair.isMatch,
    isOurs: (pair.one ?? pair.other)?.isOurs,
  }));
}

const rate = (units: number, ofUnits: number) => ({
  text: ofUnits === 0 ? String(units) : `${units} / ${ofUnits} (${percent(units / ofUnits)} %)`,
  num: true,
});

const buildRow = (slice: GroupSlice, crashed: ReadonlyMap<string, number>) => ({
  cells: [
    { text: slice.name ?? '–', mono: true },
    { text: String(slice.crashCount), num: true },
    rate(slice.unitCount, crashed.get(slice.name ?? '') ?? 0),
    { at: slice.firstSeenAt },
    { at: slice.lastSeenAt },
  ],
});

const similarRows = ({ similar, near }: GroupParts) =>
  similar.flatMap(({ group: id, score }) => {
    const other = near.get(id);
    return other ? [{ ref: other.ref, title: other.title, score: percent(score) }] : [];
  });

/** The steps of the group and of those that it was joined with or parted from, the newest first. */
function logRows({ group, kin, near, people, canWork }: GroupParts) {
  const of = (one: Pick<NearGroup, 'ref' | 'steps'>) =>
    one.steps.map((step) => ({ step, ref: one.ref }));
  const concerns = ({ step }: { readonly step: GroupStep }) => step.otherId === group.id;
  return [...of(group), ...kin.flatMap(of).filter(concerns)]
    .sort((one, other) => other.step.at.getTime() - one.step.at.getTime())
    .map(({ step, ref }) => ({
      id: step.id,
      kind: step.kind,
      ref,
      otherRef: step.otherId === group.id ? group.ref : near.get(step.otherId ?? '')?.ref,
      at: step.at,
      by: people.get(step.byId ?? '')?.name,
      undoneAt: step.undoneAt,
      undoneBy: people.get(step.undoneById ?? '')?.name,
      canUndo: canWork && step.undoneAt === null,
    }));
}
