import { later, SECOND } from '../../kernel/clock.js';

/** A record that was changed, and when. */
export interface Change {
  readonly id: string;
  readonly at: Date;
}

/** A change is written a moment after the time that it carries. */
export const OVERLAP_MS = 5 * SECOND;

/** What a browser names when it comes back: how far it heard. */
export const eventIdOf = ({ at, id }: Change): string => `${at.getTime()}.${id}`;

/** Undefined for anything that `eventIdOf` did not make. */
export function readEventId(id: string | undefined): Date | undefined {
  const [, ms] = /^(\d{1,15})\.[\w-]{1,40}$/.exec(id ?? '') ?? [];
  return ms === undefined ? undefined : new Date(Number(ms));
}

/** From where to look so that nothing written late is missed. */
export const lookFrom = (at: Date): Change => ({ id: '', at: later(at, -OVERLAP_MS) });

/** Tells a change that was heard from one that was not, as looks overlap. */
export function createHeard() {
  const heard = new Map<string, number>();
  return {
    /** Those not heard before, which are heard now. */
    take(changes: readonly Change[]): readonly Change[] {
      const fresh = changes.filter(({ id, at }) => heard.get(id) !== at.getTime());
      for (const { id, at } of fresh) heard.set(id, at.getTime());
      return fresh;
    },
    forgetBefore(at: Date): void {
      for (const [id, ms] of heard) if (ms < at.getTime()) heard.delete(id);
    },
  };
}
