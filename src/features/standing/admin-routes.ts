import type { Language, Viewer } from '../../kernel/people.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Retry, type Route } from '../../web/route.js';
import * as input from './standing-input.js';
import { queueModel } from './queue-page.js';
import { namedIn, personModel } from './standing-page.js';
import { sceneFor, type StandingRoutesDeps } from './standing-routes.js';
import { foldStanding } from './standing.js';

/** Where humans decide: who waits for a word, and everything that is known of one person. */
export function standingAdminRoutes(deps: StandingRoutesDeps): readonly Route[] {
  const { service, ledgers, queries } = deps;

  async function show(handle: string, viewer: Viewer, language: Language): Promise<Reply> {
    const { id, name, handle: known } = await service.personBy(handle);
    const { entries } = await ledgers.ledgerOf(id);
    const scene = await sceneFor(deps, language, namedIn(entries));
    const standing = foldStanding(id, entries);
    return page(
      'standing/person',
      text('standing.person.title', { name }),
      personModel({ id, name, handle: known }, standing, entries, viewer.id, scene),
    );
  }
  const retry = ({ params, viewer, facts }: Retry<Viewer>) =>
    show(params['handle'] ?? '', viewer, facts.language);

  return [
    get('/admin/standing', {
      access: 'admin',
      input: input.listQueue,
      async handle({ input: { view, after }, facts }) {
        const [found, counts] = await Promise.all([
          queries.queuePage(view, after),
          queries.counts(),
        ]);
        const people = found.rows.map(({ personId }) => personId);
        const scene = await sceneFor(deps, facts.language, people);
        const model = queueModel({ view, page: found, counts, after }, scene);
        return page('standing/queue', text('standing.queue.title'), model);
      },
    }),
    get('/admin/standing/:handle', {
      access: 'admin',
      input: input.showPerson,
      handle: ({ input: { handle }, viewer, facts }) => show(handle, viewer, facts.language),
    }),
    post('/admin/standing/:handle/decision', {
      access: 'admin',
      input: input.decide,
      retry,
      async handle({ input: { handle, outcome, reason }, viewer }) {
        await service.decide(handle, outcome, reason, viewer);
        return redirect(`/admin/standing/${handle}`, `standing.flash.${outcome}`);
      },
    }),
    post('/admin/standing/:handle/appeal', {
      access: 'admin',
      input: input.decideAppeal,
      retry,
      async handle({ input: { handle, outcome, reason }, viewer }) {
        await service.decideAppeal(handle, outcome, reason, viewer);
        return redirect(`/admin/standing/${handle}`, `standing.flash.${outcome}`);
      },
    }),
  ];
}
