import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import type { FigureService } from './figure-service.js';
import * as input from './promise-input.js';
import { editModel, showModel } from './promise-page.js';
import type { PromiseService } from './promise-service.js';

export interface PromiseRoutesDeps {
  readonly service: PromiseService;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly figures: FigureService;
}

export function promiseRoutes(deps: PromiseRoutesDeps): readonly Route[] {
  const { service, accounts, figures } = deps;

  /** Filled anew also after a refusal, so that a newer version is seen and can be built on. */
  async function form(): Promise<Reply> {
    const calendar = await service.current();
    const authors = 'byId' in calendar ? await accounts.cards([calendar.byId]) : undefined;
    const model = editModel(calendar, authors?.values().next().value);
    return page('promise/edit', text('promise.edit.title'), model);
  }
  return [
    get('/promise', {
      access: 'public',
      handle: async () =>
        page('promise/show', text('promise.show.title'), showModel(await figures())),
    }),
    get('/admin/promise', { access: 'admin', handle: form }),
    post('/admin/promise', {
      access: 'admin',
      input: input.changePromise,
      retry: form,
      async handle({ input: { terms, basedOn }, viewer }) {
        await service.change(terms, basedOn, viewer);
        return redirect('/admin/promise', 'promise.flash.saved');
      },
    }),
  ];
}
