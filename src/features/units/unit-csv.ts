import { CsvError, parse } from 'csv-parse/sync';
import type { Facts, FieldError } from '../../kernel/errors.js';
import { cleanLine, clip } from '../../kernel/text.js';
import { isImei, normaliseImei } from './imei.js';

export const IMPORT_MAX_ROWS = 500;
export const IMPORT_MAX_BYTES = 64_000;

/** A unit as it is typed in or stands in a line of the file. */
export interface NewUnit {
  readonly serial: string;
  readonly imei: string | null;
  readonly hardwareRevision: string;
  readonly build: string | null;
}

export type UnitField = 'serial' | 'imei' | 'revision' | 'build';

/** `code` is a key under `errors`; `line` counts from 1, the head of the table included. */
export interface RowError {
  readonly line: number;
  readonly field: UnitField;
  readonly code: string;
  readonly facts?: Facts;
}

export interface ImportRow {
  readonly line: number;
  readonly unit: NewUnit;
  readonly errors: readonly RowError[];
}

/** What a row is held against besides itself. */
export interface ImportRules {
  /** Revisions that the round's model has. */
  readonly revisions: readonly string[];
  /** Serials and IMEIs that are in the store already. */
  readonly takenSerials: ReadonlySet<string>;
  readonly takenImeis: ReadonlySet<string>;
}

type Cells = Readonly<Record<'serial' | 'imei' | 'revision' | 'build', string>>;
export interface CsvLine {
  readonly line: number;
  readonly cells: Cells;
}

/** Either the lines of the file, or why it can't be read as a table at all. */
export type CsvReading = { readonly lines: readonly CsvLine[] } | { readonly problem: FieldError };

/** What an import would do; nothing is stored by looking. */
export interface Preview {
  readonly rows: readonly ImportRow[];
  readonly good: readonly NewUnit[];
  readonly badCount: number;
  /** Why the text is no table at all. */
  readonly problem: FieldError | undefined;
}

export function previewOf(rows: readonly ImportRow[], problem?: FieldError): Preview {
  const good = rows.filter(({ errors }) => errors.length === 0).map(({ unit }) => unit);
  return { rows, good, badCount: rows.length - good.length, problem };
}

/** Heads as suppliers write them; letter case, spaces and underscores do not count. */
const COLUMNS: Readonly<Record<string, keyof Cells>> = {
  serial: 'serial',
  serialnumber: 'serial',
  sn: 'serial',
  序列号: 'serial',
  imei: 'imei',
  revision: 'revision',
  hardwarerevision: 'revision',
  硬件阶段: 'revision',
  build: 'build',
  版本: 'build',
};
const columnOf = (head: string): keyof Cells | undefined => {
  const name = head.toLowerCase().replace(/[\s_-]/g, '');
  return Object.hasOwn(COLUMNS, name) ? COLUMNS[name] : undefined;
};

/**
 * Reads a table with a head and the columns serial, revision, imei, build (the last two may be
 * absent), separated by comma, semicolon or tab, in the dialect of RFC 4180.
 */
export function readUnitCsv(csv: string): CsvReading {
  if (Buffer.byteLength(csv) > IMPORT_MAX_BYTES)
    return { problem: { code: 'units.csv_too_large', facts: { kb: IMPORT_MAX_BYTES / 1000 } } };
  try {
    const [head, ...rows] = records(csv);
    if (!head || rows.length === 0) return { problem: { code: 'units.csv_empty' } };
    if (rows.length > IMPORT_MAX_ROWS)
      return { problem: { code: 'units.csv_too_long', facts: { max: IMPORT_MAX_ROWS } } };
    return readTable(head.cells, rows);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error['lines'] ?? 1);
    return { problem: { code: 'units.csv_unreadable', facts: { line } } };
  }
}

interface RawRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** `info.lines` is the last line of a record; ours have none that run over several. */
function records(csv: string): RawRecord[] {
  const parsed: unknown = parse(csv, {
    bom: true,
    delimiter: [',', ';', '\t'],
    info: true,
    max_record_size: 2_000,
    relax_column_count_less: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
  });
  // The types of csv-parse know this shape only for records that are objects.
  const rows = parsed as readonly { record: readonly string[]; info: { lines: number } }[];
  return rows.map(({ record, info }) => ({ line: info.lines, cells: record.map(cleanLine) }));
}

