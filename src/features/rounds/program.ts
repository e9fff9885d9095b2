import type { Bilingual } from '../../kernel/people.js';

/** The undertaking for one phone model. */
export interface Program {
  readonly id: string;
  readonly slug: string;
  readonly name: Bilingual;
  readonly modelCode: string;
  /** IANA name; opening and closing times of its rounds are typed in it. */
  readonly zone: string;
  readonly createdAt: Date;
}

export interface DeviceModel {
  readonly id: string;
  /** Such as ORION-2; unique. */
  readonly code: string;
  readonly name: string;
  /** Such as EVT, DVT, PVT. */
  readonly hardwareRevisions: readonly string[];
  readonly createdAt: Date;
}

/** One firmware of a model. `order` counts from 1; later builds of its branch are greater. */
export interface Build {
  readonly modelCode: string;
  readonly version: string;
  /** Such as `stable` or `beta`. */
  readonly branch: string;
  readonly order: number;
}

export const DEFAULT_BRANCH = 'stable';

/**
 * The versions of the branch that the build is on, the oldest first; none for an unknown build. Only
 * these are before or after it: what one branch has fixed says nothing of another.
 */
export function branchOf(builds: readonly Build[], version: string | null): readonly string[] {
  const branch = builds.find((build) => build.version === version)?.branch;
  return builds.filter((build) => build.branch === branch).map((build) => build.version);
}

/** Reads what an admin typed: revisions separated by commas, spaces or lines, each once. */
export const parseRevisions = (typed: string): readonly string[] => [
  ...new Set(
    typed
      .split(/[\s,，、;；]+/)
      .map((word) => word.toUpperCase())
      .filter(Boolean),
  ),
];
