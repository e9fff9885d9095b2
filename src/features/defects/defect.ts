import type { DefectSummary } from '../reports/index.js';

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

/** The known thing behind reports. Everything of it but names is public. */
export interface Defect {
  readonly id: string;
  /** `D-17` */
  readonly ref: string;
  readonly modelCode: string;
  /** Words of QA for everybody: a defect page shows nothing that a tester wrote. */
  readonly title: string;
  readonly note: string;
  readonly severity: Severity;
  readonly status: DefectStatus;
  /** Follows from the status, stored for the index. */
  readonly isOpen: boolean;
  readonly resolution: Resolution | null;
  /** The build that has the fix. */
  readonly fixBuild: string | null;
  readonly createdById: string;
  readonly history: readonly DefectEvent[];
  /** Reports linked to it; counted anew after each link. */
  readonly reportCount: number;
  /** Its reports do not all show its newest summary yet. */
  readonly isSpreading: boolean;
  /** Raised by whoever begins to spread the summary: only the last one may say it is done. */
  readonly spread: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** One step of its life; `reason` is public. */
export interface DefectEvent {
  readonly at: Date;
  /** Null when the system did it. */
  readonly byId: string | null;
  readonly action: DefectAction | 'open';
  readonly status: DefectStatus;
  readonly resolution: Resolution | null;
  /** Of a contradiction: the build whose fix does not hold. */
  readonly fixBuild: string | null;
  readonly reason: string;
  /** Of a step of the system. */
  readonly evidence?: Evidence;
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

/** What a report shows of its defect. */
export const summaryOf = (defect: Defect): DefectSummary => ({
  id: defect.id,
  ref: defect.ref,
  title: defect.title,
  status: defect.status,
  resolution: defect.resolution,
  fixBuild: defect.fixBuild,
});
