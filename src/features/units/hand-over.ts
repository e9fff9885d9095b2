import type { UnitCard } from './unit-queries.js';
import type { SignedConsent } from './consent.js';

/** A unit went from one person to another, both confirming it; told after the custody event. */
export interface HandedOver {
  readonly unit: UnitCard;
  readonly unitId: string;
  /** The holder who gave it; null when an admin gave it out at the desk. */
  readonly fromId: string | null;
  readonly personId: string;
  /** The seat that the unit belongs to now. */
  readonly allocationId: string;
  /** The seat that the giver had it on; null when it stays on the same seat. */
  readonly previousAllocationId: string | null;
  /** What the receiver signed with it; null at the desk, where the binding was the signature. */
  readonly consent: SignedConsent | null;
  readonly at: Date;
}

/** An open offer of the receiver in the unit's round, and the text to be signed for it. */
export interface OpenOffer {
  readonly allocationId: string;
  /** Only a unit of that revision will do; null where any will. */
  readonly hardwareRevision: string | null;
  readonly agreement: {
    readonly version: number;
    readonly hash: string;
    readonly text: { readonly en: string; readonly 'zh-CN': string };
  };
}
export type OpenOfferFor = (personId: string, roundId: string) => Promise<OpenOffer | undefined>;
