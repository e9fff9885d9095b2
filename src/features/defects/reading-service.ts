import { NotFound } from '../../kernel/errors.js';
import { hasRole, isStaff, type Viewer } from '../../kernel/people.js';
import { shareReads } from '../../kernel/share-reads.js';
import type { Accounts } from '../accounts/index.js';
import type { Crashes } from '../crashes/index.js';
import type { Reports } from '../reports/index.js';
import type { Rounds } from '../rounds/index.js';
import type { BroughtBy, DefectFacts } from './defect-facts.js';
import type { FamilyQueries } from './family-queries.js';
import { idsOf, rootOf, type Family } from './merge.js';
import type { SupportService, SupportDeps } from './support-service.js';
import type { TriageService } from './triage-service.js';

export interface ReadingDeps {
  readonly family: FamilyQueries;
  readonly support: SupportService;
  readonly triage: Pick<TriageService, 'mayHelp' | 'openOf' | 'stepsOf'>;
  readonly reports: Pick<Reports, 'ofDefects' | 'nextDueOf' | 'unitsIn'>;
  readonly crashes: Pick<Crashes, 'comebacksOf'>;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly rounds: Pick<Rounds['service'], 'buildsOf'>;
  readonly units: SupportDeps['units'];
  /** Answered by releases, a later feature. */
  readonly broughtBy?: (defectId: string, fixBuild: string) => Promise<BroughtBy | undefined>;
}

export type ReadDefect = ReturnType<typeof createDefectReading>;

/** All that the page of a defect shows this viewer: a fixed number of questions, asked at once. */
export function createDefectReading(deps: ReadingDeps) {
  const { family, support, triage, reports, crashes, accounts, rounds } = deps;

  /** What a tester may add: their units of the model, their confirmations and votes. */
  async function ownPart(around: Family, viewer: Viewer | undefined) {
    const nothing = { units: [], reportedWith: [], votes: [], canHelp: false };
    if (!viewer || !hasRole(viewer, 'tester')) return nothing;
    const root = rootOf(around);
    const isProblem = root.kind === 'problem';
    const [held, votes, canHelp] = await Promise.all([
      isProblem ? deps.units.unitsHeldBy(viewer.id) : [],
      isProblem ? [] : support.myVotes(viewer.id),
      triage.mayHelp(viewer.id),
    ]);
    const units = held.filter(({ modelCode }) => modelCode === root.modelCode);
    const ids = units.map(({ id }) => id);
    return { units, reportedWith: await reports.unitsIn(idsOf(around), ids), votes, canHelp };
  }

  /** For staff: what testers wrote, and who did what. */
  async function staffPart(around: Family, { eyes, after }: Asked) {
    const ids = idsOf(around);
    const isInside = seesInside(eyes);
    const [linked, comebacks, helps, nextDueAt] = await Promise.all([
      isInside ? reports.ofDefects(ids, after) : undefined,
      isInside ? crashes.comebacksOf(around.defect.id) : [],
      eyes === 'qa' ? triage.openOf(ids) : [],
      isInside ? reports.nextDueOf(ids) : undefined,
    ]);
    return { reports: linked, comebacks, helps, nextDueAt };
  }

  /** What all see alike who have the same eyes: read once for those who ask at once. */
  const readShared = shareReads(
    ({ ref, eyes, after }: Asked) => JSON.stringify([ref, eyes, after]),
    async (asked) => {
      const around = await family.byRef(asked.ref);
      if (!around) throw new NotFound();
      const { defect } = around;
      const isKnown = asked.eyes !== 'anyone';
      const [inside, steps, confirmations, builds, release] = await Promise.all([
        staffPart(around, asked),
        triage.stepsOf(idsOf(around)),
        isKnown ? support.confirmationsIn(around) : [],
        isKnown ? rounds.buildsOf(defect.modelCode) : [],
        defect.fixBuild === null ? undefined : deps.broughtBy?.(defect.id, defect.fixBuild),
      ]);
      const named = [
        ...[defect, ...around.merged].flatMap(({ history }) => history.map(({ byId }) => byId)),
        ...confirmations.map(({ personId }) => personId),
        ...inside.helps.map(({ personId }) => personId),
        defect.embargo?.lift?.byId,
      ];
      const people = await accounts.cards(
        seesInside(asked.eyes) ? named.flatMap((personId) => personId ?? []) : [],
      );
      return { family: around, ...inside, steps, confirmations, builds, release, people };
    },
  );

  return async (viewer: Viewer | undefined, ref: string, after?: string): Promise<DefectFacts> => {
    const shared = await readShared({ ref, eyes: eyesOf(viewer), after });
    return { ...shared, ...(await ownPart(shared.family, viewer)), viewer, after };
  };
}

/** As whom somebody reads the page. */
type Eyes = 'anyone' | 'member' | 'staff' | 'qa';

interface Asked {
  readonly ref: string;
  readonly eyes: Eyes;
  readonly after: string | undefined;
}

const seesInside = (eyes: Eyes): boolean => eyes === 'staff' || eyes === 'qa';

function eyesOf(viewer: Viewer | undefined): Eyes {
  if (!viewer) return 'anyone';
  if (hasRole(viewer, 'qa')) return 'qa';
  return isStaff(viewer) ? 'staff' : 'member';
}
