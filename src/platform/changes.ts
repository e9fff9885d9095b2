import type { Collection } from 'mongodb';
import type { Model } from 'mongoose';

/** A record that was changed, and how far somebody who follows the changes has come. */
export interface Change {
  readonly id: string;
  readonly at: Date;
}

interface ChangedRecord {
  readonly _id: string;
  readonly updatedAt: Date;
}

/**
 * Records changed after `mark`, the oldest change first; from the first one without a mark. Reads
 * nothing but the index `by_change` (`updatedAt`, `_id`), which the collection has to have.
 */
export async function changesAfter(
  { collection }: Pick<Model<unknown>, 'collection'>,
  mark: Change | undefined,
  limit: number,
): Promise<readonly Change[]> {
  const beyond = mark && {
    updatedAt: { $gte: mark.at },
    $or: [{ updatedAt: { $gt: mark.at } }, { _id: { $gt: mark.id } }],
  };
  const rows = await (collection as unknown as Collection<ChangedRecord>)
    .find(beyond ?? {}, {
      projection: { _id: 1, updatedAt: 1 },
      sort: { updatedAt: 1, _id: 1 },
      hint: 'by_change',
      limit,
    })
    .toArray();
  return rows.map(({ _id, updatedAt }) => ({ id: _id, at: updatedAt }));
}
