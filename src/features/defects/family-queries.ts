import type { Connection } from 'mongoose';
import { fromStored } from '../../platform/records.js';
import { defectModel, type DefectRecord } from './defect-schema.js';
import { rootOf, type Family } from './merge.js';

interface FamilyRecord extends DefectRecord {
  readonly ancestors: readonly (DefectRecord & { readonly depth: number })[];
  readonly merged: readonly DefectRecord[];
}

export type FamilyQueries = ReturnType<typeof createFamilyQueries>;

/** Who stands for whom: the links are followed in the database, so a family is one query. */
export function createFamilyQueries(connection: Connection) {
  const defects = defectModel(connection);
  const from = defects.collection.collectionName;

  async function families(match: Readonly<Record<string, unknown>>): Promise<readonly Family[]> {
    const rows = await defects.aggregate<FamilyRecord>([
      { $match: match },
      {
        $graphLookup: {
          from,
          ...{ startWith: '$mergedInto', connectFromField: 'mergedInto', connectToField: '_id' },
          ...{ as: 'ancestors', depthField: 'depth' },
        },
      },
      {
        $graphLookup: {
          from,
          ...{ startWith: '$_id', connectFromField: '_id', connectToField: 'mergedInto' },
          as: 'merged',
        },
      },
    ]);
    return rows.map(toFamily);
  }

  return {
    async of(id: string): Promise<Family | undefined> {
      return (await families({ _id: id }))[0];
    },
    /** The family of the defect that stands for it. */
    async whole(id: string): Promise<Family | undefined> {
      const [own] = await families({ _id: id });
      const root = own && rootOf(own);
      return root === undefined || root.id === id ? own : (await families({ _id: root.id }))[0];
    },
    async byRef(ref: string): Promise<Family | undefined> {
      return (await families({ ref }))[0];
    },
    /** By the id of the defect asked for; who is not there is not in the map. */
    async ofAll(ids: readonly string[]): Promise<ReadonlyMap<string, Family>> {
      if (ids.length === 0) return new Map();
      const found = await families({ _id: { $in: [...new Set(ids)] } });
      return new Map(found.map((family) => [family.defect.id, family]));
    },
  };
}

function toFamily({ ancestors, merged, ...record }: FamilyRecord): Family {
  const upwards = [...ancestors].sort((one, other) => one.depth - other.depth);
  return {
    defect: fromStored(record),
    ancestors: upwards.map(({ depth: _, ...one }) => fromStored(one)),
    merged: merged.map(fromStored).sort((one, other) => (one.id < other.id ? -1 : 1)),
  };
}
