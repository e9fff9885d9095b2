import { hashText, type ListRow, type Terms } from '../../src/features/selections/draw.js';

/** Ids as the published lists have them, from whatever tells rows apart. */
export const idOf = (name: number | string): string => hashText(`id ${name}`).slice(0, 24);
export const seedOf = (name: number | string): string => hashText(`seed ${name}`);

export const row = (name: number | string, fields: Partial<ListRow> = {}): ListRow => ({
  id: idOf(name),
  weight: 1,
  score: 0,
  quotas: ['all'],
  ...fields,
});

export const oneQuota = (seats: number, mode: 'draw' | 'merit' = 'draw'): Terms => ({
  quotas: [{ key: 'all', seats, mode }],
  spillsOver: false,
});

export interface Order {
  readonly names: readonly number[];
  readonly chance: number;
}

/**
 * Every order in which people can be drawn one after the other without being put back, with its
 * chance: the model that the draw claims to follow, written down as it is taught.
 */
export function everyOrder(weights: readonly number[], length = weights.length): Order[] {
  const extend = (names: readonly number[], chance: number): Order[] => {
    if (names.length === length) return [{ names, chance }];
    const left = weights.map((_, name) => name).filter((name) => !names.includes(name));
    const total = left.reduce((sum, name) => sum + weights[name]!, 0);
    return left.flatMap((name) => extend([...names, name], (chance * weights[name]!) / total));
  };
  return extend([], 1);
}
