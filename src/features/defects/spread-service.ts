import type { Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { News } from '../../kernel/news.js';
import type { DefectSummary, Reports } from '../reports/index.js';
import { cityKey, type Rounds } from '../rounds/index.js';
import { summaryOf, type Defect, type Figures } from './defect.js';
import type { DefectStore } from './defect-store.js';
import type { FamilyQueries } from './family-queries.js';
import { impactOf, severityAlarm } from './impact.js';
import { formerGoalOf, idsOf, mergedAtOf, rootOf, type Family } from './merge.js';
import type { SupportStore } from './support-store.js';

/** A defect got another status, link, relative, confirmation or vote. */
export interface DefectChanged {
  readonly defectId: string;
}

export interface SpreadDeps {
  readonly defects: Pick<
    DefectStore,
    'mark' | 'unmark' | 'beginSpread' | 'endSpread' | 'spreading' | 'byId'
  >;
  readonly family: FamilyQueries;
  readonly support: Pick<SupportStore, 'confirmationsOf' | 'votersOf'>;
  readonly reports: Pick<Reports, 'updateDefect' | 'extentOf'>;
  readonly cities: Rounds['cities']['ofPeople'];
  readonly notify: Notify;
  readonly changed: News<DefectChanged>;
  readonly clock: Clock;
}

/** The newest of them; more would only make the index long. */
const BUILDS_MAX = 50;
const SWEEP_SIZE = 100;

export type SpreadService = ReturnType<typeof createSpread>;

/** Writes what follows from a defect down: summaries into its reports, figures into its relatives. */
export function createSpread(deps: SpreadDeps) {
  const { defects, family, support, reports, cities, notify, changed, clock } = deps;

  async function figuresOf(around: Family): Promise<Figures> {
    const ids = idsOf(around);
    const [extent, confirmations, voters] = await Promise.all([
      reports.extentOf(ids),
      support.confirmationsOf(ids),
      support.votersOf(ids),
    ]);
    const people = [...extent.personIds, ...confirmations.map(({ personId }) => personId)];
    const places = new Set([...(await cities(people)).values()].map(cityKey));
    const builds = new Set([...extent.builds, ...confirmations.map(({ build }) => build)]);
    const confirmed = new Map(confirmations.map(({ unitId, at }) => [unitId, at]));
    const units = new Set([...extent.unitIds, ...confirmed.keys()]);
    const { kind, severity, severityAt, alarm } = around.defect;
    const reach = { units: units.size, cities: places.size, builds: builds.size };
    return {
      reportCount: extent.reportCount,
      unitCount: units.size,
      cityCount: places.size,
      builds: [...builds].sort().slice(-BUILDS_MAX),
      confirmationCount: confirmed.size,
      voteCount: voters.length,
      score: impactOf({ ...reach, kind, severity, votes: voters.length }).score,
      alarm: severityAlarm({
        ...{ kind, severity, severityAt, alarm, now: clock.now() },
        mergedAt: around.merged.flatMap((one) => mergedAtOf(one) ?? []),
        confirmedAt: [...confirmed.values()],
      }),
    };
  }

  /** Once for each decision on the severity, by the key. */
  async function tellAlarm(defect: Defect): Promise<void> {
    const people = [defect.createdById, ...defect.history.flatMap(({ byId }) => byId ?? [])];
    for (const personId of new Set(people))
      await notify({
        personId,
        topic: 'defect',
        key: `severity:${defect.id}:${defect.severityAt.getTime()}`,
        text: 'defects.notices.severity',
        facts: { defect: defect.ref },
        link: `/defects/${defect.ref}`,
      });
  }

  /**
   * One defect as it is now, into its reports and its figures. Whoever begins last ends it; an
   * older summary that was written late is written again.
   */
  async function settle(id: string): Promise<void> {
    const begun = await defects.beginSpread(id);
    const around = begun && (await family.of(id));
    if (!around) return;
    const summary = summaryOf(around.defect, rootOf(around));
    await reports.updateDefect(id, summary);
    const figures = await figuresOf(around);
    const isNew = figures.alarm !== null && around.defect.alarm === null;
    if (isNew && around.defect.mergedInto === null) await tellAlarm(around.defect);
    if (await defects.endSpread(begun, figures)) return;
    const now = await family.of(id);
    if (now && !isSame(summaryOf(now.defect, rootOf(now)), summary)) await settle(id);
  }

  /** Whose summaries or figures follow from the defect: its family, and what it was cut from. */
  async function relativesOf(around: Family): Promise<readonly string[]> {
    const formerId = formerGoalOf(around.defect);
    const former = formerId === undefined ? undefined : await family.of(formerId);
    const goals = former ? [former.defect, ...former.ancestors] : [];
    const all = [...around.merged, ...around.ancestors, ...goals].map(({ id }) => id);
    return [...new Set(all)].filter((id) => id !== around.defect.id);
  }

  async function spread(id: string): Promise<void> {
    const around = await family.of(id);
    if (!around) return;
    for (const relative of await relativesOf(around)) await settle(relative);
    await settle(id);
    await changed.publish({ defectId: id });
    await defects.unmark(around.defect);
  }

  return {
    spread,
    /** Spreads what the change brings; the mark lets the sweeper end it after a crash. */
    async around<T>(id: string, change: () => Promise<T>): Promise<T> {
      await defects.mark(id);
      try {
        return await change();
      } finally {
        await spread(id);
      }
    },
    /** Finishes what a crash left half written down. */
    async sweep(): Promise<void> {
      for (const id of await defects.spreading(SWEEP_SIZE)) await spread(id);
    },
  };
}

const isSame = (one: DefectSummary, other: DefectSummary): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
