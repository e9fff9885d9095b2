import type { Clock } from '../../kernel/clock.js';
import { HOUR, later } from '../../kernel/clock.js';
import { Conflict, Forbidden, NotFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Notify } from '../../kernel/notice.js';
import type { Accounts } from '../accounts/index.js';
import { isClosedTo, type Reports } from '../reports/index.js';
import type { By } from './deed-service.js';
import type { DefectService } from './defect-service.js';
import {
  declinedIn,
  disputableUntil,
  DISPUTE_HOURS,
  DISPUTES_OPEN_MAX,
  mayDecide,
  type Disputable,
  type Dispute,
} from './dispute.js';
import type { DisputeStore } from './dispute-store.js';
import type { FamilyQueries } from './family-queries.js';
import { rootOf } from './merge.js';

export interface DisputeDeps {
  readonly disputes: DisputeStore;
  readonly family: FamilyQueries;
  readonly service: Pick<DefectService, 'reopen'>;
  readonly reports: Pick<Reports, 'byRef' | 'reopen'>;
  readonly accounts: Pick<Accounts, 'withRole'>;
  readonly notify: Notify;
  readonly clock: Clock;
}

export type DisputeService = ReturnType<typeof createDisputes>;

export function createDisputes(deps: DisputeDeps) {
  const { disputes, family, service, reports, accounts, notify, clock } = deps;

  /** For the author alone; NotFound where nothing was declined. */
  async function disputable(reportRef: string, by: By): Promise<Disputable> {
    const report = await reports.byRef(reportRef);
    if (report?.personId !== by.id) throw new NotFound();
    const around = report.defect ? await family.of(report.defect.id) : undefined;
    const declined = declinedIn(report, around && rootOf(around));
    if (!declined) throw new NotFound('defects.nothing_declined');
    const dispute = await disputes.of(report.id, declined.declinedAt);
    return { report, declined, until: disputableUntil(declined), dispute };
  }

  async function openAgain({ subject, reportId, defectRef, answer, decidedById }: Dispute) {
    const by = { id: decidedById ?? '' };
    if (subject === 'report') await reports.reopen(reportId, by);
    else if (defectRef !== null) await openDefect(defectRef, answer, by);
  }

  /** Opens what stands for the defect by now, unless somebody did so or fixed it. */
  async function openDefect(ref: string, answer: string, by: By): Promise<void> {
    const around = await family.byRef(ref);
    const root = around && rootOf(around);
    if (root?.status !== 'resolved' || root.resolution === 'fixed') return;
    try {
      await service.reopen(root.ref, answer, by);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      // Another step came in between: it is looked at as it is now.
      await openDefect(ref, answer, by);
    }
  }

  /** What a decision brings; safe to repeat. */
  async function settle(dispute: Dispute): Promise<void> {
    const { id, state, personId, reportRef: report } = dispute;
    if (state === 'upheld') await openAgain(dispute);
    await notify({
      ...{ personId, topic: 'defect', key: `dispute:${id}` },
      text: `defects.notices.dispute_${state}`,
      facts: { report },
      link: `/reports/${report}/dispute`,
    });
    await disputes.settle(id);
  }

  async function tellLate({ id, reportRef }: Dispute): Promise<void> {
    for (const { id: personId } of await accounts.withRole('admin'))
      await notify({
        personId,
        topic: 'defect',
        key: `dispute-late:${id}`,
        text: 'defects.notices.dispute_late',
        facts: { report: reportRef },
        link: '/defects/disputes',
      });
    await disputes.markLate(id);
  }

  return {
    disputable,
    async dispute(reportRef: string, reason: string, by: By): Promise<void> {
      const { report, declined, until, dispute: known } = await disputable(reportRef, by);
      const at = clock.now();
      if (known) throw new Conflict('defects.disputed_already');
      if (at > until) throw new Conflict('defects.dispute_over', { hours: DISPUTE_HOURS });
      for (let place = 0; place < DISPUTES_OPEN_MAX; place += 1) {
        const added = await disputes.add({
          ...{ ...declined, id: newId(at), personId: by.id, reason, at, place },
          ...{ reportId: report.id, reportRef: report.ref, state: 'open' },
          dueAt: later(at, DISPUTE_HOURS * HOUR),
          ...{ decidedById: null, decidedAt: null, answer: '' },
          ...{ isPending: false, isLateTold: false },
        });
        if (added === 'added') return;
        if (added === 'known') throw new Conflict('defects.disputed_already');
      }
      throw new Conflict('defects.disputes_full', { count: DISPUTES_OPEN_MAX });
    },
    /** Final; by somebody who did not decline. */
    async decide(id: string, isUpheld: boolean, answer: string, by: By): Promise<void> {
      const dispute = await disputes.byId(id);
      if (!dispute) throw new NotFound();
      if (!mayDecide(dispute, by.id)) throw new Forbidden('defects.decided_before');
      if (isClosedTo(await reports.byRef(dispute.reportRef), by.id))
        throw new Forbidden('reports.private');
      const state = isUpheld ? 'upheld' : 'rejected';
      const decision = { state, answer, decidedById: by.id, decidedAt: clock.now() } as const;
      const decided = await disputes.decide(id, { ...decision, isPending: true });
      if (!decided) throw new Conflict('defects.dispute_decided');
      await settle(decided);
    },
    page: disputes.page,
    overturned: disputes.overturned,
    /** Ends what a crash broke off, and tells admins of what is late. */
    async sweep(): Promise<void> {
      for (const dispute of await disputes.pending()) await settle(dispute);
      for (const dispute of await disputes.late(clock.now())) await tellLate(dispute);
    },
  };
}
