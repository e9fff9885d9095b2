import type { Clock } from '../../kernel/clock.js';
import { Conflict, InvalidInput, NotFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Viewer } from '../../kernel/people.js';
import type { Counters } from '../../platform/counters.js';
import type { Report, Reports } from '../reports/index.js';
import { branchOf, type Rounds } from '../rounds/index.js';
import { speaksAgainst, type Sighting } from './contradiction.js';
import { afterStep, NO_FIGURES, shelfOf, summaryOf } from './defect.js';
import type { Decline, Defect, DefectAction, DefectKind } from './defect.js';
import type { Evidence, Severity, StepFacts } from './defect.js';
import type { DefectStore } from './defect-store.js';
import { DEFAULT_TWIN, type Embargo } from './embargo.js';
import type { FamilyQueries } from './family-queries.js';
import { impactOf } from './impact.js';
import { rootOf } from './merge.js';
import type { SpreadService } from './spread-service.js';

/** What defects need of reports. */
export type DefectReports = Pick<Reports, 'byRef' | 'linkDefect' | 'unlinkDefect'>;

export interface DefectServiceDeps {
  readonly defects: DefectStore;
  readonly family: FamilyQueries;
  readonly spreading: SpreadService;
  readonly reports: DefectReports;
  readonly rounds: Pick<Rounds['service'], 'buildsOf' | 'modelByCode'>;
  readonly counters: Counters;
  readonly clock: Clock;
}

export interface DefectWords {
  readonly kind?: DefectKind;
  readonly title: string;
  readonly note: string;
  readonly severity: Severity;
}

export type LinkWords = DefectWords & {
  /** The reference of a known defect; empty to open one with these words. */
  readonly defect: string;
};

export type DefectService = ReturnType<typeof createDefectService>;
type By = Pick<Viewer, 'id'>;

const NOTHING: StepFacts = { resolution: null, fixBuild: null, reason: '' };

