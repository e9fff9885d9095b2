import type { Clock } from '../../kernel/clock.js';
import { NotFound } from '../../kernel/errors.js';
import { hasRole, type Language, type Viewer } from '../../kernel/people.js';
import { json, lines, page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Route } from '../../web/route.js';
import { roundPhase, type Round, type Rounds } from '../rounds/index.js';
import { dryRunModel } from './dry-run-page.js';
import { listHead, listLine, resultHead, resultLine } from './draw-file.js';
import * as input from './selection-input.js';
import { consoleModel, drawFile, drawModel, type RowView, type Words } from './selection-page.js';
import type { ListedRow, SelectionQueries } from './selection-queries.js';
import type { SelectionService } from './selection-service.js';
import type { Selection } from './selection.js';

export interface SelectionRoutesDeps {
  readonly service: SelectionService;
  readonly queries: SelectionQueries;
  readonly selectionOf: (roundId: string) => Promise<Selection | undefined>;
  readonly rowOfPerson: (round: Round, personId: string) => Promise<RowView | undefined>;
  readonly countSubmitted: Rounds['applications']['countSubmitted'];
  readonly wordsIn: (language: Language) => Words;
  readonly clock: Clock;
}

export const selectionRoutes = (deps: SelectionRoutesDeps): readonly Route[] => [
  ...publicRoutes(deps),
  ...adminRoutes(deps),
];

/** The page and the files with which anybody checks a selection. */
function publicRoutes(deps: SelectionRoutesDeps): Route[] {
  const { service, queries, selectionOf, clock } = deps;

  async function visibleRound(slug: string, viewer: Viewer | undefined): Promise<Round> {
    const round = await service.roundOf(slug);
    const isDraft = roundPhase(round, clock.now()) === 'draft';
    if (isDraft && !hasRole(viewer, 'admin')) throw new NotFound();
    return round;
  }

  /** The selection once its list, or its result, is there for everybody. */
  async function published(slug: string, viewer: Viewer | undefined, isDecided: boolean) {
    const round = await visibleRound(slug, viewer);
    const selection = await selectionOf(round.id);
    if (!selection || selection.listHash === null) throw new NotFound();
    if (isDecided && selection.state !== 'decided') throw new NotFound();
    return { round, selection };
  }

  return [
    get('/rounds/:slug/draw', {
      access: 'public',
      input: input.nameRound,
      async handle({ input: { slug }, viewer, facts }) {
        const round = await visibleRound(slug, viewer);
        const [selection, mine] = await Promise.all([
          selectionOf(round.id),
          viewer ? deps.rowOfPerson(round, viewer.id) : undefined,
        ]);
        return page(
          'selections/show',
          text('selections.show.title', { title: round.title[facts.language] }),
          drawModel(
            { round, selection, mine, canManage: hasRole(viewer, 'admin') },
            `${facts.baseUrl}/rounds/${slug}/draw`,
            deps.wordsIn(facts.language),
          ),
        );
      },
    }),
    get('/rounds/:slug/draw/draw.json', {
      access: 'public',
      input: input.nameRound,
      async handle({ input: { slug }, viewer }) {
        const { round, selection } = await published(slug, viewer, false);
        return json(drawFile(round, selection));
      },
    }),
    get('/rounds/:slug/draw/list.csv', {
      access: 'public',
      input: input.nameRound,
      async handle({ input: { slug }, viewer }) {
        const { round, selection } = await published(slug, viewer, false);
        const rows = file(listHead, queries.listed(round.id), listLine);
        return lines(rows, `${slug}-list.csv`, selection.state === 'decided');
      },
    }),
    get('/rounds/:slug/draw/result.csv', {
      access: 'public',
      input: input.nameRound,
      async handle({ input: { slug }, viewer }) {
        const { round } = await published(slug, viewer, true);
        const rows = file(resultHead, queries.listed(round.id), resultLine);
        return lines(rows, `${slug}-result.csv`, true);
      },
    }),
  ];
}

const LINES_AT_ONCE = 500;

async function* file(
  head: string,
  rows: AsyncIterable<ListedRow>,
  line: (row: ListedRow) => string,
): AsyncGenerator<string> {
  let part = head;
  let count = 0;
  for await (const row of rows) {
    part += line(row);
    count += 1;
    if (count % LINES_AT_ONCE > 0) continue;
    yield part;
    part = '';
  }
  if (part !== '') yield part;
}

/** The steps as the admin takes them. */
function adminRoutes(deps: SelectionRoutesDeps): Route[] {
  const { service, selectionOf, clock } = deps;
  const home = (slug: string) => `/admin/rounds/${slug}/selection`;

  async function consolePage(slug: string): Promise<Reply> {
    const round = await service.roundOf(slug);
    const [selection, applicants] = await Promise.all([
      selectionOf(round.id),
      deps.countSubmitted(round.id),
    ]);
    return page(
      'selections/console',
      text('selections.console.title'),
      consoleModel(round, selection, clock.now(), applicants),
    );
  }

  return [
    get('/admin/rounds/:slug/selection', {
      access: 'admin',
      input: input.nameRound,
      handle: ({ input: { slug } }) => consolePage(slug),
    }),
    get('/admin/rounds/:slug/selection/dry-run', {
      access: 'admin',
      input: input.nameRound,
      async handle({ input: { slug }, facts }) {
        const round = await service.roundOf(slug);
        return page(
          'selections/dry-run',
          text('selections.dry_run.title'),
          dryRunModel(round, await service.dryRun(slug), deps.wordsIn(facts.language)),
        );
      },
    }),
    post('/admin/rounds/:slug/selection/freeze', {
      access: 'admin',
      input: input.nameRound,
      retry: ({ params }) => consolePage(params['slug'] ?? ''),
      async handle({ input: { slug }, viewer }) {
        const isDone = await service.freeze(slug, viewer.id);
        return redirect(home(slug), `selections.console.${isDone ? 'frozen' : 'begun'}`);
      },
    }),
    post('/admin/rounds/:slug/selection/beacon', {
      access: 'admin',
      input: input.beacon,
      retry: ({ params }) => consolePage(params['slug'] ?? ''),
      async handle({ input: { slug, ...beacon } }) {
        await service.seal(slug, beacon);
        return redirect(home(slug), 'selections.console.sealed');
      },
    }),
    post('/admin/rounds/:slug/selection/decide', {
      access: 'admin',
      input: input.nameRound,
      retry: ({ params }) => consolePage(params['slug'] ?? ''),
      async handle({ input: { slug }, viewer }) {
        const isDone = await service.decide(slug, viewer.id);
        return redirect(home(slug), `selections.console.${isDone ? 'decided' : 'begun'}`);
      },
    }),
  ];
}
