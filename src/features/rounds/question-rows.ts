import type { FieldErrors } from '../../kernel/errors.js';
import { QUESTION_KINDS } from './screening.js';
import type { Question, QuestionKind, QuestionOption } from './screening.js';

/** The rows of the admin's form: works without script, empty rows are ignored. */
export const QUESTION_ROWS = [1, 2, 3, 4, 5, 6] as const;
export const ROW_PARTS = ['LabelEn', 'LabelZh', 'Kind', 'Options', 'Required'] as const;
type RowPart = (typeof ROW_PARTS)[number];
type Row = (typeof QUESTION_ROWS)[number];
export type RowField = `q${Row}${RowPart}`;
type RowErrors = Record<string, FieldErrors[string]>;

/** `q1LabelEn`: the field name of one part of one row. */
export const rowField = (row: Row, part: RowPart): RowField => `q${row}${part}`;

const OPTION_VALUE = /^[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?$/;
const POINTS = /^\d{1,3}$/;
const OPTIONS_MIN = 2;
const OPTIONS_MAX = 12;

/**
 * Reads the rows into questions with keys by position. `typed` holds cleaned texts by field name;
 * options stand one a line as `English | 中文`, `English | 中文 | points` or
 * `value | English | 中文 | points`, where the points may be left empty.
 */
export function readQuestionRows(typed: Readonly<Partial<Record<RowField, string>>>): {
  readonly questions: readonly Question[];
  /** The question that came of a row; empty rows have none. */
  readonly byRow: ReadonlyMap<string, Question>;
  readonly errors: FieldErrors;
} {
  const errors: RowErrors = {};
  const questions: Question[] = [];
  const byRow = new Map<string, Question>();
  for (const row of QUESTION_ROWS) {
    const part = (name: RowPart) => typed[rowField(row, name)] ?? '';
    if (!part('LabelEn') && !part('LabelZh') && !part('Options')) continue;
    const question = readRow(row, part, `q${questions.length + 1}`, errors);
    questions.push(question);
    byRow.set(String(row), question);
  }
  return { questions, byRow, errors };
}

function readRow(
  row: Row,
  part: (name: RowPart) => string,
  key: string,
  errors: RowErrors,
): Question {
  for (const name of ['LabelEn', 'LabelZh'] as const)
    if (!part(name)) errors[rowField(row, name)] = { code: 'required' };
  const kind = QUESTION_KINDS.find((one) => one === part('Kind'));
  if (!kind) errors[rowField(row, 'Kind')] = { code: 'not_a_choice' };
  const options = readOptions(part('Options'));
  const problem = optionsProblem(kind, options);
  if (problem) errors[rowField(row, 'Options')] = { code: problem };
  return {
    key,
    label: { en: part('LabelEn'), 'zh-CN': part('LabelZh') },
    kind: kind ?? 'text',
    ...(kind === 'choice' ? { options } : {}),
    required: part('Required') === 'yes',
  };
}

const readOptions = (typed: string): QuestionOption[] =>
  typed
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) =>
      readOption(
        line.split(/[|｜]/).map((cell) => cell.trim()),
        `o${index + 1}`,
      ),
    );

/** One that can't be read comes back without its words, which `optionsProblem` refuses. */
function readOption(cells: readonly string[], position: string): QuestionOption {
  const [value = '', en = '', zh = '', points = ''] =
    cells.length === 4 ? cells : [position, ...cells];
  if (cells.length > 4 || !OPTION_VALUE.test(value) || (points !== '' && !POINTS.test(points)))
    return { value: position, label: { en: '', 'zh-CN': '' } };
  const worth = Number(points);
  return { value, label: { en, 'zh-CN': zh }, ...(worth > 0 ? { points: worth } : {}) };
}

function optionsProblem(
  kind: QuestionKind | undefined,
  options: readonly QuestionOption[],
): string | undefined {
  if (kind !== 'choice') return options.length > 0 ? 'rounds.options_unused' : undefined;
  if (options.length < OPTIONS_MIN || options.length > OPTIONS_MAX) return 'rounds.option_count';
  if (!options.every(({ label }) => label.en && label['zh-CN'])) return 'rounds.bad_option';
  const isEachOnce = new Set(options.map(({ value }) => value)).size === options.length;
  return isEachOnce ? undefined : 'rounds.option_twice';
}

/** An option as the line that `readOption` reads, in the shortest form. */
function writeOption({ value, label, points }: QuestionOption, index: number): string {
  const words = [label.en, label['zh-CN']];
  const worth = points === undefined ? '' : String(points);
  const cells = value === `o${index + 1}` ? words : [value, ...words, worth];
  return (cells.length === 2 && worth ? [...cells, worth] : cells).join(' | ').trimEnd();
}

/** A stored question as the values of its row. */
export function toRow(question: Question | undefined) {
  return {
    labelEn: question?.label.en ?? '',
    labelZh: question?.label['zh-CN'] ?? '',
    kind: question?.kind ?? 'text',
    options: (question?.options ?? []).map(writeOption).join('\n'),
    required: question?.required ?? false,
  };
}
