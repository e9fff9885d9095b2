import { z } from 'zod';
import { NotFound } from '../../kernel/errors.js';
import * as field from '../../kernel/input.js';
import { page, text } from '../../web/reply.js';
import { get, type Route } from '../../web/route.js';
import type { Reports } from '../reports/index.js';
import { groupModel, groupsModel } from './crash-page.js';
import type { CrashQueries } from './crash-queries.js';
import type { GroupingStore } from './grouping-store.js';

export interface CrashRoutesDeps {
  readonly queries: CrashQueries;
  readonly grouping: Pick<GroupingStore, 'membersOf'>;
  readonly reports: Pick<Reports, 'cards'>;
}

const listGroups = z.strictObject({ after: field.cursor });
const showGroup = z.strictObject({ ref: field.ref('G'), after: field.cursor });

/** Log text is for staff and the report's owner until it can be redacted. */
export const crashRoutes = ({ queries, grouping, reports }: CrashRoutesDeps): readonly Route[] => [
  get('/crash-groups', {
    access: 'staff',
    input: listGroups,
    handle: async ({ input: { after } }) =>
      page(
        'crashes/groups',
        text('crashes.groups.title'),
        groupsModel(await queries.groupsPage(after), after),
      ),
  }),
  get('/crash-groups/:ref', {
    access: 'staff',
    input: showGroup,
    async handle({ input: { ref, after } }) {
      const group = await queries.groupByRef(ref);
      if (!group) throw new NotFound();
      const members = await grouping.membersOf(group.id);
      const [latest, crashes] = await Promise.all([
        queries.latestOf(members),
        queries.crashesPage(members, after),
      ]);
      const cards = await reports.cards(crashes.rows.map((crash) => crash.reportId));
      return page(
        'crashes/group',
        text('crashes.group.title', { ref }),
        groupModel({ group, latest, crashes, reports: cards, after }),
      );
    },
  }),
];
