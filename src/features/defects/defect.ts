import type { DefectSummary } from '../reports/index.js';
import { publicWords, type Embargo } from './embargo.js';
import type { SeverityAlarm } from './impact.js';

export const DEFECT_STATUSES = ['open', 'in_progress', 'resolved', 'verified', 'reopened'] as const;
export type DefectStatus = (typeof DEFECT_STATUSES)[number];

export const RESOLUTIONS = [
  'fixed',
  'duplicate',
  'not_a_bug',
  'cannot_reproduce',
  'wont_fix',
  'by_design',
] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** Resolutions without a fix; each is said with a reason. */
export const DECLINES = [
  'duplicate',
  'not_a_bug',
  'cannot_reproduce',
  'wont_fix',
  'by_design',
] as const satisfies readonly Resolution[];
export type Decline = (typeof DECLINES)[number];

export const DEFECT_ACTIONS = ['start', 'resolve', 'decline', 'verify', 'reopen'] as const;
/** `contradict` is the system's alone: somebody still sees what was fixed. */
export type DefectAction = (typeof DEFECT_ACTIONS)[number] | 'contradict';

/** What the system goes by: logs that came later, or the answers of those who tried again. */
export type Evidence = 'log' | 'retest';

export const SEVERITIES = ['critical', 'major', 'minor'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const DEFECT_KINDS = ['problem', 'suggestion'] as const;
export type DefectKind = (typeof DEFECT_KINDS)[number];

/** Where the public list keeps it; a merged one stands on the page of what it is merged into. */
export type Shelf = 'open' | 'resolved' | 'merged';

/** The known thing behind reports. Everything of it but names is public. */
export interface Defect {
  readonly id: string;
  /** `D-17` */
  readonly ref: string;
  readonly modelCode: string;
  readonly kind: DefectKind;
  /** Words of QA for everybody: a defect page shows nothing that a tester wrote. */
  readonly title: string;
  readonly note: string;
  readonly severity: Severity;
  /** When somebody decided on the severity last. */
  readonly severityAt: Date;
  /** It looks too low, and nobody has looked since. */
  readonly alarm: SeverityAlarm | null;
  readonly status: DefectStatus;
  /** Follows from the status, stored for the index. */
  readonly isOpen: boolean;
  /** Follows from the status and `mergedInto`, stored for the index. */
  readonly shelf: Shelf;
  /** The defect that stands for it, one link of a chain; nothing of it is copied there. */
  readonly mergedInto: string | null;
  readonly embargo: Embargo | null;
  readonly resolution: Resolution | null;
  /** The build that has the fix. */
  readonly fixBuild: string | null;
  readonly createdById: string;
  readonly history: readonly DefectEvent[];
  /** Groups of crashes whose reports are linked to it. */
  readonly groupRefs: readonly string[];
  /** Groups whose reports are being linked, and who said so. */
  readonly tying: readonly { readonly groupRef: string; readonly byId: string }[];
  /** Reports of it and of all that were merged into it, counted anew after each change. */
  readonly reportCount: number;
  /** Units that reported or confirmed it; cities of their people; builds it was seen in. */
  readonly unitCount: number;
  readonly cityCount: number;
  readonly builds: readonly string[];
  readonly confirmationCount: number;
  readonly voteCount: number;
  /** Made by `impactOf` of the figures. */
  readonly score: number;
  /** Its reports, or the figures of its relatives, do not all show its newest state yet. */
  readonly isSpreading: boolean;
  /** Raised by whatever has to be spread: only who has seen the last may say it is done. */
  readonly marks: number;
  /** Raised by whoever counts anew: only the last one's figures are kept. */
  readonly spread: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a count makes anew. */
export type Figures = Pick<
  Defect,
  | 'reportCount'
  | 'unitCount'
  | 'cityCount'
  | 'builds'
  | 'confirmationCount'
  | 'voteCount'
  | 'score'
  | 'alarm'
>;

export const NO_FIGURES: Figures = {
  ...{ reportCount: 0, unitCount: 0, cityCount: 0, builds: [] },
  ...{ confirmationCount: 0, voteCount: 0, score: 0, alarm: null },
};

/** What happens to a defect besides its status. */
export type DefectDeed =
  'open' | 'merge' | 'unmerge' | 'raise' | 'keep' | 'hide' | 'ask_lift' | 'lift';

/** One step of its life; `reason` is public unless it is under embargo. */
export interface DefectEvent {
  readonly at: Date;
  /** Null when the system did it. */
  readonly byId: string | null;
  readonly action: DefectAction | DefectDeed;
  readonly status: DefectStatus;
  readonly resolution: Resolution | null;
  /** Of a contradiction: the build whose fix does not hold. */
  readonly fixBuild: string | null;
  readonly reason: string;
  /** Of a step of the system. */
  readonly evidence?: Evidence;
  /** The defect it was merged into, or cut from. */
  readonly other?: { readonly id: string; readonly ref: string };
}

/** Every legal step, read as `TRANSITIONS[status][action] = next`. */
const TRANSITIONS: Readonly<Record<DefectStatus, Partial<Record<DefectAction, DefectStatus>>>> = {
  open: { start: 'in_progress', resolve: 'resolved', decline: 'resolved' },
  in_progress: { resolve: 'resolved', decline: 'resolved' },
  resolved: { verify: 'verified', reopen: 'reopened', contradict: 'reopened' },
  verified: { reopen: 'reopened', contradict: 'reopened' },
  reopened: { start: 'in_progress', resolve: 'resolved', decline: 'resolved' },
};

/** The status after the action, or undefined where it is not legal. Only a fix can be judged. */
export function nextDefectStatus(
  defect: Pick<Defect, 'status' | 'resolution'>,
  action: DefectAction,
): DefectStatus | undefined {
  const isJudged = action === 'verify' || action === 'contradict';
  if (isJudged && defect.resolution !== 'fixed') return undefined;
  return TRANSITIONS[defect.status][action];
}

export const actionsOn = (defect: Pick<Defect, 'status' | 'resolution'>): readonly DefectAction[] =>
  DEFECT_ACTIONS.filter((action) => nextDefectStatus(defect, action) !== undefined);

export const isOpenStatus = (status: DefectStatus): boolean =>
  status !== 'resolved' && status !== 'verified';

/** What a step brings with it. */
export interface StepFacts {
  readonly resolution: Resolution | null;
  readonly fixBuild: string | null;
  readonly reason: string;
}

/** The defect's fields after a legal step; a reopened one has no resolution and no fix any more. */
export function afterStep(
  defect: Pick<Defect, 'status' | 'resolution' | 'fixBuild'>,
  action: DefectAction,
  facts: StepFacts,
): Pick<Defect, 'status' | 'isOpen' | 'resolution' | 'fixBuild'> | undefined {
  const status = nextDefectStatus(defect, action);
  if (!status) return undefined;
  const ending = action === 'verify' ? defect : isOpenStatus(status) ? NO_ENDING : facts;
  const { resolution, fixBuild } = ending;
  return { status, isOpen: isOpenStatus(status), resolution, fixBuild };
}

const NO_ENDING = { resolution: null, fixBuild: null } as const;

export const shelfOf = ({ isOpen, mergedInto }: Pick<Defect, 'isOpen' | 'mergedInto'>): Shelf =>
  mergedInto !== null ? 'merged' : isOpen ? 'open' : 'resolved';

/** What a report shows of its defect: its own words, and how the one that stands for it stands. */
export const summaryOf = (defect: Defect, root: Defect): DefectSummary => ({
  id: defect.id,
  ref: defect.ref,
  title: publicWords(defect).title.en,
  twin: defect.embargo?.twin.title ?? null,
  status: root.status,
  resolution: root.resolution,
  fixBuild: root.fixBuild,
  mergedInto: root.id === defect.id ? null : root.ref,
});
