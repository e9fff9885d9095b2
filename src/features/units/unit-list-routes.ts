import { DAY, later } from '../../kernel/clock.js';
import { InvalidInput, NotFound } from '../../kernel/errors.js';
import { calendarDay } from '../../kernel/time-zone.js';
import { lines, page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type RequestFacts, type Route } from '../../web/route.js';
import { boardModel, SILENT_DAYS } from './custody-board-page.js';
import { exportLines } from './unit-export-page.js';
import * as input from './unit-input.js';
import { holdingsModel, labelsModel, listModel, statesOf } from './unit-list-page.js';
import { wordsIn } from './unit-page.js';
import type { UnitRoutesDeps } from './unit-routes.js';

const FAR = new Date('9999-12-31T00:00:00Z');
/** Two A4 sheets of three by eight. */
const LABELS = 48;

/** A fan's own units, and for admins all of them: list, table, labels, custody board. */
export function listRoutes(deps: UnitRoutesDeps): Route[] {
  return [...shelfRoutes(deps), ...sheetRoutes(deps), boardRoute(deps)];
}

type ListInput = Readonly<ReturnType<typeof input.listUnits.parse>>;

/** The states and the round that a list is cut to; NotFound for a round that is not there. */
async function filterOf({ rounds }: UnitRoutesDeps, { group, state, round }: ListInput) {
  const inRound = round ? await rounds.service.roundBySlug(round) : undefined;
  if (round && !inRound) throw new NotFound();
  return { inRound, roundId: inRound?.id, states: state ? [state] : statesOf(group) };
}

function shelfRoutes(deps: UnitRoutesDeps): Route[] {
  const { queries, lists, rounds, accounts } = deps;

  async function listPage(asked: ListInput, facts: RequestFacts): Promise<Reply> {
    const { inRound, roundId, states } = await filterOf(deps, asked);
    const found = await queries.adminPage({ states, roundId, after: asked.after });
    const [cards, names] = await Promise.all([
      rounds.service.roundCards(found.rows.map((unit) => unit.roundId)),
      accounts.cards(found.rows.flatMap((unit) => unit.holderId ?? [])),
    ]);
    const words = wordsIn(deps.translations, facts.language);
    const { group, state, after } = asked;
    const view = { page: found, rounds: cards, names, inRound, group, state, after, words };
    return page('units/list', text('units.list.title'), listModel(view));
  }

  return [
    get('/units', {
      access: 'tester',
      async handle({ viewer, facts }) {
        const [units, models] = await Promise.all([
          queries.holdings(viewer.id),
          rounds.service.allModels(),
        ]);
        const words = wordsIn(deps.translations, facts.language);
        return page('units/index', text('units.mine.title'), holdingsModel(units, models, words));
      },
    }),
    get('/admin/units', {
      access: 'admin',
      input: input.listUnits,
      handle: ({ input, facts }) => listPage(input, facts),
    }),
    // A form that is sent, so that no serial number stands in an address.
    post('/admin/units/find', {
      access: 'admin',
      input: input.findUnit,
      retry: () => page('units/find', text('units.find.title')),
      async handle({ input }) {
        const ref = await lists.refOf(input.named);
        if (!ref) throw new InvalidInput({ named: { code: 'units.not_found_named' } });
        return redirect(`/units/${ref}`);
      },
    }),
  ];
}

function sheetRoutes(deps: UnitRoutesDeps): Route[] {
  const { queries, lists, rounds, clock } = deps;
  return [
    get('/admin/units/export.csv', {
      access: 'admin',
      input: input.listUnits,
      async handle({ input, facts }) {
        const { states, roundId } = await filterOf(deps, input);
        const { say } = wordsIn(deps.translations, facts.language);
        const made = exportLines(lists.all({ states, roundId }), { ...deps, say });
        return lines(made, `units-${calendarDay(clock.now(), deps.programmeZone)}.csv`);
      },
    }),
    get('/admin/units/labels', {
      access: 'admin',
      input: input.listUnits,
      async handle({ input, facts }) {
        const { states, roundId } = await filterOf(deps, input);
        const filter = { states, roundId, after: input.after };
        const [found, models] = await Promise.all([
          queries.adminPage(filter, LABELS),
          rounds.service.allModels(),
        ]);
        const words = wordsIn(deps.translations, facts.language);
        const model = labelsModel(found, models, facts.baseUrl, words);
        return page('units/labels', text('units.labels.title'), { ...model, after: input.after });
      },
    }),
  ];
}

function boardRoute(deps: UnitRoutesDeps): Route {
  const { lists, service, rounds, accounts, clock } = deps;

  const pageOf = (view: ReturnType<typeof input.showBoard.parse>['view'], after?: string) => {
    const now = clock.now();
    if (view === 'due') return service.dueBetween(new Date(0), FAR, after);
    if (view === 'silent') return service.silentSince(later(now, -SILENT_DAYS * DAY), after);
    return service.heldPage(after);
  };

  return get('/admin/custody', {
    access: 'admin',
    input: input.showBoard,
    async handle({ input: { view, after }, facts }) {
      const [found, counts, holders] = await Promise.all([
        pageOf(view, after),
        lists.countsByState(),
        lists.heldByPerson(),
      ]);
      const [names, cities, since] = await Promise.all([
        accounts.cards(found.rows.map(({ holderId }) => holderId)),
        rounds.cities.ofPeople([...holders.keys()]),
        lists.heldSince(found.rows.map(({ id }) => id)),
      ]);
      const words = wordsIn(deps.translations, facts.language);
      const now = clock.now();
      return page(
        'units/board',
        text('units.board.title'),
        boardModel({ page: found, counts, holders, cities, since, names, view, after, now, words }),
      );
    },
  });
}
