import type { Viewer } from '../../kernel/people.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Route } from '../../web/route.js';
import * as input from './defect-input.js';
import type { DefectRoutesDeps } from './defect-routes.js';
import { disputeModel, disputesModel } from './dispute-page.js';

type DisputeRoutesDeps = Pick<DefectRoutesDeps, 'disputes' | 'reports' | 'accounts' | 'clock'>;

/** A reporter disputes a decline; somebody of staff who had no part in it decides. */
export function disputeRoutes(deps: DisputeRoutesDeps): readonly Route[] {
  const { disputes, reports, accounts, clock } = deps;
  async function list(viewer: Viewer, view: 'open' | 'decided', after?: string): Promise<Reply> {
    const [found, overturned] = await Promise.all([
      disputes.page(view === 'open', after),
      disputes.overturned(),
    ]);
    const named = found.rows.flatMap(({ personId, declinedById, decidedById }) => [
      ...[personId, declinedById],
      ...(decidedById === null ? [] : [decidedById]),
    ]);
    const [people, about] = await Promise.all([
      accounts.cards([...named, ...overturned.map(({ personId }) => personId)]),
      reports.cards(
        found.rows.map(({ reportId }) => reportId),
        viewer.id,
      ),
    ]);
    const facts = { view, disputes: found, reports: about, overturned, people, viewer, after };
    return page('defects/disputes', text('defects.disputes.title'), disputesModel(facts));
  }
  async function form(viewer: Viewer, ref: string): Promise<Reply> {
    const model = disputeModel(await disputes.disputable(ref, viewer), clock.now());
    return page('defects/dispute', text('defects.dispute.title', { ref }), model);
  }
  return [
    get('/defects/disputes', {
      access: 'staff',
      input: input.listDisputes,
      handle: ({ input: { view, after }, viewer }) => list(viewer, view, after),
    }),
    post('/defects/disputes/:id', {
      access: 'staff',
      input: input.decideDispute,
      retry: ({ viewer }) => list(viewer, 'open'),
      async handle({ input: { id, decision, answer }, viewer }) {
        await disputes.decide(id, decision === 'uphold', answer, viewer);
        return redirect('/defects/disputes', 'defects.said.dispute_decided');
      },
    }),
    get('/reports/:ref/dispute', {
      access: 'tester',
      input: input.showReport,
      handle: ({ input: { ref }, viewer }) => form(viewer, ref),
    }),
    post('/reports/:ref/dispute', {
      access: 'tester',
      input: input.dispute,
      retry: ({ viewer, params }) => form(viewer, params['ref'] ?? ''),
      async handle({ input: { ref, reason }, viewer }) {
        await disputes.dispute(ref, reason, viewer);
        return redirect(`/reports/${ref}/dispute`, 'defects.said.disputed');
      },
    }),
  ];
}
