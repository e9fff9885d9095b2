import type { Viewer } from '../../kernel/people.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Route } from '../../web/route.js';
import * as input from './search-input.js';
import { addressOf, searchModel } from './search-page.js';
import type { SearchService } from './search-service.js';

/** Everybody may search; what is found depends on who asks (`search-reach.ts`). */
export function searchRoutes({ service }: { readonly service: SearchService }): readonly Route[] {
  async function show(typed: string, viewer: Viewer | undefined, after?: string): Promise<Reply> {
    const [result, views] = await Promise.all([
      service.find(typed, viewer, after),
      service.viewsOf(viewer),
    ]);
    const title = typed === '' ? text('search.title') : text('search.title_of', { query: typed });
    return page('search/index', title, searchModel({ typed, result, views, viewer, after }));
  }

  return [
    get('/search', {
      access: 'public',
      input: input.search,
      handle: ({ input: { q, after }, viewer }) => show(q, viewer, after),
    }),
    post('/search/views', {
      access: 'member',
      input: input.saveView,
      retry: ({ values, viewer }) =>
        show(typeof values['q'] === 'string' ? values['q'] : '', viewer),
      async handle({ input: { q, name }, viewer }) {
        await service.saveView(viewer, { name, query: q });
        return redirect(addressOf(q), 'search.said.saved');
      },
    }),
    post('/search/views/remove', {
      access: 'member',
      input: input.removeView,
      async handle({ input: { q, name }, viewer }) {
        await service.removeView(viewer, name);
        return redirect(addressOf(q), 'search.said.removed');
      },
    }),
  ];
}
