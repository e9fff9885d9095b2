import type { Page } from '../../kernel/page-request.js';
import { hasRole, isStaff, type Viewer } from '../../kernel/people.js';
import type { PersonCard } from '../accounts/index.js';
import type { Report, ReportRow } from '../reports/index.js';
import type { Comeback } from '../crashes/index.js';
import type { Build, DeviceModel } from '../rounds/index.js';
import { actionsOn, type Defect } from './defect.js';
import type { DefectRow } from './defect-queries.js';

export type DefectView = 'open' | 'resolved';

/** The status as a colour of `partials/tag`; closed without a fix is plain. */
export const toneOf = ({ status, resolution }: Pick<Defect, 'status' | 'resolution'>) => {
  if (status === 'verified') return 'ok';
  if (status === 'resolved') return resolution === 'fixed' ? 'ok' : undefined;
  return status === 'in_progress' ? 'info' : 'warn';
};

export const listModel = (
  view: DefectView,
  defects: Page<DefectRow>,
  after: string | undefined,
  models: readonly DeviceModel[],
) => ({
  view,
  defects: defects.rows.map((row) => ({ ...row, tone: toneOf(row) })),
  next: defects.next,
  after,
  models: models.map(({ code, name }) => ({ value: code, label: `${name} (${code})` })),
});

/** The published release that brought a fix. */
export interface BroughtBy {
  /** As in `/releases/:version`. */
  readonly version: string;
  readonly build: string;
}

export interface DefectFacts {
  readonly defect: Defect;
  readonly viewer: Viewer | undefined;
  /** For staff; a public page shows nothing that a tester wrote. */
  readonly reports: Page<ReportRow> | undefined;
  /** For staff: groups of crashes that came back. */
  readonly comebacks: readonly Comeback[];
  readonly people: ReadonlyMap<string, PersonCard>;
  readonly builds: readonly Build[];
  readonly release: BroughtBy | undefined;
  readonly after: string | undefined;
}

export function showModel(facts: DefectFacts) {
  const { defect, viewer, reports, comebacks, people, builds, release, after } = facts;
  const canWork = hasRole(viewer, 'qa');
  const actions = new Set(canWork ? actionsOn(defect) : []);
  return {
    defect: { ...defect, tone: toneOf(defect) },
    history: defect.history.map((event) => ({
      ...event,
      step: event.evidence ? `${event.action}_${event.evidence}` : event.action,
      isBySystem: event.byId === null,
      by: isStaff(viewer) ? people.get(event.byId ?? '')?.name : undefined,
    })),
    // A later fix makes what came back before it history.
    comebacks: comebacks.filter(
      ({ fixBuild }) => defect.fixBuild === null || defect.fixBuild === fixBuild,
    ),
    reports: reports?.rows,
    next: reports?.next,
    after,
    release,
    builds: builds.map(({ version }) => ({ value: version, label: version })).reverse(),
    canWork,
    canStart: actions.has('start'),
    canResolve: actions.has('resolve'),
    canDecline: actions.has('decline'),
    canVerify: actions.has('verify'),
    canReopen: actions.has('reopen'),
  };
}

export const choicesOf = (defects: readonly Pick<Defect, 'ref' | 'title'>[]) =>
  defects.map(({ ref, title }) => ({ value: ref, label: `${ref} ${title}` }));

export const linkModel = (
  report: Pick<Report, 'ref' | 'title' | 'modelCode' | 'defect'>,
  choices: readonly { readonly value: string; readonly label: string }[],
) => ({ report, choices });
