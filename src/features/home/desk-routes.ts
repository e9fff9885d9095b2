import { z } from 'zod';
import * as field from '../../kernel/input.js';
import { shareReads } from '../../kernel/share-reads.js';
import { page, text } from '../../web/reply.js';
import { get, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import { QUEUE_VIEWS, type Reports } from '../reports/index.js';
import { deskModel, peopleOf } from './desk-page.js';

export interface DeskDeps {
  readonly cards: Accounts['cards'];
  readonly queuePage: Reports['queuePage'];
}

const showDesk = z.strictObject({
  view: field.choice(QUEUE_VIEWS).default('waiting').catch('waiting'),
  after: field.cursor,
});

/** The queue of QA: two reads, however long it is, and shared by all who look at it at once. */
export function deskRoutes({ cards, queuePage }: DeskDeps): readonly Route[] {
  const readQueue = shareReads(
    ({ view, after, viewerId }: QueueRequest) =>
      JSON.stringify([view, after, view === 'mine' && viewerId]),
    async (request) => {
      const queue = await queuePage(request);
      return { queue, people: await cards(peopleOf(queue.rows)) };
    },
  );
  return [
    get('/desk', {
      access: 'qa',
      input: showDesk,
      async handle({ input: { view, after }, viewer }) {
        const found = await readQueue({ view, after, viewerId: viewer.id });
        return page('home/desk', text('desk.title'), deskModel({ view, after, viewer, ...found }));
      },
    }),
  ];
}

type QueueRequest = Parameters<DeskDeps['queuePage']>[0];
