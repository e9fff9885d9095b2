import { canonicalJson } from '../../kernel/canonical-json.js';
import { sha256 } from '../../kernel/ids.js';
import type { Language } from '../../kernel/people.js';
import type { Application } from '../rounds/index.js';
import type { Evidence } from './evidence.js';

export interface EvidenceView extends Evidence {
  readonly application: Application;
  readonly n: number;
  readonly person: { readonly name: string; readonly handle: string } | undefined;
  readonly round: { readonly title: Readonly<Record<Language, string>> };
  /** The programme's zone. */
  readonly programZone: string;
  readonly inZone: string;
}

/** One consent, to be printed: who signed which words when, and how to check it. */
export function evidenceModel(view: EvidenceView) {
  const { application, n, person, round, agreement, consent, allocation, unit, event } = view;
  // What `hashAgreement` of rounds hashes, byte by byte.
  const hashed = canonicalJson({ version: agreement.version, text: agreement.text });
  return {
    application,
    n,
    person,
    round,
    allocation,
    consent,
    words: agreement.text[consent.language],
    hashed,
    isIntact: sha256(hashed) === consent.hash,
    inZone: view.inZone,
    programZone: view.programZone,
    inUtc: consent.at.toISOString(),
    unitRef: unit?.ref,
    event,
  };
}
