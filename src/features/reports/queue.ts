import type { Report, ReportKind, ReportStatus } from './report.js';

export const QUEUE_VIEWS = ['waiting', 'mine', 'open', 'answered'] as const;
export type QueueView = (typeof QUEUE_VIEWS)[number];

/** What a view is narrowed to; a field that is left out narrows nothing. */
export interface QueueFilter {
  readonly kind?: ReportKind | undefined;
  readonly status?: ReportStatus | undefined;
  readonly modelCode?: string | undefined;
  /** Only together with a model. */
  readonly build?: string | undefined;
  /** Null: nobody's. */
  readonly assigneeId?: string | null | undefined;
}

export interface QueueRequest extends QueueFilter {
  readonly view: QueueView;
  readonly after: string | undefined;
  readonly viewerId: string;
}

/** A line of the queue of QA. */
export type QueueRow = Pick<
  Report,
  | 'id'
  | 'ref'
  | 'title'
  | 'kind'
  | 'status'
  | 'personId'
  | 'unitRef'
  | 'build'
  | 'assigneeId'
  | 'waiting'
  | 'dueAt'
  | 'firstResponseAt'
  | 'responseMs'
  | 'reanswerDueAt'
  | 'createdAt'
> & {
  readonly defectRef: string | undefined;
  /** What was found in its files: the title of the first crash, and how many there are. */
  readonly crash: { readonly title: string; readonly count: number } | undefined;
};

/** Reports that one page looks at before it shows what fits so far, with a way to look further. */
export const QUEUE_LOOK = 2_000;

/** Counts end here: more is "99+". */
export const QUEUE_COUNT_MAX = 100;

/** Which index a page walks along, what it selects by that index, and what is left to look at. */
export interface QueueWalk {
  readonly index: 'by_deadline' | 'by_assignee' | 'by_build' | 'by_model' | 'by_open';
  readonly selects: Readonly<Record<string, string | boolean | null>>;
  readonly checks: Readonly<Record<string, string | null>>;
}

/**
 * Waiting reports are always walked by their deadline. The other views take the index that leaves
 * least to look at: an engineer's, a build's, a model's, or that of all.
 */
export function queueWalk({ view, viewerId, ...filter }: QueueRequest): QueueWalk {
  const { kind, status, modelCode, build } = filter;
  const assigneeId = view === 'mine' ? viewerId : filter.assigneeId;
  if (view === 'waiting')
    return {
      index: 'by_deadline',
      selects: { waiting: true },
      checks: named({ assigneeId, modelCode, build, kind, status }),
    };
  const isOpen = view !== 'answered';
  if (assigneeId !== undefined)
    return {
      index: 'by_assignee',
      selects: { assigneeId, isOpen },
      checks: named({ modelCode, build, kind, status }),
    };
  const checks = named({ kind, status });
  if (modelCode !== undefined && build !== undefined)
    return { index: 'by_build', selects: { modelCode, build, isOpen }, checks };
  if (modelCode !== undefined) return { index: 'by_model', selects: { modelCode, isOpen }, checks };
  return { index: 'by_open', selects: { isOpen }, checks };
}

const named = (
  fields: Readonly<Record<string, string | null | undefined>>,
): Readonly<Record<string, string | null>> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
