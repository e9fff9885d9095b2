import type { Language } from '../../kernel/people.js';
import type { News } from '../../kernel/news.js';
import type { Job } from '../../platform/jobs.js';
import type { Route } from '../../web/route.js';
import type { Unit, UnitAction } from './unit.js';

export type { CustodyEvent } from './custody.js';
export { verifyCustody } from './custody.js';
export type { Unit, UnitAction, UnitState } from './unit.js';

/** What other features show of a unit; never its serial or IMEI. */
export type UnitCard = Pick<
  Unit,
  'id' | 'ref' | 'modelCode' | 'hardwareRevision' | 'roundId' | 'state' | 'holderId' | 'allocationId' | 'build'
>;

/** A signature that asks for a unit. */
export interface Binding {
  readonly allocationId: string;
  readonly personId: string;
  readonly consent: {
    readonly version: number;
    readonly language: Language;
    readonly hash: string;
    readonly at: Date;
  };
}

/** Somebody took a unit over with the code from its box. */
export interface Acceptance {
  readonly unit: UnitCard;
  readonly personId: string;
  readonly allocationId: string;
  readonly at: Date;
}

/** A unit left its allocation: it came back, was lost, given away or written off. */
export interface Departure {
  readonly unit: UnitCard;
  readonly allocationId: string;
  readonly action: UnitAction;
  readonly at: Date;
}

/** What later features may call; reads answer undefined for what is not there. */
export interface Units {
  readonly service: {
    /** The allocation's unit, bound now if it has none. Conflict `units.none_left`. */
    bind(roundId: string, binding: Binding): Promise<UnitCard>;
    /** Frees a unit that was not shipped yet; false when the allocation has none. Conflict after. */
    release(allocationId: string, reason: string): Promise<boolean>;
    unitOfAllocation(allocationId: string): Promise<UnitCard | undefined>;
    unitsOfAllocations(ids: readonly string[]): Promise<ReadonlyMap<string, UnitCard>>;
    /** Units bound to a signature and not packed yet, by id, at most `limit`. */
    reservedUnits(after: string, limit: number): Promise<readonly UnitCard[]>;
    /** In the person's hands now: what a report may be about. */
    unitsHeldBy(personId: string): Promise<readonly UnitCard[]>;
    /** NotFound unless the person is its holder. */
    unitOf(personId: string, ref: string): Promise<Unit>;
    accept(personId: string, ref: string, code: string): Promise<UnitCard>;
    /** The first report about an accepted unit; nothing happens in any other state. */
    markInTest(unitId: string): Promise<void>;
    /** The build that the unit was last seen with; no custody event. */
    noteBuild(unitId: string, build: string): Promise<void>;
    /** Every acceptance there was, by unit id, for sweepers; `next` is absent at the end. */
    acceptedUnits(
      after: string,
      limit: number,
    ): Promise<{ readonly acceptances: readonly Acceptance[]; readonly next: string | undefined }>;
    cards(ids: readonly string[]): Promise<ReadonlyMap<string, UnitCard>>;
    countFree(roundId: string): Promise<number>;
  };
  readonly accepted: News<Acceptance>;
  readonly departed: News<Departure>;
  readonly routes: readonly Route[];
  readonly jobs: readonly Job[];
}
