import { isOpen, type QueueFilter, type QueueRequest, type ReportRow } from '../reports/index.js';
import type { QueueView, ReportKind, ReportStatus } from '../reports/index.js';

export const ASSIGNEES = ['me', 'nobody'] as const;

/** Which part of the queue somebody looks at: what the address of the desk says. */
export interface DeskView {
  readonly view: QueueView;
  readonly kind?: ReportKind | undefined;
  readonly status?: ReportStatus | undefined;
  readonly model?: string | undefined;
  /** Only together with a model: versions of different models are different things. */
  readonly build?: string | undefined;
  readonly assignee?: (typeof ASSIGNEES)[number] | undefined;
}

const FILTERS = ['kind', 'status', 'model', 'build', 'assignee'] as const;

export const isNarrowed = (view: DeskView): boolean =>
  FILTERS.some((name) => view[name] !== undefined);

/** Without what the view itself says: `mine` has an engineer, and a build needs its model. */
export const lawful = ({ view, build, assignee, ...rest }: DeskView): DeskView => ({
  ...rest,
  view,
  build: rest.model === undefined ? undefined : build,
  assignee: view === 'mine' ? undefined : assignee,
});

/** The same view always gives the same text: `view=open&kind=crash`. */
export function queryOf(view: DeskView): string {
  const { view: name, ...filters } = lawful(view);
  const query = new URLSearchParams({ view: name });
  for (const filter of FILTERS) {
    const value = filters[filter];
    if (value !== undefined) query.set(filter, value);
  }
  return query.toString();
}

export const addressOf = (query: string): string => `/desk?${query}`;

/** What the queue is asked for, for that viewer. */
export function requestOf(
  view: DeskView,
  viewerId: string,
): Pick<QueueRequest, 'view' | 'viewerId'> & QueueFilter {
  const { kind, status, model, build, assignee } = lawful(view);
  return {
    ...{ view: view.view, viewerId, kind, status, modelCode: model, build },
    assigneeId: assignee === undefined ? undefined : assignee === 'me' ? viewerId : null,
  };
}

/** Whether the report belongs to the view, as its index would say. */
export function isIn(
  view: DeskView,
  viewerId: string,
  report: Pick<ReportRow, 'kind' | 'status' | 'modelCode' | 'build' | 'assigneeId' | 'waiting'>,
): boolean {
  const { assigneeId, ...wanted } = requestOf(view, viewerId);
  const isStillOpen = isOpen(report.status);
  const fitsView = {
    waiting: report.waiting,
    mine: report.assigneeId === viewerId && isStillOpen,
    open: isStillOpen,
    answered: !isStillOpen,
  }[view.view];
  return (
    fitsView &&
    (assigneeId === undefined || report.assigneeId === assigneeId) &&
    (['kind', 'status', 'modelCode', 'build'] as const).every(
      (name) => wanted[name] === undefined || report[name] === wanted[name],
    )
  );
}
