import type { Clock } from '../../kernel/clock.js';
import type { Viewer } from '../../kernel/people.js';
import { shareReads } from '../../kernel/share-reads.js';
import { events, page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import type { QueueRequest, Reports } from '../reports/index.js';
import type { Rota } from '../rota/index.js';
import type { Rounds } from '../rounds/index.js';
import type { AnsweringStore } from './answering-store.js';
import * as input from './desk-input.js';
import { addressOf, queryOf, requestOf, type DeskView } from './desk-view.js';
import type { Feed } from './feed-service.js';
import { peopleOf, queueModel } from './queue-page.js';
import type { ViewService } from './view-service.js';

export interface QueueDeps {
  readonly people: Accounts['cards'];
  readonly reports: Pick<Reports, 'queuePage' | 'queueCounts'>;
  readonly rounds: Pick<Rounds['service'], 'allModels' | 'buildsOf'>;
  readonly rota: Pick<Rota, 'notesFor'>;
  readonly answering: AnsweringStore;
  readonly views: ViewService;
  readonly feed: Feed;
  readonly clock: Clock;
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** The queue of QA: the same reads however long it is, shared by all who look at it at once. */
export function queueRoutes(deps: QueueDeps): readonly Route[] {
  const { people, reports, rounds, rota, answering, views, feed, clock } = deps;

  const readQueue = shareReads(
    ({ viewerId, ...request }: QueueRequest) =>
      JSON.stringify([request, request.view === 'mine' && viewerId]),
    async (request) => {
      const [queue, current] = await Promise.all([
        reports.queuePage(request),
        answering.now(clock.now()),
      ]);
      const cards = await people(peopleOf(queue.rows, current).filter(isText));
      return { queue, people: cards, answering: current };
    },
  );
  const readModels = shareReads(
    (model: string | undefined) => model ?? '',
    async (model) => {
      const [models, builds] = await Promise.all([
        rounds.allModels(),
        model === undefined ? [] : rounds.buildsOf(model),
      ]);
      return { models, builds: builds.map(({ version }) => version).reverse() };
    },
  );

  const readCounts = shareReads((viewerId: string) => viewerId, reports.queueCounts);

  async function show(asked: DeskView, viewer: Viewer, after?: string): Promise<Reply> {
    const drawnAt = clock.now();
    const [found, choices, counts, saved, notes] = await Promise.all([
      readQueue({ ...requestOf(asked, viewer.id), after }),
      readModels(asked.model),
      readCounts(viewer.id),
      views.of(viewer),
      rota.notesFor(viewer.id),
    ]);
    return page('desk/index', text('desk.title'), {
      ...queueModel({ ...found, ...choices, asked, after, viewer, counts, saved, drawnAt }),
      notes,
    });
  }

  return [
    get('/desk', {
      access: 'qa',
      input: input.showDesk,
      handle: ({ input: { asked, after }, viewer }) => show(asked, viewer, after),
    }),
    get('/desk/events', {
      access: 'qa',
      input: input.listen,
      handle: ({ input: { asked, since }, viewer }) =>
        events(
          (line, lastEventId) =>
            feed.listen({ personId: viewer.id, view: asked, line }, lastEventId, since),
          '/desk',
        ),
    }),
    get('/desk/keys', {
      access: 'qa',
      handle: () => page('desk/keys', text('desk.keys.title')),
    }),
    post('/desk/views', {
      access: 'qa',
      input: input.saveView,
      retry: ({ values, viewer }) => show(input.viewIn(values), viewer),
      async handle({ input: { asked, name }, viewer }) {
        const query = queryOf(asked);
        await views.save(viewer, { name, query });
        return redirect(addressOf(query), 'desk.said.saved');
      },
    }),
    post('/desk/views/remove', {
      access: 'qa',
      input: input.saveView,
      async handle({ input: { asked, name }, viewer }) {
        await views.remove(viewer, name);
        return redirect(addressOf(queryOf(asked)), 'desk.said.removed');
      },
    }),
  ];
}
