import { z } from 'zod';
import type { Clock } from '../../kernel/clock.js';
import * as field from '../../kernel/input.js';
import { json } from '../../web/reply.js';
import { post, type Route } from '../../web/route.js';
import type { AnsweringStore } from './answering-store.js';
import type { Feed } from './feed-service.js';

export interface BesideRoutesDeps {
  readonly answering: AnsweringStore;
  readonly feed: Feed;
  readonly clock: Clock;
}

const nameReport = z.strictObject({ ref: field.ref('R') });

/** Browsers say now and then that their person is answering a report. */
export const besideRoutes = ({ answering, feed, clock }: BesideRoutesDeps): readonly Route[] => [
  post('/reports/:ref/answering', {
    access: 'qa',
    input: nameReport,
    async handle({ input: { ref }, viewer }) {
      if (await answering.note(ref, viewer.id, clock.now())) feed.nudge();
      return json({});
    },
  }),
];
