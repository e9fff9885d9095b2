import { hasRole, isStaff, type Viewer } from '../../kernel/people.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Retry, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import type { Crashes } from '../crashes/index.js';
import type { Reports } from '../reports/index.js';
import type { Rounds } from '../rounds/index.js';
import * as input from './defect-input.js';
import { choicesOf, linkModel, listModel, showModel } from './defect-page.js';
import type { BroughtBy, DefectView } from './defect-page.js';
import type { DefectQueries } from './defect-queries.js';
import type { DefectReports, DefectService } from './defect-service.js';

export interface DefectRoutesDeps {
  readonly service: DefectService;
  readonly queries: DefectQueries;
  readonly reports: DefectReports & Pick<Reports, 'visible' | 'ofDefects'>;
  readonly crashes: Pick<Crashes, 'comebacksOf'>;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly rounds: Pick<Rounds['service'], 'buildsOf' | 'allModels'>;
  /** Answered by releases, a later feature. */
  readonly broughtBy?: (defectId: string, fixBuild: string) => Promise<BroughtBy | undefined>;
}

export const defectRoutes = (deps: DefectRoutesDeps): readonly Route[] => [
  ...listRoutes(deps),
  ...oneRoutes(deps),
  ...linkRoutes(deps),
];

function listRoutes({ service, queries, rounds }: DefectRoutesDeps): Route[] {
  const list = async (viewer: Viewer | undefined, view: DefectView, after?: string) => {
    const [defects, models] = await Promise.all([
      queries.publicPage(view === 'open', after),
      hasRole(viewer, 'qa') ? rounds.allModels() : [],
    ]);
    return page(
      'defects/list',
      text('defects.list.title'),
      listModel(view, defects, after, models),
    );
  };
  return [
    get('/defects', {
      access: 'public',
      input: input.listDefects,
      handle: ({ input: { view, after }, viewer }) => list(viewer, view, after),
    }),
    post('/defects', {
      access: 'qa',
      input: input.openDefect,
      retry: ({ viewer }) => list(viewer, 'open'),
      async handle({ input: { modelCode, ...words }, viewer }) {
        const { ref } = await service.open(modelCode, words, viewer);
        return redirect(`/defects/${ref}`, 'defects.said.opened');
      },
    }),
  ];
}

function oneRoutes(deps: DefectRoutesDeps): Route[] {
  const { service, reports, crashes, accounts, rounds } = deps;
  async function show(viewer: Viewer | undefined, ref: string, after?: string): Promise<Reply> {
    const defect = await service.byRef(ref);
    const isInside = isStaff(viewer);
    const [linked, people, builds, comebacks, release] = await Promise.all([
      isInside ? reports.ofDefects([defect.id], after) : undefined,
      accounts.cards(isInside ? defect.history.flatMap(({ byId }) => byId ?? []) : []),
      hasRole(viewer, 'qa') ? rounds.buildsOf(defect.modelCode) : [],
      isInside ? crashes.comebacksOf(defect.id) : [],
      defect.fixBuild === null ? undefined : deps.broughtBy?.(defect.id, defect.fixBuild),
    ]);
    return page(
      'defects/show',
      text('defects.show.title', { ref, title: defect.title }),
      showModel({ defect, viewer, reports: linked, comebacks, people, builds, release, after }),
    );
  }
  const retry = ({ viewer, params }: Retry<Viewer>) => show(viewer, params['ref'] ?? '');
  const done = (ref: string, flash: string) => redirect(`/defects/${ref}`, flash);

  return [
    get('/defects/:ref', {
      access: 'public',
      input: input.showDefect,
      handle: ({ input: { ref, after }, viewer }) => show(viewer, ref, after),
    }),
    post('/defects/:ref/start', {
      access: 'qa',
      input: input.step,
      retry,
      async handle({ input: { ref }, viewer }) {
        await service.start(ref, viewer);
        return done(ref, 'defects.said.started');
      },
    }),
    post('/defects/:ref/resolve', {
      access: 'qa',
      input: input.resolve,
      retry,
      async handle({ input: { ref, fixBuild }, viewer }) {
        await service.resolve(ref, fixBuild, viewer);
        return done(ref, 'defects.said.resolved');
      },
    }),
    post('/defects/:ref/decline', {
      access: 'qa',
      input: input.decline,
      retry,
      async handle({ input: { ref, resolution, reason }, viewer }) {
        await service.decline(ref, resolution, reason, viewer);
        return done(ref, 'defects.said.declined');
      },
    }),
    post('/defects/:ref/verify', {
      access: 'qa',
      input: input.step,
      retry,
      async handle({ input: { ref }, viewer }) {
        await service.verify(ref, viewer);
        return done(ref, 'defects.said.verified');
      },
    }),
    post('/defects/:ref/reopen', {
      access: 'qa',
      input: input.reopen,
      retry,
      async handle({ input: { ref, reason }, viewer }) {
        await service.reopen(ref, reason, viewer);
        return done(ref, 'defects.said.reopened');
      },
    }),
  ];
}

/** Paths under a report that only defects can answer. */
function linkRoutes({ service, queries, reports }: DefectRoutesDeps): Route[] {
  async function linkPage(ref: string, viewer: Viewer): Promise<Reply> {
    const report = await reports.visible(ref, viewer);
    const choices = choicesOf(await queries.choices(report.modelCode));
    return page('defects/link', text('defects.link.title', { ref }), linkModel(report, choices));
  }
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
  ];
}