/** The life of defects, and their summaries in the reports linked to them. */
export function createDefectService(deps: DefectServiceDeps) {
  const { defects, family, spreading, reports, rounds, counters, clock } = deps;

  async function byRef(ref: string): Promise<Defect> {
    const defect = await defects.byRef(ref);
    if (!defect) throw new NotFound();
    return defect;
  }

  async function reportByRef(ref: string): Promise<Report> {
    const report = await reports.byRef(ref);
    if (!report) throw new NotFound();
    return report;
  }

  async function add(
    modelCode: string,
    words: DefectWords,
    by: By,
    embargo: Embargo | null = null,
  ): Promise<Defect> {
    const now = clock.now();
    const { kind = 'problem', title, note, severity } = words;
    const reach = { kind, severity, units: 0, cities: 0, builds: 0, votes: 0 };
    const defect: Defect = {
      id: newId(now),
      ref: await counters.nextRef('defect'),
      ...{ modelCode, kind, title, note, severity, severityAt: now },
      ...{ status: 'open', isOpen: true, shelf: 'open', resolution: null, fixBuild: null },
      ...{ mergedInto: null, embargo, groupRefs: [], tying: [] },
      createdById: by.id,
      history: [{ at: now, byId: by.id, action: 'open', status: 'open', ...NOTHING }],
      ...NO_FIGURES,
      score: impactOf(reach).score,
      ...{ isSpreading: false, marks: 0, spread: 0 },
      ...{ createdAt: now, updatedAt: now },
    };
    await defects.add(defect);
    return defect;
  }

  /** What was merged into another is worked on there. */
  async function mustStandAlone({ id, mergedInto }: Defect): Promise<void> {
    if (mergedInto === null) return;
    const around = await family.of(id);
    throw new Conflict('defects.merged', { ref: around ? rootOf(around).ref : '' });
  }

  async function take(
    defect: Defect,
    action: DefectAction,
    by: By,
    facts: StepFacts = NOTHING,
  ): Promise<void> {
    await mustStandAlone(defect);
    const next = afterStep(defect, action, facts);
    if (!next) throw new Conflict('defects.not_now');
    const { status, resolution, fixBuild } = next;
    const changes = { ...next, shelf: shelfOf({ ...defect, ...next }) };
    const { reason } = facts;
    const event = { at: clock.now(), byId: by.id, action, status, resolution, fixBuild, reason };
    const taken = await defects.take(defect, { changes, event });
    if (!taken) throw new Conflict('defects.changed');
    await spreading.spread(defect.id);
  }

  /** Takes a step of the system while the rule holds; false when it does not, or not any more. */
  async function takeBySystem(
    id: string,
    action: 'verify' | 'contradict',
    evidence: Evidence,
    isDue: (defect: Defect) => boolean | Promise<boolean>,
  ): Promise<boolean> {
    const defect = await defects.byId(id);
    const next = defect && afterStep(defect, action, NOTHING);
    if (!next || defect.mergedInto !== null || !(await isDue(defect))) return false;
    const { status, resolution } = next;
    const changes = { ...next, shelf: shelfOf({ ...defect, ...next }) };
    const { fixBuild } = defect;
    const at = clock.now();
    const event = { at, byId: null, action, status, resolution, fixBuild, reason: '', evidence };
    if (!(await defects.take(defect, { changes, event })))
      return takeBySystem(id, action, evidence, isDue);
    await spreading.spread(id);
    return true;
  }

  const isAgainst = async (defect: Defect, sighting: Sighting): Promise<boolean> => {
    const builds = await rounds.buildsOf(defect.modelCode);
    return speaksAgainst(defect, branchOf(builds, defect.fixBuild), sighting);
  };

  async function defectFor(report: Report, words: LinkWords, by: By): Promise<Defect> {
    if (words.defect === '') {
      // A defect nobody could be linked to would stay behind.
      if (report.status === 'withdrawn') throw new Conflict('reports.not_now');
      const kind = report.kind === 'suggestion' ? 'suggestion' : 'problem';
      // What is behind a private report becomes public by two people's decision only.
      const embargo = report.isPrivate ? { until: null, twin: DEFAULT_TWIN, lift: null } : null;
      return add(report.modelCode, { ...words, kind }, by, embargo);
    }
    const defect = await defects.byRef(words.defect);
    if (!defect) throw new InvalidInput({ defect: { code: 'defects.no_such_defect' } });
    if (defect.modelCode !== report.modelCode)
      throw new InvalidInput({ defect: { code: 'defects.other_model' } });
    await mustStandAlone(defect);
    return defect;
  }

  /** Moves the link that the report has now: somebody may move it at the same time. */
  async function linkTo(defect: Defect, report: Report, by: By): Promise<void> {
    const from = report.defect?.id ?? null;
    const link = () => reports.linkDefect(report.id, summaryOf(defect, defect), by, from);
    const isMoved = from !== null && from !== defect.id;
    const isLinked = await spreading.around(
      defect.id,
      isMoved ? () => spreading.around(from, link) : link,
    );
    if (!isLinked) await linkTo(defect, await reportByRef(report.ref), by);
  }

  return {
    byRef,
    async open(modelCode: string, words: DefectWords, by: By): Promise<Defect> {
      if (!(await rounds.modelByCode(modelCode)))
        throw new InvalidInput({ modelCode: { code: 'not_a_choice' } });
      return add(modelCode, words, by);
    },
    /** The defect whose fix the sighting contradicts; undefined when it contradicts none. */
    async contradicted(id: string, sighting: Sighting): Promise<Defect | undefined> {
      const defect = await defects.byId(id);
      return defect && (await isAgainst(defect, sighting)) ? defect : undefined;
    },
    /** Opens it again, once for each build that claims a fix; whether this call did. */
    contradict: (id: string, sighting: Sighting, evidence: Evidence): Promise<boolean> =>
      takeBySystem(id, 'contradict', evidence, (defect) => isAgainst(defect, sighting)),
    /** Confirms the fix in the build by what testers answered; whether this call did. */
    verifyByRetests: (id: string, fixBuild: string): Promise<boolean> =>
      takeBySystem(id, 'verify', 'retest', (defect) => defect.fixBuild === fixBuild),
    start: async (ref: string, by: By) => take(await byRef(ref), 'start', by),
    verify: async (ref: string, by: By) => take(await byRef(ref), 'verify', by),
    reopen: async (ref: string, reason: string, by: By) =>
      take(await byRef(ref), 'reopen', by, { ...NOTHING, reason }),
    decline: async (ref: string, resolution: Decline, reason: string, by: By) =>
      take(await byRef(ref), 'decline', by, { resolution, fixBuild: null, reason }),
    async resolve(ref: string, fixBuild: string, by: By): Promise<void> {
      const defect = await byRef(ref);
      const builds = await rounds.buildsOf(defect.modelCode);
      if (!builds.some((build) => build.version === fixBuild))
        throw new InvalidInput({ fixBuild: { code: 'not_a_choice' } });
      await take(defect, 'resolve', by, { resolution: 'fixed', fixBuild, reason: '' });
    },

    /** Links the report to the defect; a link that was there before moves. */
    async link(reportRef: string, words: LinkWords, by: By): Promise<Defect> {
      const report = await reportByRef(reportRef);
      const defect = await defectFor(report, words, by);
      await linkTo(defect, report, by);
      return defect;
    },
    async unlink(reportRef: string, by: By): Promise<void> {
      const report = await reportByRef(reportRef);
      if (!report.defect) return;
      const { id } = report.defect;
      await spreading.around(id, () => reports.unlinkDefect(report.id, by, id));
    },
    sweep: spreading.sweep,
  };
}
