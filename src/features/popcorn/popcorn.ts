import { sha256 } from '../../kernel/ids.js';
import type { Item, Release } from '../releases/index.js';

/** Votes of one person in one release; an engineer takes one of them at most. */
export const VOTES_MAX = 3;

/** What one person chose, kept from everybody else until the close. */
export interface Ballot {
  /** Release and person: there is one for both. */
  readonly id: string;
  readonly releaseId: string;
  readonly personId: string;
  /** How many choices there are, stored so that one condition keeps the budget. */
  readonly used: number;
  readonly choices: readonly Choice[];
}

export interface Choice {
  readonly engineerId: string;
  readonly at: Date;
}

/** Belongs to one person and one release. */
export const keyOf = (releaseId: string, personId: string): string => `${releaseId}:${personId}`;

/** A published release that still asks its users. */
export type AskingRelease = Release & { readonly state: 'published'; readonly closesAt: Date };
export type ClosedRelease = Release & { readonly state: 'closed'; readonly closesAt: Date };

/** Whether its users may still vote, react and report; the job that closes it comes a little later. */
export const isAsking = (release: Release, now: Date): release is AskingRelease =>
  release.state === 'published' && release.closesAt !== null && now < release.closesAt;
export const isClosed = (release: Release): release is ClosedRelease =>
  release.state === 'closed' && release.closesAt !== null;

/** An engineer of the release, with the lines that name them. */
export interface Option {
  readonly engineerId: string;
  readonly lines: readonly Item[];
}

/** In the order of the lines, each engineer once. */
export function optionsOf(items: readonly Item[]): readonly Option[] {
  const lines = new Map<string, Item[]>();
  for (const item of items)
    for (const id of new Set(item.engineerIds)) lines.set(id, [...(lines.get(id) ?? []), item]);
  return [...lines].map(([engineerId, own]) => ({ engineerId, lines: own }));
}

/** The same for a voter at each look and another for the next, so that no place is the best. */
export function shuffledFor(
  voterId: string,
  releaseId: string,
  options: readonly Option[],
): readonly Option[] {
  const place = new Map(
    options.map(({ engineerId }) => [
      engineerId,
      sha256(`${releaseId}\0${voterId}\0${engineerId}`),
    ]),
  );
  const placeOf = ({ engineerId }: Option): string => place.get(engineerId) ?? '';
  return options.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
}
