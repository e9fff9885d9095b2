import type { SchemaOptions } from 'mongoose';

/** Every schema of ours: strict, without hidden fields, indexes made only by `syncIndexes`. */
export const recordOptions = {
  autoIndex: false,
  autoCreate: false,
  versionKey: false,
  minimize: false,
  strict: 'throw',
} as const satisfies SchemaOptions;

/** Stored records carry `_id`; everything above the stores says `id`. */
export type Stored<T extends { id: string }> = Omit<T, 'id'> & { _id: string };

export const fromStored = <R extends { _id: string }>({ _id, ...rest }: R) => ({
  id: _id,
  ...rest,
});
export const toStored = <T extends { id: string }>({ id, ...rest }: T): Stored<T> => ({
  _id: id,
  ...rest,
});
