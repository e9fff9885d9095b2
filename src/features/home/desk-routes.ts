import { z } from 'zod';
import * as field from '../../kernel/input.js';
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

/** The queue of QA: two reads, however long it is. */
export const deskRoutes = ({ cards, queuePage }: DeskDeps): readonly Route[] => [
  get('/desk', {
    access: 'qa',
    input: showDesk,
    async handle({ input: { view, after }, viewer }) {
      const queue = await queuePage({ view, after, viewerId: viewer.id });
      const people = await cards(peopleOf(queue.rows));
      const facts = { view, after, viewer, queue, people };
      return page('home/desk', text('desk.title'), deskModel(facts));
    },
  }),
];
