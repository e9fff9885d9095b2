/** Geometry of the two charts; templates draw it as SVG with classes, so no style is inline. */
export interface ChartPoint {
  readonly label: string;
  readonly value: number;
}

const LEFT = 40;
const RIGHT = 632;
const TOP = 12;
const BOTTOM = 152;

/** Adds `share`, the percentage of the largest value. */
export function barShares<Row extends ChartPoint>(rows: readonly Row[]): (Row & { share: number })[] {
  const largest = Math.max(...rows.map((row) => row.value), 1);
  return rows.map((row) => ({ ...row, share: rounded((100 * Math.max(row.value, 0)) / largest) }));
}

/** Paths and marks in the 640 × 180 box of `partials/line`; dots only while they stay apart. */
export function linePoints(points: readonly ChartPoint[]) {
  const top = niceTop(Math.max(...points.map((point) => point.value), 1));
  const step = (RIGHT - LEFT) / Math.max(points.length - 1, 1);
  const yOf = (value: number): number => rounded(BOTTOM - ((BOTTOM - TOP) * value) / top);
  const dots = points.map((point, index) => ({
    ...point,
    x: rounded(LEFT + index * step),
    y: yOf(point.value),
  }));
  const path = dots.map(({ x, y }, index) => `${index ? 'L' : 'M'}${x} ${y}`).join('');
  const end = dots.at(-1)?.x ?? LEFT;
  return {
    path,
    area: path ? `${path}L${end} ${BOTTOM}L${LEFT} ${BOTTOM}z` : '',
    dots: points.length <= 31 ? dots : [],
    grid: [0, top / 2, top].map((value) => ({ value, y: yOf(value) })),
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
