import type { Clock } from '../../kernel/clock.js';
import { InvalidInput, NotFound } from '../../kernel/errors.js';
import type { Language, Viewer } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type RequestFacts, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import type { Units } from '../units/index.js';
import * as input from './case-input.js';
import { kindsFor, listModel, newModel, showModel } from './case-page.js';
import type { CaseGroup, CaseQueries } from './case-queries.js';
import { possibleKinds } from './case-rules.js';
import type { CaseService } from './case-service.js';
import type { CaseKind } from './case.js';

export interface CaseRoutesDeps {
  readonly service: CaseService;
  readonly queries: CaseQueries;
  readonly units: Pick<Units, 'service' | 'photos'>;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly translations: Translations;
  readonly clock: Clock;
}

export const caseRoutes = (deps: CaseRoutesDeps): readonly Route[] => [
  ...listRoutes(deps),
  ...openRoutes(deps),
  ...decideRoutes(deps),
];

const wordsIn =
  ({ translations }: CaseRoutesDeps, language: Language) =>
  (key: string, facts = {}) =>
    translations.translate(language, key, facts);

function listRoutes(deps: CaseRoutesDeps): Route[] {
  const { queries, accounts } = deps;

  async function list(
    language: Language,
    after: string | undefined,
    group: CaseGroup | undefined,
    viewer: Viewer,
  ): Promise<Reply> {
    const [found, reviews] = await Promise.all([
      group ? queries.adminPage(group, after) : queries.minePage(viewer.id, after),
      queries.reviews(),
    ]);
    const ids = found.rows.flatMap(({ holderId }) => holderId ?? []);
    const people = await accounts.cards([...ids, ...reviews.map(({ byId }) => byId)]);
    const say = wordsIn(deps, language);
    const model = listModel({ found, people, group, after, reviews, say });
    return page('cases/list', text(group ? 'cases.admin' : 'cases.mine'), model);
  }

  return [
    get('/cases', {
      access: 'tester',
      input: input.listMine,
      handle: ({ input, viewer, facts }) => list(facts.language, input.after, undefined, viewer),
    }),
    get('/admin/cases', {
      access: 'admin',
      input: input.listCases,
      handle: ({ input: { group = 'waiting', after }, viewer, facts }) =>
        list(facts.language, after, group, viewer),
    }),
  ];
}

function openRoutes(deps: CaseRoutesDeps): Route[] {
  const { service, units } = deps;

  async function newPage(
    ref: string,
    viewer: Viewer,
    language: Language,
    kind?: CaseKind,
  ): Promise<Reply> {
    const unit = await service.unitFor(ref, viewer);
    const possible = possibleKinds(kindsFor(viewer), unit);
    const model = newModel({ unit, viewer, kind, possible, say: wordsIn(deps, language) });
    return page('cases/new', text('cases.new.title', { unit: unit.ref }), model);
  }

  return [
    get('/cases/new', {
      access: 'member',
      input: input.newCase,
      handle: ({ input, viewer, facts }) => newPage(input.unit, viewer, facts.language, input.kind),
    }),
    post('/cases', {
      access: 'member',
      receive: units.photos.receiver,
      input: input.openCase,
      retry({ values, viewer, facts, refusal }) {
        const ref = input.openCase.shape.unit.safeParse(values['unit']);
        // Without a unit there is no form to draw again.
        if (!ref.success) throw refusal instanceof InvalidInput ? refusal : new NotFound();
        return newPage(ref.data, viewer, facts.language);
      },
      async handle({ input, viewer, files }) {
        const { ref } = await service.open({ ...input, files }, viewer);
        return redirect(`/cases/${ref}`, 'cases.flash.opened');
      },
    }),
  ];
}

/** One case: reading, deciding, appealing. */
function decideRoutes(deps: CaseRoutesDeps): Route[] {
  const { service, queries, units, accounts, clock } = deps;

  async function show(ref: string, viewer: Viewer, { language }: RequestFacts): Promise<Reply> {
    const found = await service.visible(ref, viewer);
    const { decision, appealDecision, holderId, openedById, replacementUnitId } = found;
    const named = [holderId, openedById, decision?.byId, appealDecision?.byId];
    const [unit, cards, people, before, reviews] = await Promise.all([
      units.service.unitByRef(found.unitRef),
      units.service.cards(replacementUnitId ? [replacementUnitId] : []),
      accounts.cards(named.flatMap((id) => id ?? [])),
      holderId ? queries.countBefore(holderId, found.id) : 0,
      queries.reviews(),
    ]);
    const model = showModel({
      ...{ found, unit, people, viewer, before, reviews },
      replacement: cards.get(replacementUnitId ?? ''),
      now: clock.now(),
      say: wordsIn(deps, language),
    });
    return page('cases/show', text('cases.show.title', { ref }), model);
  }
  const retry = (again: {
    params: Readonly<Record<string, string>>;
    viewer: Viewer;
    facts: RequestFacts;
  }) => show(again.params['ref'] ?? '', again.viewer, again.facts);
  const back = (ref: string, flash: string) => redirect(`/cases/${ref}`, `cases.flash.${flash}`);

  return [
    get('/cases/:ref', {
      access: 'member',
      input: input.showCase,
      handle: ({ input, viewer, facts }) => show(input.ref, viewer, facts),
    }),
    post('/cases/:ref/decision', {
      access: 'admin',
      input: input.decideCase,
      retry,
      async handle({ input: { ref, verdict, reason, ...terms }, viewer }) {
        const isYes = verdict === 'approve';
        await service.decide(ref, { isYes, reason, terms }, viewer);
        return back(ref, isYes ? 'approved' : 'refused');
      },
    }),
    post('/cases/:ref/appeal', {
      access: 'member',
      input: input.appealCase,
      retry,
      async handle({ input: { ref, text }, viewer }) {
        await service.appeal(ref, text, viewer);
        return back(ref, 'appealed');
      },
    }),
    post('/cases/:ref/appeal-decision', {
      access: 'admin',
      input: input.decideAppeal,
      retry,
      async handle({ input: { ref, verdict, reason, ...terms }, viewer }) {
        const isYes = verdict === 'overturn';
        await service.decideAppeal(ref, { isYes, reason, terms }, viewer);
        return back(ref, isYes ? 'overturned' : 'upheld');
      },
    }),
    post('/cases/:ref/withdraw', {
      access: 'member',
      input: input.showCase,
      retry,
      async handle({ input: { ref }, viewer }) {
        await service.withdraw(ref, viewer);
        return back(ref, 'withdrawn');
      },
    }),
    post('/cases/:ref/finish', {
      access: 'admin',
      input: input.showCase,
      retry,
      async handle({ input: { ref }, viewer }) {
        await service.finish(ref, viewer);
        return back(ref, 'finished');
      },
    }),
    post('/cases/:ref/close', {
      access: 'admin',
      input: input.showCase,
      retry,
      async handle({ input: { ref }, viewer }) {
        await service.close(ref, viewer);
        return back(ref, 'closed');
      },
    }),
  ];
}
