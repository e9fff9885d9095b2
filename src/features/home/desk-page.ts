import type { Page } from '../../kernel/page-request.js';
import type { Viewer } from '../../kernel/people.js';
import type { PersonCard } from '../accounts/index.js';
import { dutyBetween, type QueueView, type ReportRow } from '../reports/index.js';

export interface DeskFacts {
  readonly view: QueueView;
  readonly after: string | undefined;
  readonly viewer: Viewer;
  readonly queue: Page<ReportRow>;
  /** Testers and assignees. */
  readonly people: ReadonlyMap<string, PersonCard>;
  /** By report: the first crash found in it and how many there are. */
  readonly crashes: ReadonlyMap<string, { readonly title: string; readonly count: number }>;
}

/** Everybody whom the rows name. */
export const peopleOf = (rows: readonly ReportRow[]): readonly string[] =>
  rows.flatMap(({ personId, assigneeId }) => (assigneeId ? [personId, assigneeId] : [personId]));

export const deskModel = ({ view, after, viewer, queue, people, crashes }: DeskFacts) => ({
  view,
  after,
  next: queue.next,
  rows: queue.rows.map((row) => ({
    ...row,
    tester: people.get(row.personId)?.name,
    assignee: row.assigneeId === null ? undefined : people.get(row.assigneeId)?.name,
    isMine: row.assigneeId === viewer.id,
    canTake: row.assigneeId === null,
    crash: crashes.get(row.id),
    due: row.waiting ? row.dueAt : undefined,
    tookMs: row.firstResponseAt ? tookMs(row.createdAt, row.firstResponseAt) : undefined,
  })),
});

/** At least a millisecond: nothing at all would look like no answer. */
const tookMs = (createdAt: Date, answeredAt: Date): number =>
  Math.max(1, dutyBetween(createdAt, answeredAt));
