import { quotaOfSeat, type CandidateSource } from '../rounds/index.js';
import type { SelectionStore } from './selection-store.js';
import { isSelected } from './selection.js';

/** Hands out the turns of a decided selection. */
export function createSelectionSource(store: SelectionStore): CandidateSource {
  return {
    async give(round, seat, allocationId) {
      const quota = quotaOfSeat(round.quotas, seat);
      if (!quota || !isSelected(quota)) return undefined;
      if ((await store.byRound(round.id))?.state !== 'decided') return undefined;
      return store.give(
        {
          roundId: round.id,
          seat,
          quota: quota.key,
          mode: quota.mode === 'merit' ? 'merit' : 'draw',
          spillsOver: round.spillsOver,
        },
        allocationId,
      );
    },
    skip: store.skip,
  };
}
