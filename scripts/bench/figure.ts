/** One measured figure beside the limit of the same run that it is held against. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What `ratio` divides by, in words; null for a figure that only is what it is. */
  readonly against: string | null;
  readonly ratio: number | null;
  /** Such as `>= 0.7` for the ratio, or `<= 220` for the value where there is no ratio. */
  readonly goal: string | null;
  readonly met: boolean | null;
}

const round = (value: number): number => Number(value.toPrecision(4));

/** Judges the ratio if there is one, else the value. */
export function figure(
  name: string,
  value: number,
  unit: string,
  held: { against?: string; ratio?: number; goal?: string } = {},
): Figure {
  const judged = held.ratio ?? value;
  return {
    name,
    value: round(value),
    unit,
    against: held.against ?? null,
    ratio: held.ratio === undefined ? null : round(held.ratio),
    goal: held.goal ?? null,
    met: held.goal === undefined ? null : meets(judged, held.goal),
  };
}

function meets(value: number, goal: string): boolean {
  const [sign, limit] = goal.split(' ');
  return sign === '>=' ? value >= Number(limit) : value <= Number(limit);
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** Ratios of pairs measured one after the other: the median is what counts. */
export const pairRatio = (values: readonly number[], limits: readonly number[]): number =>
  median(values.map((value, round) => value / (limits[round] ?? Number.NaN)));

export function printTable(figures: readonly Figure[]): void {
  const rows = figures.map((one) => [
    one.name,
    `${one.value} ${one.unit}`,
    one.ratio === null ? '' : `${one.ratio} x ${one.against ?? ''}`,
    one.goal === null ? '' : one.goal,
    one.met === null ? '' : one.met ? 'met' : 'MISSED',
  ]);
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  for (const row of rows)
    console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}
