import type { Language, Viewer } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import type { Units } from '../units/index.js';
import type { InPublicWords } from './public-words.js';
import * as input from './retest-input.js';
import type { RetestDefects } from './retest-defects.js';
import { defectModel, listModel, showModel } from './retest-page.js';
import type { RetestQueries } from './retest-queries.js';
import type { RetestService } from './retest-service.js';
import { answerOf } from './retest.js';

export interface RetestRoutesDeps {
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly defects: Pick<RetestDefects, 'service'>;
  readonly service: RetestService;
  readonly inPublicWords: InPublicWords;
  readonly queries: Pick<RetestQueries, 'ofUnits' | 'ofDefect'>;
  readonly units: Pick<Units['service'], 'unitsHeldBy'>;
  readonly translations: Translations;
}

/** What the holder of a unit is asked to try again. */
export const retestRoutes = (deps: RetestRoutesDeps): readonly Route[] => [
  ...holderRoutes(deps),
  ...staffRoutes(deps),
];

function holderRoutes(deps: RetestRoutesDeps): Route[] {
  const { service, inPublicWords, queries, units, translations } = deps;
  async function show(id: string, viewer: Viewer, language: Language): Promise<Reply> {
    const own = await service.own(id, viewer);
    const say = (key: string) => translations.translate(language, key);
    const { defectRef, fixBuild } = own.card;
    return page(
      'retests/show',
      text('retests.show.title', { defect: defectRef, build: fixBuild }),
      showModel(own, say),
    );
  }
  return [
    get('/retests', {
      access: 'tester',
      input: input.listRetests,
      async handle({ input: { after }, viewer }) {
        const held = await units.unitsHeldBy(viewer.id);
        const found = await queries.ofUnits(
          held.map(({ id }) => id),
          after,
        );
        const cards = { ...found, rows: await inPublicWords(found.rows) };
        return page('retests/list', text('retests.list.title'), listModel(cards, after));
      },
    }),
    get('/retests/:id', {
      access: 'tester',
      input: input.showRetest,
      handle: ({ input: { id }, viewer, facts }) => show(id, viewer, facts.language),
    }),
    post('/retests/:id', {
      access: 'tester',
      input: input.answer,
      retry: ({ params, viewer, facts }) => show(params['id'] ?? '', viewer, facts.language),
      async handle({ input: { id, ...form }, viewer }) {
        await service.answer(id, form, viewer);
        return redirect(`/retests/${id}`, 'retests.said.answered');
      },
    }),
  ];
}

/** What was answered about a defect, under its own address. */
function staffRoutes({ accounts, defects, queries }: RetestRoutesDeps): Route[] {
  return [
    get('/defects/:ref/retests', {
      access: 'staff',
      input: input.listOfDefect,
      async handle({ input: { ref, after } }) {
        const { id } = await defects.service.byRef(ref);
        const cards = await queries.ofDefect(id, after);
        const people = await accounts.cards(
          cards.rows.map((card) => answerOf(card)?.personId ?? card.personId),
        );
        const title = text('retests.of_defect.title', { defect: ref });
        return page('retests/of-defect', title, defectModel(ref, cards, people, after));
      },
    }),
  ];
}
