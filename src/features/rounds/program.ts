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

/** One firmware of a model. `order` counts from 1; later builds are greater. */
export interface Build {
  readonly modelCode: string;
  readonly version: string;
  readonly order: number;
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
