import type { Page } from '../../kernel/page-request.js';
import type { Viewer } from '../../kernel/people.js';
import type { PersonCard } from '../accounts/index.js';
import { isLate, type QueueRow, type QueueView } from '../reports/index.js';

export interface DeskFacts {
  readonly view: QueueView;
  readonly after: string | undefined;
  readonly viewer: Viewer;
  readonly queue: Page<QueueRow>;
  /** Testers and assignees. */
  readonly people: ReadonlyMap<string, PersonCard>;
}

/** Everybody whom the rows name. */
export const peopleOf = (rows: readonly QueueRow[]): readonly string[] =>
  rows.flatMap(({ personId, assigneeId }) => (assigneeId ? [personId, assigneeId] : [personId]));

export const deskModel = ({ view, after, viewer, queue, people }: DeskFacts) => ({
  view,
  after,
  next: queue.next,
  rows: queue.rows.map((row) => {
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
      due: row.waiting ? row.dueAt : undefined,
      isLate: row.firstResponseAt !== null && isLate(row, row.firstResponseAt),
      // At least a millisecond: nothing at all would look like no answer.
      tookMs: row.responseMs === null ? undefined : Math.max(1, row.responseMs),
      /** All that can change in what the row says, besides the time that is left. */
      edition: [
        ...[row.id, row.status, row.unitRef, row.build, row.defectRef, tester, assignee, isMine],
        ...[row.crash?.count, row.crash?.title],
      ].join('\n'),
    };
  }),
});
