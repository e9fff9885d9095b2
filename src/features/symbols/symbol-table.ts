/** Addresses with what belongs to each, in typed arrays: a module has up to millions of functions. */
export interface SymbolTable {
  /** False when the table is full. */
  add(address: number, values: readonly number[]): boolean;
  /** The values of the last address at or below this one; undefined when there is none. */
  floor(address: number): readonly number[] | undefined;
}

const FIRST_ROWS = 1024;

/** Rows of `1 + width` numbers, at most `maxRows`; looked up by halving. */
export function createSymbolTable(width: number, maxRows: number): SymbolTable {
  const columns = width + 1;
  let rows = new Float64Array(FIRST_ROWS * columns);
  let count = 0;
  let isSorted = true;

  const addressAt = (row: number): number => rows[row * columns] ?? 0;

  function grow(): void {
    const wider = new Float64Array(Math.min(rows.length * 2, maxRows * columns));
    wider.set(rows);
    rows = wider;
  }

  /** Most files are in order already. */
  function sort(): void {
    const order = Array.from({ length: count }, (_, row) => row);
    order.sort((one, other) => addressAt(one) - addressAt(other));
    const sorted = new Float64Array(rows.length);
    for (const [place, row] of order.entries())
      sorted.set(rows.subarray(row * columns, (row + 1) * columns), place * columns);
    rows = sorted;
    isSorted = true;
  }

  return {
    add(address, values) {
      if (count === maxRows) return false;
      if ((count + 1) * columns > rows.length) grow();
      if (count > 0 && address < addressAt(count - 1)) isSorted = false;
      rows[count * columns] = address;
      rows.set(values.slice(0, width), count * columns + 1);
      count += 1;
      return true;
    },
    floor(address) {
      if (!isSorted) sort();
      let [low, high] = [0, count];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (addressAt(middle) <= address) low = middle + 1;
        else high = middle;
      }
      return low === 0 ? undefined : [...rows.subarray((low - 1) * columns, low * columns)];
    },
  };
}
