import type { Page } from '../../kernel/page-request.js';
import type { Viewer } from '../../kernel/people.js';
import type { PersonCard } from '../accounts/index.js';
import type { Comeback } from '../crashes/index.js';
import type { ReportRow } from '../reports/index.js';
import type { Build } from '../rounds/index.js';
import type { UnitCard } from '../units/index.js';
import type { Family } from './merge.js';
import type { Confirmation, MyVote } from './support.js';
import type { Help } from './triage.js';

/** The published release that brought a fix. */
export interface BroughtBy {
  /** As in `/releases/:version`. */
  readonly version: string;
  readonly build: string;
}

export interface DefectFacts {
  readonly family: Family;
  readonly viewer: Viewer | undefined;
  /** The viewer's units of the model, and what they said with them. */
  readonly units: readonly Pick<UnitCard, 'ref' | 'build'>[];
  /** Those of the units that a report in the family is about. */
  readonly reportedWith: readonly string[];
  readonly votes: readonly MyVote[];
  readonly canHelp: boolean;
  /** For staff; a public page shows nothing that a tester wrote. */
  readonly reports: Page<ReportRow> | undefined;
  /** For staff: the earliest of the clocks of its reports that still run. */
  readonly nextDueAt: Date | undefined;
  /** For staff: groups of crashes that came back. */
  readonly comebacks: readonly Comeback[];
  /** Suggestions of testers that wait for QA. */
  readonly helps: readonly Help[];
  /** Steps that QA published. */
  readonly steps: readonly Help[];
  readonly confirmations: readonly Confirmation[];
  readonly people: ReadonlyMap<string, PersonCard>;
  readonly builds: readonly Build[];
  readonly release: BroughtBy | undefined;
  readonly after: string | undefined;
}
