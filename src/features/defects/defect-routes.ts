import type { Clock } from '../../kernel/clock.js';
import { hasRole, type Language, type Viewer } from '../../kernel/people.js';
import { shareReads } from '../../kernel/share-reads.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Retry, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import type { Reports } from '../reports/index.js';
import type { Rounds } from '../rounds/index.js';
import * as input from './defect-input.js';
import { choicesOf, linkModel, showModel } from './defect-page.js';
import type { DefectFilter, DefectQueries } from './defect-queries.js';
import type { ReadDefect } from './reading-service.js';
import type { DefectReports, DefectService } from './defect-service.js';
import type { DisputeService } from './dispute-service.js';
import { disputeRoutes } from './dispute-routes.js';
import type { EmbargoService } from './embargo-service.js';
import { embargoRoutes } from './embargo-routes.js';
import { publicWords } from './embargo.js';
import { listModel } from './list-page.js';
import type { MergeService } from './merge-service.js';
import { supportRoutes } from './support-routes.js';
import type { SupportService } from './support-service.js';
import type { TieService } from './tie-service.js';
import type { TriageService } from './triage-service.js';
import { workRoutes } from './work-routes.js';

export interface DefectRoutesDeps {
  readonly service: DefectService;
  readonly merges: MergeService;
  readonly support: SupportService;
  readonly triage: TriageService;
  readonly embargoes: EmbargoService;
  readonly disputes: DisputeService;
  readonly ties: TieService;
  readonly queries: DefectQueries;
  readonly read: ReadDefect;
  readonly reports: DefectReports & Pick<Reports, 'visible' | 'cards'>;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly rounds: Pick<Rounds['service'], 'buildsOf' | 'allModels'>;
  readonly programmeZone: string;
  readonly clock: Clock;
}

export const defectRoutes = (deps: DefectRoutesDeps): readonly Route[] => {
  const show = showPage(deps);
  return [
    ...listRoutes(deps),
    ...disputeRoutes(deps),
    get('/defects/:ref', {
      access: 'public',
      input: input.showDefect,
      handle: ({ input: { ref, after }, viewer, facts }) =>
        show(viewer, facts.language, ref, after),
    }),
    ...workRoutes(deps, again(show)),
    ...supportRoutes(deps, again(show)),
    ...embargoRoutes(deps),
    ...linkRoutes(deps),
  ];
};

type Show = (
  viewer: Viewer | undefined,
  language: Language,
  ref: string,
  after?: string,
) => Promise<Reply>;

/** A form of the page that was refused: the page again. */
const again =
  (show: Show) =>
  ({ viewer, params, facts }: Retry<Viewer>): Promise<Reply> =>
    show(viewer, facts.language, params['ref'] ?? '');
export type Again = ReturnType<typeof again>;

const showPage =
  ({ read }: Pick<DefectRoutesDeps, 'read'>): Show =>
  async (viewer, language, ref, after) => {
    const facts = await read(viewer, ref, after);
    const title = publicWords(facts.family.defect).title[language];
    return page('defects/show', text('defects.show.title', { ref, title }), showModel(facts));
  };

interface ListAsked {
  readonly filter: DefectFilter;
  readonly after?: string | undefined;
}

function listRoutes({ service, queries, support, rounds }: DefectRoutesDeps): Route[] {
  const readList = shareReads(
    ({ filter, after }: ListAsked) => JSON.stringify([filter, after]),
    async ({ filter, after }) => {
      const { modelCode } = filter;
      const [defects, models, builds] = await Promise.all([
        queries.listPage(filter, after),
        rounds.allModels(),
        modelCode === undefined ? [] : rounds.buildsOf(modelCode),
      ]);
      return { defects, models, builds };
    },
  );
  const list = async (viewer: Viewer | undefined, filter: DefectFilter, after?: string) => {
    const [found, votes] = await Promise.all([
      readList({ filter, after }),
      viewer && hasRole(viewer, 'tester') ? support.myVotes(viewer.id) : undefined,
    ]);
    const model = listModel({ filter, after, votes, ...found });
    return page('defects/list', text('defects.list.title'), model);
  };
  return [
    get('/defects', {
      access: 'public',
      input: input.listDefects,
      handle: ({ input: { view, model, after, ...filter }, viewer }) =>
        list(viewer, { ...filter, shelf: view, modelCode: model }, after),
    }),
    post('/defects', {
      access: 'qa',
      input: input.openDefect,
      retry: ({ viewer }) => list(viewer, { shelf: 'open', order: 'change' }),
      async handle({ input: { modelCode, ...words }, viewer }) {
        const { ref } = await service.open(modelCode, words, viewer);
        return redirect(`/defects/${ref}`, 'defects.said.opened');
      },
    }),
  ];
}

/** Paths under a report or a group of crashes that only defects can answer. */
function linkRoutes({ service, ties, queries, reports }: DefectRoutesDeps): Route[] {
  async function linkPage(ref: string, viewer: Viewer): Promise<Reply> {
    const report = await reports.visible(ref, viewer);
    const choices = choicesOf(await queries.choices(report.modelCode));
    return page('defects/link', text('defects.link.title', { ref }), linkModel(report, choices));
  }
  const tiePage = (ref: string) =>
    page('defects/tie', text('defects.tie.title', { ref }), { group: ref });
  return [
    get('/reports/:ref/link', {
      access: 'qa',
      input: input.showReport,
      handle: ({ input: { ref }, viewer }) => linkPage(ref, viewer),
    }),
    post('/reports/:ref/link', {
      access: 'qa',
      input: input.link,
      retry: ({ params, viewer }) => linkPage(params['ref'] ?? '', viewer),
      async handle({ input: { ref, ...words }, viewer }) {
        await service.link(ref, words, viewer);
        return redirect(`/reports/${ref}`, 'defects.said.linked');
      },
    }),
    post('/reports/:ref/unlink', {
      access: 'qa',
      input: input.showReport,
      async handle({ input: { ref }, viewer }) {
        await service.unlink(ref, viewer);
        return redirect(`/reports/${ref}`, 'defects.said.unlinked');
      },
    }),
    get('/crash-groups/:ref/tie', {
      access: 'qa',
      input: input.showGroup,
      handle: ({ input: { ref } }) => tiePage(ref),
    }),
    post('/crash-groups/:ref/tie', {
      access: 'qa',
      input: input.tie,
      retry: ({ params }) => tiePage(params['ref'] ?? ''),
      async handle({ input: { ref, defect }, viewer }) {
        await ties.tie(ref, defect, viewer);
        return redirect(`/defects/${defect}`, 'defects.said.tied');
      },
    }),
  ];
}