function readTable(head: readonly string[], rows: readonly RawRecord[]): CsvReading {
  const columns = head.map(columnOf);
  const stranger = head.find((_, index) => columns[index] === undefined);
  if (stranger !== undefined) {
    const column = clip(stranger, 40) || '""';
    return { problem: { code: 'units.csv_column_unknown', facts: { column } } };
  }
  const missing = (['serial', 'revision'] as const).find((name) => !columns.includes(name));
  if (missing) return { problem: { code: 'units.csv_column_missing', facts: { column: missing } } };
  if (new Set(columns).size < columns.length)
    return { problem: { code: 'units.csv_column_twice' } };
  const cell = (row: RawRecord, name: keyof Cells) => row.cells[columns.indexOf(name)] ?? '';
  return {
    lines: rows.map((row) => ({
      line: row.line,
      cells: {
        serial: cell(row, 'serial'),
        imei: cell(row, 'imei'),
        revision: cell(row, 'revision'),
        build: cell(row, 'build'),
      },
    })),
  };
}

const SERIAL = /^[A-Z0-9][A-Z0-9-]{3,31}$/;
export const normaliseSerial = (typed: string): string => typed.replace(/\s/g, '').toUpperCase();

/** What the cells of one line say, tidied; nothing is checked yet. */
export const toNewUnit = (cells: Cells): NewUnit => ({
  serial: normaliseSerial(cells.serial),
  imei: normaliseImei(cells.imei) || null,
  hardwareRevision: cells.revision.toUpperCase(),
  build: cells.build || null,
});

type Problem = Omit<RowError, 'line'>;

/** What is wrong with one unit, for itself and against the store. */
export function unitProblems(unit: NewUnit, rules: ImportRules): Problem[] {
  return [
    serialProblem(unit, rules),
    imeiProblem(unit, rules),
    revisionProblem(unit, rules),
    buildProblem(unit),
  ].filter((problem) => problem !== undefined);
}

function serialProblem({ serial }: NewUnit, rules: ImportRules): Problem | undefined {
  if (serial === '') return { field: 'serial', code: 'required' };
  if (!SERIAL.test(serial)) return { field: 'serial', code: 'units.bad_serial' };
  return rules.takenSerials.has(serial)
    ? { field: 'serial', code: 'units.serial_taken' }
    : undefined;
}

function imeiProblem({ imei }: NewUnit, rules: ImportRules): Problem | undefined {
  if (imei === null) return undefined;
  if (!isImei(imei)) return { field: 'imei', code: 'units.bad_imei' };
  return rules.takenImeis.has(imei) ? { field: 'imei', code: 'units.imei_taken' } : undefined;
}

function revisionProblem(unit: NewUnit, { revisions }: ImportRules): Problem | undefined {
  if (unit.hardwareRevision === '') return { field: 'revision', code: 'required' };
  return revisions.includes(unit.hardwareRevision)
    ? undefined
    : { field: 'revision', code: 'units.bad_revision', facts: { revisions: revisions.join(', ') } };
}

const BUILD = /^[\w.+-]{1,60}$/;
const buildProblem = ({ build }: NewUnit): Problem | undefined =>
  build !== null && !BUILD.test(build) ? { field: 'build', code: 'units.bad_build' } : undefined;

/** Every line with all that is wrong with it, doubles within the file included. */
export function checkRows(lines: readonly CsvLine[], rules: ImportRules): ImportRow[] {
  const serials = new Map<string, number>();
  const imeis = new Map<string, number>();
  return lines.map(({ line, cells }) => {
    const unit = toNewUnit(cells);
    const problems = [
      ...unitProblems(unit, rules),
      ...repeated(serials, unit.serial, 'serial', line),
      ...repeated(imeis, unit.imei ?? '', 'imei', line),
    ];
    return { line, unit, errors: problems.map((problem) => ({ ...problem, line })) };
  });
}

/** The first line with a value keeps it; every later one is named as its double. */
function repeated(
  seen: Map<string, number>,
  value: string,
  field: 'serial' | 'imei',
  line: number,
): Problem[] {
  if (value === '') return [];
  const first = seen.get(value);
  if (first !== undefined) return [{ field, code: 'units.repeated', facts: { first } }];
  seen.set(value, line);
  return [];
}
