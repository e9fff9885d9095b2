import type { z } from 'zod';
import type { Viewer } from '../../kernel/people.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Retry, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import { answerInputs, listAnswers } from './canned-answer-input.js';
import { formModel, listModel } from './canned-answer-page.js';
import type { AnswerWords, CannedAnswerService } from './canned-answer-service.js';

export interface CannedAnswerRoutesDeps {
  readonly service: CannedAnswerService;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly kinds: readonly string[];
}

export function cannedAnswerRoutes({ service, accounts, kinds }: CannedAnswerRoutesDeps) {
  const input = answerInputs(kinds);
  const fresh = (): Reply =>
    page(
      'canned-answers/edit',
      text('answers.new'),
      formModel({ answer: undefined, author: undefined, kinds, isOutdated: false }),
    );
  /** Always the newest one, so that what is sent again replaces what was seen. */
  async function edit(ref: string, isOutdated = false): Promise<Reply> {
    const answer = await service.byRef(ref);
    const author = (await accounts.cards([answer.updatedById])).get(answer.updatedById);
    const model = formModel({ answer, author, kinds, isOutdated });
    return page('canned-answers/edit', text('answers.edit', { name: answer.name }), model);
  }
  const retry = ({ params, refusal }: Retry<Viewer>) =>
    edit(params['ref'] ?? '', refusal.code === 'answers.changed');
  const list = (flash: string) => redirect('/desk/answers', `answers.flash.${flash}`);

  const routes: readonly Route[] = [
    get('/desk/answers', {
      access: 'qa',
      input: listAnswers,
      async handle({ input: { view } }) {
        const answers = await service.list(view === 'retired');
        return page('canned-answers/list', text('answers.title'), listModel(view, answers));
      },
    }),
    get('/desk/answers/new', { access: 'qa', handle: fresh }),
    post('/desk/answers', {
      access: 'qa',
      input: input.add,
      retry: fresh,
      async handle({ input: { ref, ...words }, viewer }) {
        await service.add(ref, wordsOf(words), viewer);
        return list('added');
      },
    }),
    get('/desk/answers/:ref', {
      access: 'qa',
      input: input.show,
      handle: ({ input: { ref } }) => edit(ref),
    }),
    post('/desk/answers/:ref', {
      access: 'qa',
      input: input.edit,
      retry,
      async handle({ input: { ref, revision, ...words }, viewer }) {
        await service.edit({ ref, revision }, wordsOf(words), viewer);
        return list('saved');
      },
    }),
    ...(['retire', 'restore'] as const).map((action) =>
      post(`/desk/answers/:ref/${action}`, {
        access: 'qa',
        input: input.retire,
        retry,
        async handle({ input: basedOn, viewer }) {
          await service.setRetired(basedOn, action === 'retire', viewer);
          return list(action);
        },
      }),
    ),
  ];
  return routes;
}

type Typed = Pick<
  z.output<ReturnType<typeof answerInputs>['add']>,
  'name' | 'text_en' | 'text_zh' | 'kinds'
>;
const wordsOf = ({ name, text_en: en, text_zh: zh, kinds }: Typed): AnswerWords => ({
  ...{ name, kinds },
  text: { en, 'zh-CN': zh },
});
