import type { Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { DefectSummary, ReportRow, Reports } from '../reports/index.js';
import { branchOf, type Rounds } from '../rounds/index.js';
import type { Regression } from './crash-group.js';
import type { CrashStore } from './crash-store.js';
import type { GroupQueries } from './group-queries.js';
import type { GroupingStore } from './grouping-store.js';
import type { KnownQueries } from './known-queries.js';
import { findRegression } from './regression.js';

export interface RegressionDeps {
  readonly crashes: Pick<CrashStore, 'dueGroups' | 'settleDue' | 'markRegression'>;
  readonly grouping: Pick<GroupingStore, 'membersOf' | 'rootOf'>;
  readonly queries: Pick<GroupQueries, 'sightingsOf'>;
  readonly known: Pick<KnownQueries, 'rolesIn'>;
  readonly reports: Pick<Reports, 'cards'>;
  readonly buildsOf: Rounds['service']['buildsOf'];
  /** Who opened, worked and resolved a defect. */
  readonly concerned: (defectId: string) => Promise<readonly string[]>;
  /** Opens the defect again, once for its fix; a later feature brings it. */
  readonly contradict?: (regression: Regression) => Promise<unknown>;
  readonly notify: Notify;
  readonly clock: Clock;
}

const BATCH = 50;

export type RegressionService = ReturnType<typeof createRegressions>;

/** Holds groups in which crashes came against the fixes of the defects that their reports name. */
export function createRegressions(deps: RegressionDeps) {
  const { crashes, grouping, queries, known, reports, buildsOf, concerned, notify, clock } = deps;

  async function tell(ref: string, regression: Regression, cards: readonly ReportRow[]) {
    const assignees = cards
      .filter(({ defect }) => defect?.id === regression.defectId)
      .flatMap(({ assigneeId }) => assigneeId ?? []);
    const people = new Set([...(await concerned(regression.defectId)), ...assignees]);
    const { defectId, defectRef: defect, fixBuild, build } = regression;
    for (const personId of people)
      await notify({
        personId,
        topic: 'defect',
        key: `regression:${defectId}:${build}`,
        text: 'crashes.notices.regressed',
        facts: { group: ref, defect, fixBuild, build },
        link: `/crash-groups/${ref}`,
      });
  }

  async function check(groupId: string): Promise<void> {
    const root = await grouping.rootOf(groupId);
    if (!root) return;
    const members = await grouping.membersOf(root.id);
    const seen = await queries.sightingsOf(members);
    const cards = await reports.cards(seen.map(({ reportId }) => reportId));
    const rows = [...cards.values()];
    const defects = new Map<string, { readonly defect: DefectSummary; readonly model: string }>();
    const linked = rows.flatMap(({ id, defect }) => (defect ? [id] : []));
    const roles = await known.rolesIn(linked, members);
    // A report is linked for its first crash, or for its only one.
    const telling = new Set(
      roles.flatMap(({ reportId, role }) => (role === 'other' ? [] : reportId)),
    );
    for (const { id, defect, modelCode: model } of rows)
      if (defect && telling.has(id)) defects.set(defect.id, { defect, model });
    for (const { defect, model } of defects.values()) {
      const builds = await buildsOf(model);
      const along = branchOf(builds, defect.fixBuild);
      // A crash on another branch says nothing of the fix, whatever its report says of the unit.
      const isApart = (build: string | null) =>
        builds.some(({ version }) => version === build) && !along.includes(build ?? '');
      const sightings = seen.map((sighting) => ({
        ...sighting,
        reportBuild: isApart(sighting.build) ? null : (cards.get(sighting.reportId)?.build ?? null),
      }));
      const found = findRegression(defect, along, sightings);
      if (!found) continue;
      const regression = { ...found, at: clock.now() };
      // People are told first, once by the key: a process that dies between tells nobody twice.
      await tell(root.ref, regression, rows);
      await deps.contradict?.({ ...regression, at: found.at });
      await crashes.markRegression(root.id, regression);
    }
  }

  return {
    /** Some of the groups that wait; the rest wait for the next time. */
    async checkDue(): Promise<void> {
      for (const due of await crashes.dueGroups(BATCH)) {
        await check(due.id);
        await crashes.settleDue(due);
      }
    },
  };
}
