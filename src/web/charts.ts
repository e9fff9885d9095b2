/** Geometry of the two charts; templates draw it as SVG with classes, so no style is inline. */
export interface ChartPoint {
  readonly label: string;
  readonly value: number;
}

/** Adds `share`, the percentage of the whole, which is the largest value where none is given. */
export function barShares<Row extends ChartPoint>(
  rows: readonly Row[],
  whole = Math.max(...rows.map((row) => row.value), 1),
): (Row & { share: number })[] {
  return rows.map((row) => ({ ...row, share: rounded((100 * Math.max(row.value, 0)) / whole) }));
}

const MOST_DOTS = 31;

/**
 * Paths in a box of 100 × 100 that the page stretches to its room, and the words at its edges.
 * Dots are lines without length and with round ends: they stay round however the box is stretched.
 */
export function linePoints(points: readonly ChartPoint[]) {
  const top = niceTop(Math.max(...points.map((point) => point.value), 1));
  const step = 100 / Math.max(points.length - 1, 1);
  const places = points.map(({ value }, index) => {
    return `${rounded(index * step)} ${rounded(100 - (100 * value) / top)}`;
  });
  const path = places.length > 0 ? `M${places.join('L')}` : '';
  return {
    path,
    area: path && `${path}V100H0z`,
    dots: places.length <= MOST_DOTS ? places.map((place) => `M${place}h0`).join('') : '',
    scale: [top, top / 2, 0],
    first: points[0]?.label ?? '',
    last: points.length > 1 ? (points.at(-1)?.label ?? '') : '',
  };
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

/** The next of 2, 4, 10, 20, 40, 100 …: its half is a whole number too. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 4, 10].find((each) => each * power >= value) ?? 10;
  return Math.max(factor * power, 2);
}
