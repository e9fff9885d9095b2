import { publicWords, type Defect, type Defects } from '../defects/index.js';
import { branchOf, type Rounds } from '../rounds/index.js';
import { stillTrue, type Fix } from './drafting.js';
import { ENTRIES_MAX, fixKey, isItem, itemsOf, type Release } from './release.js';
import type { ReleaseQueries } from './release-queries.js';

export interface DraftingDeps {
  readonly queries: Pick<ReleaseQueries, 'shippedOf'>;
  readonly defects: Pick<Defects, 'fixedIn' | 'byIds' | 'fates' | 'reportersOf'>;
  readonly rounds: Pick<Rounds['service'], 'buildsOf'>;
}

export type Drafting = ReturnType<typeof createDrafting>;

/** Finds what a release of a build has to tell. */
export function createDrafting({ queries, defects, rounds }: DraftingDeps) {
  /**
   * The fixes in the build that no published release brought, also of earlier builds of its branch:
   * a fix that was written down late is told in the next release. What was fixed first comes first.
   */
  async function fixesFor({
    modelCode,
    build,
  }: Pick<Release, 'modelCode' | 'build'>): Promise<readonly Fix[]> {
    const along = branchOf(await rounds.buildsOf(modelCode), build);
    const included = along.slice(0, along.indexOf(build) + 1);
    const [fixed, shipped] = await Promise.all([
      defects.fixedIn(modelCode, included),
      queries.shippedOf(modelCode),
    ]);
    const ids = fixed
      .filter(({ id, fixBuild }) => fixBuild !== null && !shipped.has(fixKey(id, fixBuild)))
      .slice(0, ENTRIES_MAX)
      .map(({ id }) => id);
    const [found, reporters] = await Promise.all([defects.byIds(ids), defects.reportersOf(ids)]);
    const byId = new Map(found.map((defect) => [defect.id, defect]));
    return ids.flatMap((id) => {
      const defect = byId.get(id);
      return defect?.fixBuild ? [toFix(defect, defect.fixBuild, reporters.get(id) ?? [])] : [];
    });
  }

  /** The lines as they are true by now, in the words that everybody may read. */
  async function trueLines({ modelCode, entries }: Release): Promise<Release['entries']> {
    const [brought, fates] = await Promise.all([
      queries.shippedOf(modelCode),
      defects.fates(entries.map(({ defectId }) => defectId)),
    ]);
    return stillTrue(entries, brought, new Map(fates.map((fate) => [fate.id, fate])));
  }

  return {
    fixesFor,
    /** What goes out: true lines that name everybody who reported by now, and nobody in private. */
    async linesToPublish(release: Release): Promise<Release['entries']> {
      const lines = await trueLines(release);
      const items = itemsOf({ entries: lines });
      const reporters = await defects.reportersOf(items.map(({ defectId }) => defectId));
      return lines.map((entry) =>
        isItem(entry) ? { ...entry, testerIds: reporters.get(entry.defectId) ?? [] } : entry,
      );
    },
    /** Whether nothing is left of a frozen release that it could bring. */
    isEmptied: async (release: Release): Promise<boolean> =>
      release.state === 'frozen' && itemsOf({ entries: await trueLines(release) }).length === 0,
  };
}

const toFix = (defect: Defect, fixBuild: string, testerIds: readonly string[]): Fix => {
  const resolved = defect.history.findLast(({ action }) => action === 'resolve');
  return {
    defectId: defect.id,
    defectRef: defect.ref,
    fixBuild,
    title: publicWords(defect).title.en,
    twin: defect.embargo?.twin.title ?? null,
    engineerIds: resolved?.byId ? [resolved.byId] : [],
    testerIds,
  };
};
