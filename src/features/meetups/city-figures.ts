/** How many people of a city take part: what the next meetup's city is chosen by. */
export interface CityFigure {
  readonly city: string;
  /** People who applied at some time. */
  readonly applicants: number;
  /** People who hold a unit now. */
  readonly holders: number;
}

/** Where most units are comes first, then where most people asked for one. */
export const rankCities = (figures: readonly CityFigure[]): CityFigure[] =>
  figures.toSorted(
    (a, b) =>
      b.holders - a.holders ||
      b.applicants - a.applicants ||
      (a.city < b.city ? -1 : a.city > b.city ? 1 : 0),
  );
