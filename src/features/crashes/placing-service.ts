import { createHash } from 'node:crypto';
import type { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { createSemaphore } from '../../kernel/semaphore.js';
import type { Counters } from '../../platform/counters.js';
import { toFound, type NewCrash } from './crash-group.js';
import { shapeOf, type CrashShape } from './crash-shape.js';
import type { GroupKey } from './group-key.js';
import { areApart } from './group-step.js';
import {
  chooseGroup,
  GROUPING_RULES,
  indexTerms,
  rankGroups,
  rarityOf,
  type Likeness,
} from './grouping.js';
import type { Candidate, GroupingStore } from './grouping-store.js';

export interface PlacingDeps {
  readonly grouping: GroupingStore;
  readonly counters: Counters;
  readonly clock: Clock;
}

/** More are read than compared: what shares several frames is compared first. */
const MAX_READ = 60;
/** The rarest frames find what there is to find; the common ones find everything. */
const SOUGHT_TERMS = 3;

/** Short names of the places where likeness looks for a shape. */
const toTerms = (terms: readonly string[]): readonly string[] =>
  terms.map((term) => createHash('sha1').update(term).digest('base64url').slice(0, 16));

type Choice = Pick<GroupKey, 'groupId' | 'by' | 'score' | 'likeKey'>;

export type Placing = ReturnType<typeof createPlacing>;

/**
 * Finds the group of a crash: where one of its keys leads, else the group that it resembles, else a
 * new one. Equal crashes that come at once meet at their key, which exists once.
 */
export function createPlacing({ grouping, counters, clock }: PlacingDeps) {
  /** Of two alike that come at once the second must see the first. */
  const oneByOne = createSemaphore({ running: 1, waiting: Infinity });

  /** Groups are named by their id; the most alike first. */
  async function rank(shape: CrashShape) {
    const own = await grouping.frameCounts(shape.frames.map(({ name }) => name));
    const seen = (name: string) => own.counts.get(name) ?? 0;
    const sought = indexTerms(shape)
      .map((term) => ({ term, count: seen(term.slice(term.indexOf('\n') + 1)) }))
      .sort((one, other) => one.count - other.count)
      .slice(0, SOUGHT_TERMS)
      .map(({ term }) => term);
    const found = await grouping.candidates(toTerms(sought), MAX_READ);
    const names = new Set(shape.frames.map(({ name }) => name));
    const shared = ({ shape: { frames } }: Candidate) =>
      frames.filter(({ name }) => names.has(name)).length;
    const candidates = found
      .map((candidate) => ({ candidate, hits: shared(candidate) }))
      .sort((one, other) => other.hits - one.hits)
      .slice(0, GROUPING_RULES.maxCandidates)
      .map(({ candidate }) => candidate);
    const all = candidates.flatMap((one) => one.shape.frames.map(({ name }) => name));
    const others = await grouping.frameCounts([...new Set(all)].filter((one) => !names.has(one)));
    const rarity = rarityOf(new Map([...others.counts, ...own.counts]), own.all);
    return { ranked: rankGroups(shape, candidates, rarity), candidates };
  }

  /** What people said of the groups; said of the group that stands for it where it was merged. */
  async function pick(ranked: readonly Likeness<string>[]) {
    const ids = ranked.map(({ group }) => group);
    const roots = new Map(
      await Promise.all(ids.map(async (id) => [id, await grouping.rootOf(id)] as const)),
    );
    return chooseGroup(ranked, {
      isLocked: (id) => roots.get(id)?.isLocked ?? true,
      areApart: (id, otherId) => {
        const [one, other] = [roots.get(id), roots.get(otherId)];
        return one !== undefined && other !== undefined && areApart(one, other);
      },
    });
  }

  async function chooseBy(shape: CrashShape | undefined): Promise<Choice> {
    if (shape) {
      const { ranked, candidates } = await rank(shape);
      const like = await pick(ranked);
      const likeKey = candidates.find((one) => one.shape === like?.variant)?.key ?? null;
      if (like) return { groupId: like.group, by: 'similarity', score: like.score, likeKey };
    }
    return { groupId: newId(clock.now()), by: 'new', score: null, likeKey: null };
  }

  /** Made by whoever comes first; a process that died before is made up for by the next crash. */
  async function ensureGroup(id: string, crash: NewCrash): Promise<void> {
    if ((await grouping.groupLinks([id])).has(id)) return;
    await grouping.addGroup({
      id,
      ref: await counters.nextRef('crashGroup'),
      key: crash.key,
      kind: crash.kind,
      title: crash.title,
      process: crash.process,
      parts: crash.parts,
      firstSeenAt: crash.seenAt,
      lastSeenAt: crash.seenAt,
      crashCount: 0,
      unitCount: 0,
      builds: [],
      mergedInto: null,
      splitFrom: null,
      isLocked: false,
      apart: [],
      steps: [],
      epoch: 0,
      regression: null,
      isDue: false,
      updatedAt: clock.now(),
    });
  }

  const keyOf = (crash: NewCrash, id: string, choice: Choice): GroupKey => ({
    id,
    ...choice,
    isVariant: id === crash.key,
    title: crash.title,
    parts: id === crash.key ? crash.parts : [],
    shape: null,
    terms: [],
    addedAt: clock.now(),
  });

  /** Leads the crash's own key to a group, and keeps its shape where the group has few. */
  async function leadVariant(crash: NewCrash, known: Choice | undefined): Promise<string> {
    const shape = shapeOf(toFound(crash));
    const choice = known ?? (await chooseBy(shape));
    const standing = shape ? await grouping.countStanding(choice.groupId) : 0;
    const isStanding = shape !== undefined && standing < GROUPING_RULES.maxVariants;
    const { groupId, isMine } = await grouping.leadKey({
      ...keyOf(crash, crash.key, choice),
      shape: shape ?? null,
      terms: isStanding ? toTerms(indexTerms(shape)) : [],
    });
    if (isMine && shape) await grouping.countFrames(shape.frames.map(({ name }) => name));
    return groupId;
  }

  /** Where its own key leads, else one of the others. */
  const hitOf = (crash: NewCrash, known: ReadonlyMap<string, GroupKey>) =>
    known.get(crash.key) ?? [...known.values()].sort((a, b) => (a.groupId < b.groupId ? -1 : 1))[0];

  return {
    rank,
    /** The id of the group that the crash would join; undefined where it would begin one. */
    async locate(crash: NewCrash): Promise<string | undefined> {
      const hit = hitOf(crash, await grouping.keysLeadingFrom(crash.keys));
      if (hit) return hit.groupId;
      const { groupId, by } = await chooseBy(shapeOf(toFound(crash)));
      return by === 'similarity' ? groupId : undefined;
    },
    /** The id of the crash's group, which exists then. */
    async place(crash: NewCrash): Promise<string> {
      const known = await grouping.keysLeadingFrom(crash.keys);
      const own = known.get(crash.key);
      const hit = hitOf(crash, known);
      const led = hit && { groupId: hit.groupId, by: 'key' as const, score: null, likeKey: hit.id };
      const groupId = own?.isVariant ? own.groupId : await oneByOne(() => leadVariant(crash, led));
      await ensureGroup(groupId, crash);
      for (const id of crash.keys)
        if (!known.has(id) && id !== crash.key)
          await grouping.leadKey(
            keyOf(crash, id, { groupId, by: 'key', score: null, likeKey: crash.key }),
          );
      return groupId;
    },
  };
}
