import type { Page } from '../../kernel/page-request.js';
import type { Viewer } from '../../kernel/people.js';
import type { PersonCard } from '../accounts/index.js';
import {
  isLate,
  QUEUE_COUNT_MAX,
  QUEUE_VIEWS,
  REPORT_KINDS,
  REPORT_STATUSES,
  type QueueCounts,
  type QueueRow,
} from '../reports/index.js';
import { MAX_SAVED_VIEWS, type SavedView } from '../search/index.js';
import { namesOf, type Answering } from './answering.js';
import { BULK_ACTIONS } from './bulk.js';
import { addressOf, ASSIGNEES, isNarrowed, queryOf, type DeskView } from './desk-view.js';

export interface QueueFacts {
  readonly asked: DeskView;
  readonly after: string | undefined;
  readonly viewer: Viewer;
  readonly queue: Page<QueueRow>;
  /** Testers, assignees and who is answering. */
  readonly people: ReadonlyMap<string, PersonCard>;
  readonly answering: Answering;
  readonly counts: QueueCounts;
  readonly saved: readonly SavedView[];
  readonly models: readonly { readonly code: string; readonly name: string }[];
  /** Of the model that is asked for, the newest first. */
  readonly builds: readonly string[];
  /** Before anything was read. */
  readonly drawnAt: Date;
}

/** Everybody whom the rows name. */
export const peopleOf = (
  rows: readonly QueueRow[],
  answering: Answering,
): readonly (string | null)[] => [
  ...rows.flatMap(({ personId, assigneeId }) => [personId, assigneeId]),
  ...[...answering.values()].flat(),
];

export function queueModel(facts: QueueFacts) {
  const { asked, after, viewer, queue, saved, drawnAt } = facts;
  const query = queryOf(asked);
  const isShort = queue.rows.length < ROWS_OF_A_PAGE && queue.next !== undefined;
  return {
    asked,
    after,
    next: queue.next,
    /** Ended where it stopped looking. */
    isShort,
    address: addressOf(query),
    listenAt: `/desk/events?${query}&since=${drawnAt.getTime()}`,
    drawnMs: drawnAt.getTime(),
    tabs: QUEUE_VIEWS.map((name) => ({
      name,
      href: addressOf(queryOf({ view: name })),
      isCurrent: name === asked.view && !saved.some((view) => view.query === query),
      count: name === 'answered' ? undefined : countText(facts.counts[name]),
    })),
    saved: saved.map((view) => ({
      ...view,
      href: addressOf(view.query),
      isCurrent: view.query === query,
    })),
    isNarrowed: isNarrowed(asked),
    canSave:
      isNarrowed(asked) &&
      saved.length < MAX_SAVED_VIEWS &&
      !saved.some((view) => view.query === query),
    /** What a form about this view sends with it. */
    fields: [...new URLSearchParams(query)].map(([name, value]) => ({ name, value })),
    clearHref: addressOf(queryOf({ view: asked.view })),
    kinds: REPORT_KINDS,
    statuses: REPORT_STATUSES,
    assignees: asked.view === 'mine' ? [] : ASSIGNEES,
    models: facts.models.map(({ code, name }) => ({ value: code, label: name })),
    builds: facts.builds.map((version) => ({ value: version, label: version })),
    actions: BULK_ACTIONS,
    rows: queue.rows.map((row) => rowModel(row, viewer, facts)),
  };
}

const ROWS_OF_A_PAGE = 50;

const countText = (count: number): string =>
  count < QUEUE_COUNT_MAX ? String(count) : `${QUEUE_COUNT_MAX - 1}+`;

function rowModel(row: QueueRow, viewer: Viewer, { people, answering }: QueueFacts) {
  const tester = people.get(row.personId)?.name;
  const assignee = row.assigneeId === null ? undefined : people.get(row.assigneeId)?.name;
  const isMine = row.assigneeId === viewer.id;
  return {
    ref: row.ref,
    title: row.title,
    kind: row.kind,
    status: row.status,
    unitRef: row.unitRef,
    build: row.build,
    createdAt: row.createdAt,
    defectRef: row.defectRef,
    crash: row.crash,
    tester,
    assignee,
    isMine,
    canTake: row.assigneeId === null,
    // Whoever came back waits by a clock of our own.
    due: row.waiting ? row.dueAt : (row.reanswerDueAt ?? undefined),
    isLate: row.firstResponseAt !== null && isLate(row, row.firstResponseAt),
    // At least a millisecond: nothing at all would look like no answer.
    tookMs: row.responseMs === null ? undefined : Math.max(1, row.responseMs),
    answering: namesOf(answering.get(row.ref) ?? [], viewer, people),
    /** All that can change in what the row says, besides the time that is left and who answers. */
    edition: [
      ...[row.id, row.status, row.unitRef, row.build, row.defectRef, tester, assignee, isMine],
      ...[row.title, row.crash?.count, row.crash?.title],
    ].join('\n'),
  };
}
