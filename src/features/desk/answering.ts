import { SECOND } from '../../kernel/clock.js';

/** Who is no longer heard of after this has stopped answering. */
export const ANSWERING_MS = 45 * SECOND;
/** More often than this nothing is written. */
export const BEAT_MS = 10 * SECOND;

/** Who is answering what: ids of people by reference of the report. */
export type Answering = ReadonlyMap<string, readonly string[]>;

/** The reports of which something changed, with who answers them now; nobody is an empty list. */
export function changesBetween(before: Answering, now: Answering): Answering {
  const refs = new Set([...before.keys(), ...now.keys()]);
  const changed = [...refs].filter((ref) => before.get(ref)?.join() !== now.get(ref)?.join());
  return new Map(changed.map((ref) => [ref, now.get(ref) ?? []]));
}

/** The others who are answering; undefined when nobody is. */
export function namesOf(
  ids: readonly string[],
  viewer: { readonly id: string },
  people: ReadonlyMap<string, { readonly name: string }>,
): { readonly names: string; readonly count: number } | undefined {
  const names = ids.flatMap((id) => (id === viewer.id ? [] : (people.get(id)?.name ?? [])));
  return names.length === 0 ? undefined : { names: names.join(' · '), count: names.length };
}
