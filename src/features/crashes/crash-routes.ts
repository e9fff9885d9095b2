import { NotFound } from '../../kernel/errors.js';
import { hasRole, type Viewer } from '../../kernel/people.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Retry, type Route } from '../../web/route.js';
import type { Reports } from '../reports/index.js';
import { groupModel, groupsModel } from './crash-page.js';
import type { CrashQueries } from './crash-queries.js';
import type { GroupPartsService } from './group-parts-service.js';
import { partsModel } from './group-page.js';
import * as input from './group-step-input.js';
import type { GroupStepService } from './group-step-service.js';
import type { GroupingStore } from './grouping-store.js';

export interface CrashRoutesDeps {
  readonly queries: CrashQueries;
  readonly grouping: Pick<GroupingStore, 'membersOf'>;
  readonly parts: GroupPartsService;
  readonly steps: GroupStepService;
  readonly reports: Pick<Reports, 'cards'>;
}

/** Log text is for staff and the report's owner. */
export const crashRoutes = (deps: CrashRoutesDeps): readonly Route[] => [
  get('/crash-groups', {
    access: 'staff',
    input: input.listGroups,
    handle: async ({ input: { after } }) =>
      page(
        'crashes/groups',
        text('crashes.groups.title'),
        groupsModel(await deps.queries.groupsPage(after), after),
      ),
  }),
  get('/crash-groups/:ref', {
    access: 'staff',
    input: input.showGroup,
    handle: ({ input: { ref, after }, viewer }) => show(deps, viewer, ref, after),
  }),
  ...stepRoutes(deps),
];

async function show(
  { queries, grouping, parts, reports }: CrashRoutesDeps,
  viewer: Viewer,
  ref: string,
  after?: string,
): Promise<Reply> {
  const group = await queries.groupByRef(ref);
  if (!group) throw new NotFound();
  const members = await grouping.membersOf(group.id);
  const [latest, crashes, found] = await Promise.all([
    queries.latestOf(members),
    queries.crashesPage(members, after),
    parts.partsOf(group, members, hasRole(viewer, 'qa')),
  ]);
  const ids = crashes.rows.map((crash) => crash.reportId);
  const seenIn = group.regression?.reportId;
  const cards = await reports.cards(seenIn === undefined ? ids : [...ids, seenIn]);
  return page('crashes/group', text('crashes.group.title', { ref }), {
    ...groupModel({ group, latest, crashes, reports: cards, after }),
    ...partsModel(found),
  });
}

function stepRoutes(deps: CrashRoutesDeps): Route[] {
  const { steps } = deps;
  const retry = ({ viewer, params }: Retry<Viewer>) => show(deps, viewer, params['ref'] ?? '');
  const done = (ref: string, flash: string) =>
    redirect(`/crash-groups/${ref}`, `crashes.said.${flash}`);
  return [
    post('/crash-groups/:ref/merge', {
      access: 'qa',
      input: input.withOther,
      retry,
      async handle({ input: { ref, other }, viewer }) {
        await steps.merge(ref, other, viewer);
        return done(other, 'merged');
      },
    }),
    post('/crash-groups/:ref/split', {
      access: 'qa',
      input: input.split,
      retry,
      handle: async ({ input: { ref, keys }, viewer }) =>
        done(await steps.split(ref, keys, viewer), 'split'),
    }),
    post('/crash-groups/:ref/apart', {
      access: 'qa',
      input: input.withOther,
      retry,
      async handle({ input: { ref, other }, viewer }) {
        await steps.setApart(ref, other, viewer);
        return done(ref, 'apart');
      },
    }),
    post('/crash-groups/:ref/lock', {
      access: 'qa',
      input: input.step,
      retry,
      async handle({ input: { ref }, viewer }) {
        await steps.lock(ref, viewer);
        return done(ref, 'locked');
      },
    }),
    post('/crash-groups/:ref/undo', {
      access: 'qa',
      input: input.undo,
      retry,
      async handle({ input: { ref, step }, viewer }) {
        await steps.undo(ref, step, viewer);
        return done(ref, 'undone');
      },
    }),
  ];
}
