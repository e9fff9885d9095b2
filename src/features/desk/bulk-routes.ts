import { randomUUID } from 'node:crypto';
import type { Viewer } from '../../kernel/people.js';
import { page, text, type Reply } from '../../web/reply.js';
import { post, type Retry, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import * as input from './bulk-input.js';
import { bulkModel, outcomeModel } from './bulk-page.js';
import type { BulkService } from './bulk-service.js';
import type { BulkRequest } from './bulk.js';

export interface BulkRoutesDeps {
  readonly bulk: BulkService;
  readonly people: Accounts['cards'];
}

/** Many reports at once: first who gets what, then doing it. */
export function bulkRoutes({ bulk, people }: BulkRoutesDeps): readonly Route[] {
  async function preview(
    refs: readonly string[],
    request: BulkRequest,
    viewer: Viewer,
  ): Promise<Reply> {
    const items = await bulk.preview(refs, request, viewer);
    const [choices, cards] = await Promise.all([
      bulk.choices(items, request),
      people(items.map(({ report }) => report.personId)),
    ]);
    const key = randomUUID();
    const model = bulkModel({ items, request, key, choices, people: cards });
    return page('desk/bulk', text('desk.bulk.title'), model);
  }
  /** With all that was chosen and typed, unless there is nothing to go on from. */
  const retry = ({ values, viewer }: Retry<Viewer>): Reply | Promise<Reply> => {
    const typed = input.bulkIn(values);
    if (!typed) return page('desk/bulk', text('desk.bulk.title'));
    return preview(typed.refs, typed.request, viewer);
  };
  return [
    post('/desk/bulk', {
      access: 'qa',
      input: input.previewBulk,
      retry,
      handle: ({ input: { refs, request }, viewer }) => preview(refs, request, viewer),
    }),
    post('/desk/bulk/run', {
      access: 'qa',
      input: input.runBulk,
      retry,
      async handle({ input: { key, marks, request }, viewer }) {
        const outcomes = await bulk.run(marks, request, viewer, key);
        const model = outcomeModel({ action: request.action, outcomes });
        return page('desk/bulk-done', text('desk.bulk.done_title'), model);
      },
    }),
  ];
}
