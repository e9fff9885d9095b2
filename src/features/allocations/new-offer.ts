import { HOUR, later } from '../../kernel/clock.js';
import type { Application, Round } from '../rounds/index.js';
import type { Allocation } from './allocation.js';

/** What an offer is besides whose and in which round. */
export type OfferTerms = Pick<Allocation, 'id' | 'seat' | 'quotaKey' | 'offeredById' | 'reason'>;

/** An offer that stands for the round's hours from `at` on. */
export const newOffer = (
  application: Pick<Application, 'id' | 'ref' | 'personId'>,
  round: Pick<Round, 'id' | 'offerHours'>,
  terms: OfferTerms,
  at: Date,
): Allocation => ({
  ...terms,
  roundId: round.id,
  personId: application.personId,
  applicationId: application.id,
  applicationRef: application.ref,
  state: 'offered',
  open: true,
  offeredAt: at,
  offerExpiresAt: later(at, round.offerHours * HOUR),
  unitId: null,
  consents: [],
  heldAt: null,
  isFinished: false,
  told: [],
});
