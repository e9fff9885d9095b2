import { DAY, later, type Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import type { Notify } from '../../kernel/notice.js';
import {
  distanceTo,
  fixKey,
  itemsOf,
  type Item,
  type Release,
  type Releases,
} from '../releases/index.js';
import type { Reports } from '../reports/index.js';
import type { Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import { chooseUnits, type Candidate, type Choice } from './planning.js';
import type { RetestDefects } from './retest-defects.js';
import type { RetestQueries } from './retest-queries.js';
import type { RetestStore } from './retest-store.js';
import { OPEN_DAYS, type Retest, type Trial } from './retest.js';

export interface PlanningDeps {
  readonly retests: RetestStore;
  readonly queries: RetestQueries;
  readonly releases: Pick<Releases, 'publishedSince' | 'byId'>;
  readonly defects: Pick<RetestDefects, 'familyOf' | 'confirmationsOf'>;
  readonly reports: Pick<Reports, 'unitsBehind'>;
  readonly units: Pick<Units['service'], 'testedOf' | 'cards'>;
  readonly rounds: Pick<Rounds['service'], 'buildsOf'>;
  readonly cities: Rounds['cities']['ofPeople'];
  readonly notify: Notify;
  readonly clock: Clock;
}

/** What a line of the release is about, and the units that were seen to have it. */
interface Line {
  readonly item: Item;
  readonly fix: string;
  readonly reporters: readonly string[];
  readonly confirmers: readonly string[];
}

export type Planning = ReturnType<typeof createPlanning>;

/** Asks the right units to try again what a published release fixes. */
export function createPlanning(deps: PlanningDeps) {
  const { retests, queries, releases, defects, reports, rounds, units, clock } = deps;

  /** Everybody in whose hands a unit is that can go to the release, by unit. */
  async function poolOf({ modelCode, build }: Release): Promise<ReadonlyMap<string, Candidate>> {
    const [tested, builds] = await Promise.all([
      units.testedOf(modelCode),
      rounds.buildsOf(modelCode),
    ]);
    const held = tested.filter((unit) => distanceTo(build, unit.build, builds) !== 'apart');
    const cities = await deps.cities(held.map(({ holderId }) => holderId));
    return new Map(
      held.map(({ id, holderId, hardwareRevision }) => [
        id,
        { unitId: id, personId: holderId, hardwareRevision, city: cities.get(holderId) },
      ]),
    );
  }

  async function linesOf(release: Release): Promise<readonly Line[]> {
    const items = itemsOf(release);
    const ids = items.map(({ defectId }) => defectId);
    const families = await Promise.all(ids.map((id) => defects.familyOf(id)));
    const [behind, confirmations] = await Promise.all([
      reports.unitsBehind(families.flat()),
      defects.confirmationsOf(ids),
    ]);
    return items.map((item, index) => ({
      item,
      fix: fixKey(item.defectId, item.fixBuild),
      reporters: [...new Set((families[index] ?? []).flatMap((id) => behind.get(id) ?? []))],
      confirmers: (confirmations.get(item.defectId) ?? []).map(({ unitId }) => unitId),
    }));
  }

  /** How often the release asks people already who said nothing about the defect. */
  async function extrasOf(
    releaseId: string,
    begun: ReadonlyMap<string, Trial>,
  ): Promise<Map<string, number>> {
    const extras = new Map<string, number>();
    for (const { personId, asked, fix } of await queries.askedIn(releaseId))
      if (asked === 'matching' && begun.has(fix))
        extras.set(personId, (extras.get(personId) ?? 0) + 1);
    return extras;
  }

  async function cardsFor(
    release: Release,
    { item, fix }: Line,
    choices: readonly Choice[],
  ): Promise<readonly Retest[]> {
    const now = clock.now();
    const cards = await units.cards(choices.map(({ candidate }) => candidate.unitId));
    return choices.map(({ candidate: { unitId, personId }, asked }) => ({
      ...{ id: newId(now), fix, unitId, personId, asked },
      ...{ defectId: item.defectId, defectRef: item.defectRef, fixBuild: item.fixBuild },
      ...{ modelCode: release.modelCode, releaseId: release.id, text: item.text },
      unitRef: cards.get(unitId)?.ref ?? '',
      ...{ answers: [], isOpen: true, isDue: false, createdAt: now },
    }));
  }

  const trialOf = (release: Release, { item, fix, reporters }: Line, asked: number): Trial => ({
    ...{ id: fix, defectId: item.defectId, fixBuild: item.fixBuild, releaseId: release.id, asked },
    reporters: reporters.length,
    ...{ fixed: 0, stillBroken: 0, cannotTest: 0, isInLogs: false, isCurrent: true },
    createdAt: clock.now(),
  });

  /** Once for everybody who is asked, however many fixes there are to try. */
  async function tell(release: Release): Promise<void> {
    const counts = new Map<string, number>();
    for (const { personId } of await queries.askedIn(release.id))
      counts.set(personId, (counts.get(personId) ?? 0) + 1);
    for (const [personId, count] of counts)
      await deps.notify({
        personId,
        topic: 'retest',
        key: `retest:${release.id}`,
        text: 'retests.notices.asked',
        facts: { build: release.build, count },
        link: '/retests',
      });
  }

  /** What a killed process began is chosen again as it was: only a fix with its trial is done. */
  async function plan(release: Release): Promise<void> {
    const [pool, lines] = await Promise.all([poolOf(release), linesOf(release)]);
    const begun = await queries.trialsOf(lines.map(({ fix }) => fix));
    const extras = await extrasOf(release.id, begun);
    for (const line of lines.filter(({ fix }) => !begun.has(fix))) {
      const cards = await cardsFor(release, line, chooseUnits(line, pool, extras));
      await retests.addCards(cards);
      await retests.addTrials([trialOf(release, line, cards.length)]);
    }
    await tell(release);
    await retests.recordPlanned(release.id, clock.now());
  }

  async function planReleases(ids: readonly string[]): Promise<void> {
    for (const id of await queries.unplanned(ids)) {
      const release = await releases.byId(id);
      if (release) await plan(release);
    }
  }

  return {
    planRelease: (releaseId: string) => planReleases([releaseId]),
    /** Those whose publication nobody heard of, and those that a killed process left. */
    async planMissed(): Promise<void> {
      const published = await releases.publishedSince(later(clock.now(), -OPEN_DAYS * DAY));
      await planReleases(published.map(({ id }) => id));
    },
  };
}
