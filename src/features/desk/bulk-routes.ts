import { randomUUID } from 'node:crypto';
import { page, text, type Reply } from '../../web/reply.js';
import { post, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import * as input from './bulk-input.js';
import { bulkModel, outcomeModel } from './bulk-page.js';
import type { BulkService } from './bulk-service.js';

export interface BulkRoutesDeps {
  readonly bulk: BulkService;
  readonly people: Accounts['cards'];
}

/** Many reports at once: first who gets what, then doing it. */
export const bulkRoutes = ({ bulk, people }: BulkRoutesDeps): readonly Route[] => [
  post('/desk/bulk', {
    access: 'qa',
    input: input.previewBulk,
    retry: () => refused(),
    async handle({ input: { refs, request }, viewer }) {
      const items = await bulk.preview(refs, request, viewer);
      const [choices, cards] = await Promise.all([
        bulk.choices(items, request),
        people(items.map(({ report }) => report.personId)),
      ]);
      const key = randomUUID();
      const model = bulkModel({ items, request, key, choices, people: cards });
      return page('desk/bulk', text('desk.bulk.title'), model);
    },
  }),
  post('/desk/bulk/run', {
    access: 'qa',
    input: input.runBulk,
    retry: () => refused(),
    async handle({ input: { key, marks, request }, viewer }) {
      const outcomes = await bulk.run(marks, request, viewer, key);
      const model = outcomeModel({ action: request.action, outcomes });
      return page('desk/bulk-done', text('desk.bulk.done_title'), model);
    },
  }),
];

const refused = (): Reply => page('desk/bulk', text('desk.bulk.title'));
