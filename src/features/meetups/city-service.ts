import { cityKey, foldCities, type Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import type { CityFigure } from './city-figures.js';

export interface CityServiceDeps {
  readonly rounds: Pick<Rounds, 'cities'>;
  readonly units: Pick<Units, 'service'>;
}

const BATCH = 500;

/** Who asks for units and who holds them, by city; read anew at each look. */
export function createCityFigures({ rounds, units }: CityServiceDeps) {
  async function holderIds(): Promise<ReadonlySet<string>> {
    const ids = new Set<string>();
    let after: string | undefined;
    do {
      const { rows, next } = await units.service.heldPage(after, BATCH);
      for (const { holderId } of rows) ids.add(holderId);
      after = next;
    } while (after !== undefined);
    return ids;
  }

  return async function cityFigures(): Promise<readonly CityFigure[]> {
    const [spellings, ids] = await Promise.all([rounds.cities.spellings(), holderIds()]);
    const holders = new Map<string, number>();
    for (const city of (await rounds.cities.ofPeople([...ids])).values())
      holders.set(cityKey(city), (holders.get(cityKey(city)) ?? 0) + 1);
    return foldCities(spellings).map(({ city, count }) => ({
      city,
      applicants: count,
      holders: holders.get(cityKey(city)) ?? 0,
    }));
  };
}
