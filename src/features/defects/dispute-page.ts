import type { Page } from '../../kernel/page-request.js';
import type { Viewer } from '../../kernel/people.js';
import type { PersonCard } from '../accounts/index.js';
import { isClosedTo, type ReportRow } from '../reports/index.js';
import { mayDecide } from './dispute.js';
import type { Disputable, Dispute, Overturned } from './dispute.js';

export interface DisputesFacts {
  readonly view: 'open' | 'decided';
  readonly disputes: Page<Dispute>;
  /** That they are about, by id. */
  readonly reports: ReadonlyMap<string, ReportRow>;
  readonly overturned: readonly Overturned[];
  readonly people: ReadonlyMap<string, PersonCard>;
  readonly viewer: Viewer;
  readonly after: string | undefined;
}

export const disputesModel = (facts: DisputesFacts) => {
  const { view, disputes, reports, overturned, people, viewer, after } = facts;
  const nameOf = (id: string | null) => (id ? people.get(id)?.name : undefined);
  return {
    view,
    disputes: disputes.rows.map(({ reason, answer, ...dispute }) => {
      const isOpen = dispute.state === 'open';
      const report = reports.get(dispute.reportId);
      const isClosed = isClosedTo(report, viewer.id);
      const isBarred = !mayDecide(dispute, viewer.id);
      return {
        ...dispute,
        title: report?.title,
        ...{ isOpen, isClosed, isBarred, canDecide: isOpen && !isClosed && !isBarred },
        ...(isClosed ? {} : { reason, answer }),
        by: nameOf(dispute.personId),
        decliner: nameOf(dispute.declinedById),
        decider: nameOf(dispute.decidedById),
      };
    }),
    next: disputes.next,
    after,
    // By name and with both figures: a share alone would make one case in one look like a habit.
    rates: overturned.map(({ personId, upheld, rejected }) => ({
      cells: [
        { text: nameOf(personId) ?? personId },
        { text: String(upheld + rejected), num: true },
        { text: String(upheld), num: true },
        { text: `${Math.round((100 * upheld) / (upheld + rejected))} %`, num: true },
      ],
    })),
  };
};

export const disputeModel = ({ report, declined, until, dispute }: Disputable, now: Date) => ({
  report: { ref: report.ref, title: report.title },
  declined,
  until,
  dispute,
  canDispute: dispute === undefined && now <= until,
});
