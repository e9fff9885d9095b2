const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** A spreadsheet runs what begins like a formula; an apostrophe in front makes it text again. */
const safe = (cell: string): string =>
  FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;

const quoted = (cell: string): string =>
  /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

export const csvLine = (cells: readonly (string | number)[]): string =>
  `${cells.map((cell) => quoted(safe(String(cell)))).join(',')}\r\n`;

/** RFC 4180 text, safe to open in a spreadsheet: no cell is ever read as a formula. */
export const toCsv = (
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string => [header, ...rows].map(csvLine).join('');
