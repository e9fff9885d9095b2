import type { Connection } from 'mongoose';
import { createTakeDeed } from '../../src/features/defects/deed-service.js';
import { createDefectQueries } from '../../src/features/defects/defect-queries.js';
import { createDefectService } from '../../src/features/defects/defect-service.js';
import { createDefectStore } from '../../src/features/defects/defect-store.js';
import { createFamilyQueries } from '../../src/features/defects/family-queries.js';
import { createMerges } from '../../src/features/defects/merge-service.js';
import { createSpread, type DefectChanged } from '../../src/features/defects/spread-service.js';
import { createSupport } from '../../src/features/defects/support-service.js';
import { createSupportStore } from '../../src/features/defects/support-store.js';
import type { DefectSummary, Report } from '../../src/features/reports/index.js';
import { createNews } from '../../src/kernel/news.js';
import type { NewNotice } from '../../src/kernel/notice.js';
import { createCounters } from '../../src/platform/counters.js';
import type { TestClock } from './app.js';

type Linked = Pick<
  Report,
  'id' | 'ref' | 'modelCode' | 'status' | 'defect' | 'personId' | 'unitId'
> & {
  readonly build: string | null;
};

/** Reports as defects see them: each answer comes a moment later, as from a database. */
export function createLinkedReports(refs: readonly string[]) {
  const links = new Map<string, Linked>(
    refs.map((ref) => [
      ref,
      {
        ...{ id: ref, ref, modelCode: 'ORION-2', status: 'triaged', defect: null },
        ...{ personId: `of-${ref}`, unitId: `unit-${ref}`, build: '3.0.11' },
      },
    ]),
  );
  const later = () => new Promise<void>((resolve) => setImmediate(resolve));
  const put = (ref: string, defect: DefectSummary | null): void => {
    links.set(ref, { ...links.get(ref)!, defect });
  };
  const of = (ids: readonly string[]) =>
    [...links.values()].filter(({ defect }) => defect && ids.includes(defect.id));
  const once = <T>(values: readonly T[]) => [...new Set(values)];
  const reports = {
    async byRef(ref: string) {
      await later();
      return links.get(ref) as Report | undefined;
    },
    async linkDefect(
      id: string,
      defect: DefectSummary,
      _by: { readonly id: string },
      fromId: string | null,
    ): Promise<boolean> {
      await later();
      const before = links.get(id)?.defect?.id ?? null;
      if (before !== fromId) return before === defect.id;
      put(id, defect);
      return true;
    },
    async unlinkDefect(id: string, _by: { readonly id: string }, defectId: string) {
      await later();
      if (links.get(id)?.defect?.id === defectId) put(id, null);
    },
    async updateDefect(id: string, defect: DefectSummary) {
      await later();
      for (const one of of([id])) links.set(one.id, { ...one, defect });
    },
    async extentOf(ids: readonly string[]) {
      await later();
      const found = of(ids);
      return {
        reportCount: found.length,
        unitIds: once(found.map(({ unitId }) => unitId)),
        personIds: once(found.map(({ personId }) => personId)),
        builds: once(found.flatMap(({ build }) => build ?? [])),
      };
    },
  };
  return { reports, defectOf: (ref: string) => links.get(ref)?.defect ?? null };
}

/** The services of defects on a real database, over reports, units and notices that are not. */
export function createDefectWorld(
  connection: Connection,
  clock: TestClock,
  refs: readonly string[] = [],
) {
  const { reports, defectOf } = createLinkedReports(refs);
  const notices: NewNotice[] = [];
  const changes: string[] = [];
  const changed = createNews<DefectChanged>((error) => {
    throw error;
  });
  changed.subscribe(({ defectId }) => {
    changes.push(defectId);
    return Promise.resolve();
  });
  const stores = {
    defects: createDefectStore(connection),
    family: createFamilyQueries(connection),
    support: createSupportStore(connection),
  };
  const spreading = createSpread({
    ...{ ...stores, reports, changed, clock },
    cities: (people) => Promise.resolve(new Map(people.map((id) => [id, `city of ${id}`]))),
    notify(notice) {
      notices.push(notice);
      return Promise.resolve(notice.key);
    },
  });
  const model = {
    ...{ id: 'model-1', code: 'ORION-2', name: 'Orion 2', hardwareRevisions: ['DVT'] },
    createdAt: clock.now(),
  };
  const service = createDefectService({
    ...{ ...stores, spreading, reports, clock },
    counters: createCounters(connection),
    rounds: {
      buildsOf: (modelCode) =>
        Promise.resolve([{ modelCode, version: '3.0.12', branch: 'stable', order: 1 }]),
      modelByCode: (code) => Promise.resolve(code === 'ORION-2' ? model : undefined),
    },
  });
  const take = createTakeDeed({ ...stores, spreading, clock });
  const merges = createMerges({ ...stores, take });
  const support = createSupport({
    ...{ ...stores, spreading, reports, clock },
    // Everybody holds one unit, named after them.
    units: {
      unitsHeldBy: (person) =>
        Promise.resolve([
          { id: `unit-${person}`, ref: `U-${person}`, modelCode: 'ORION-2', build: '3.0.11' },
        ]),
    },
  });
  return {
    ...{ ...stores, service, merges, spreading, notices, changed, changes, reports, defectOf },
    supporting: support,
    queries: createDefectQueries(connection),
  };
}

export type DefectWorld = ReturnType<typeof createDefectWorld>;
