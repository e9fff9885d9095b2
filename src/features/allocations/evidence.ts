import type { Agreement } from '../rounds/index.js';
import type { CustodyEvent, Unit } from '../units/index.js';
import type { Allocation, Consent } from './allocation.js';

/** All that proves one consent. */
export interface Evidence {
  readonly allocation: Allocation;
  readonly consent: Consent;
  /** The words that were signed. */
  readonly agreement: Agreement;
  readonly unit: Unit | undefined;
  /** The custody event that carries the consent; re-consents to a changed text have none. */
  readonly event: CustodyEvent | undefined;
}
