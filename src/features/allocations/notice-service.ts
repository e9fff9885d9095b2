import type { Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { Round } from '../rounds/index.js';
import { noticesDue, type Allocation } from './allocation.js';
import type { AllocationStore } from './allocation-store.js';

export interface AllocationNoticesDeps {
  readonly allocations: Pick<AllocationStore, 'markTold'>;
  readonly notify: Notify;
  readonly clock: Clock;
}

export type AllocationNotices = ReturnType<typeof createAllocationNotices>;

/** Tells people about their seat; what a crash left unsaid is said at the next look. */
export function createAllocationNotices({ allocations, notify, clock }: AllocationNoticesDeps) {
  const tell = (allocation: Allocation, kind: string, mark: string, facts = {}) =>
    notify({
      personId: allocation.personId,
      topic: 'offer',
      key: `allocation:${allocation.id}:${mark}`,
      text: `allocations.notices.${kind}`,
      facts: { ref: allocation.applicationRef, ...facts },
      link: `/applications/${allocation.applicationRef}`,
    });

  return {
    /** The offer, the reminder before its deadline, the changed agreement: each once. */
    async tellDue(allocation: Allocation, { agreement }: Pick<Round, 'agreement'>): Promise<void> {
      for (const { mark, kind } of noticesDue(allocation, agreement, clock.now())) {
        const facts =
          kind === 'consent'
            ? { version: agreement.version }
            : { expiresAt: allocation.offerExpiresAt.toISOString() };
        await tell(allocation, kind, mark, facts);
        await allocations.markTold(allocation.id, mark);
      }
    },
    async tellEnd(allocation: Allocation, kind: 'lapsed' | 'withdrawn'): Promise<void> {
      await tell(allocation, kind, kind);
    },
  };
}
