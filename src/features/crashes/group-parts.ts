import type { PersonCard } from '../accounts/index.js';
import type { CrashGroup } from './crash-group.js';
import type { CrashShape } from './crash-shape.js';
import type { GroupKey } from './group-key.js';
import type { Likeness } from './grouping.js';
import type { Comparison } from './similarity.js';

/** Crashes of one build, or of one variant, within a group. */
export interface GroupSlice {
  /** The build or the key; null for crashes of an unknown build. */
  readonly name: string | null;
  readonly crashCount: number;
  readonly unitCount: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

/** A group that another one's page names, and what was done between the two. */
export type NearGroup = Pick<
  CrashGroup,
  'id' | 'ref' | 'title' | 'mergedInto' | 'splitFrom' | 'apart' | 'steps'
>;

/** Of the units of one hardware revision with any crash, how many show this one. */
export interface RevisionRate {
  readonly revision: string;
  readonly units: number;
  readonly ofUnits: number;
}

export interface Compared {
  readonly one: CrashShape;
  readonly other: CrashShape;
  readonly comparison: Comparison;
}

/** What the page of a group tells of how it came together and what it hangs together with. */
export interface GroupParts {
  readonly group: CrashGroup;
  readonly variants: readonly GroupKey[];
  /** Of each variant but the first, against the one it resembled or else the first. */
  readonly comparisons: ReadonlyMap<string, Compared>;
  readonly byKey: readonly GroupSlice[];
  readonly byBuild: readonly GroupSlice[];
  /** Units with any crash at all, by build. */
  readonly crashedUnits: ReadonlyMap<string, number>;
  readonly revisions: readonly RevisionRate[];
  readonly similar: readonly Likeness<string>[];
  /** Every other group that is named on the page. */
  readonly near: ReadonlyMap<string, NearGroup>;
  readonly kin: readonly NearGroup[];
  readonly people: ReadonlyMap<string, PersonCard>;
  readonly canWork: boolean;
}
