import type { Page } from '../../kernel/page-request.js';
import type { PersonCard } from '../accounts/index.js';
import type { RoundCard } from '../rounds/index.js';
import type { Award } from './award.js';
import { BADGE_KEYS, badgeOf, type BadgeKey } from './badge.js';

/** An award with what people see of it. */
export interface AwardCard {
  readonly id: string;
  readonly badge: ReturnType<typeof badgeOf>;
  readonly holder: PersonCard | undefined;
  readonly round: RoundCard | undefined;
  readonly grantedAt: Date;
}

export const awardCard = (
  award: Award,
  people: ReadonlyMap<string, PersonCard>,
  rounds: ReadonlyMap<string, RoundCard>,
): AwardCard => ({
  id: award.id,
  badge: badgeOf(award.badge),
  holder: people.get(award.personId),
  round: rounds.get(award.roundId ?? ''),
  grantedAt: award.grantedAt,
});

/** `holders` counts those of each badge. */
export const wallModel = (cards: Page<AwardCard>, holders: ReadonlyMap<BadgeKey, number>) => ({
  badges: BADGE_KEYS.map((key) => ({ ...badgeOf(key), holders: holders.get(key) ?? 0 })),
  rows: cards.rows,
  next: cards.next,
});

/** `url` and `urn` are what somebody needs to check the award from elsewhere. */
export const awardModel = (card: AwardCard, modelName: string, baseUrl: string) => ({
  award: card,
  modelName,
  address: `${baseUrl}/awards/${card.id}`,
  urn: `urn:uuid:${card.id}`,
});
