import type { RetestDefects } from './retest-defects.js';
import type { Retest } from './retest.js';

export type InPublicWords = (cards: readonly Retest[]) => Promise<readonly Retest[]>;

/** Cards with what everybody may read of their defects now: one may have come under embargo. */
export const createInPublicWords =
  ({ fates }: Pick<RetestDefects, 'fates'>): InPublicWords =>
  async (cards) => {
    if (cards.length === 0) return cards;
    const found = await fates(cards.map(({ defectId }) => defectId));
    const twins = new Map(found.map(({ id, twin }) => [id, twin]));
    return cards.map((card) => ({ ...card, text: twins.get(card.defectId) ?? card.text }));
  };
