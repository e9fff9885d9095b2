import type { Clock } from '../../kernel/clock.js';
import { shareReads } from '../../kernel/share-reads.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import { periodOf, shiftPeriod, startOf } from '../standing/index.js';
import type { Answers, AnswersRequest } from './figures.js';
import * as input from './promise-input.js';
import { editModel, showModel, WEEKS_SHOWN } from './promise-page.js';
import type { PromiseService } from './promise-service.js';

export interface PromiseRoutesDeps {
  readonly service: PromiseService;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly clock: Clock;
  readonly answersSince: (request: AnswersRequest) => Promise<Answers>;
}

export function promiseRoutes(deps: PromiseRoutesDeps): readonly Route[] {
  const { service, accounts, clock } = deps;

  /** Filled anew also after a refusal, so that a newer version is seen and can be built on. */
  async function form(): Promise<Reply> {
    const calendar = await service.current();
    const authors = 'byId' in calendar ? await accounts.cards([calendar.byId]) : undefined;
    const model = editModel(calendar, authors?.values().next().value);
    return page('promise/edit', text('promise.edit.title'), model);
  }
  /** Everybody may ask for the figures, so those who ask at once share one read. */
  const read = shareReads(
    () => 'promise',
    async () => {
      const calendar = await service.current();
      const { zone } = calendar;
      const now = clock.now();
      const week = periodOf(now, zone);
      const since = (weeks: number) => startOf(shiftPeriod(week, 1 - weeks), zone);
      const request = { from: since(WEEKS_SHOWN), breachesFrom: since(2), now, zone };
      return { calendar, now, answers: await deps.answersSince(request) };
    },
  );
  return [
    get('/promise', {
      access: 'public',
      handle: async () =>
        page('promise/show', text('promise.show.title'), showModel(await read(undefined))),
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
