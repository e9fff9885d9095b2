import { csvLine } from '../../kernel/csv.js';
import type { Accounts } from '../accounts/index.js';
import type { Rounds } from '../rounds/index.js';
import type { ExportedUnit } from './unit-card.js';
import type { Names, Say } from './unit-page.js';

const COLUMNS = [
  'ref',
  'serial',
  'imei',
  'model',
  'revision',
  'round',
  'state',
  'build',
  'holder',
  'since',
  'return_by',
  'last_seen',
] as const;

export interface ExportDeps {
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly rounds: Pick<Rounds, 'service'>;
  readonly say: Say;
}

const BATCH = 200;

/**
 * The table line by line: RFC 4180, safe to open in a spreadsheet, times in UTC (ISO 8601), states
 * by their names in the code, so that a program can read it in any language.
 */
export async function* exportLines(
  units: AsyncIterable<ExportedUnit>,
  deps: ExportDeps,
): AsyncGenerator<string> {
  // The mark tells spreadsheets that the text is UTF-8.
  yield `\uFEFF${csvLine(COLUMNS.map((name) => deps.say(`units.export.columns.${name}`)))}`;
  let batch: ExportedUnit[] = [];
  for await (const unit of units) {
    batch.push(unit);
    if (batch.length < BATCH) continue;
    yield await linesOf(batch, deps);
    batch = [];
  }
  if (batch.length > 0) yield await linesOf(batch, deps);
}

async function linesOf(batch: readonly ExportedUnit[], { accounts, rounds }: ExportDeps) {
  const [names, cards] = await Promise.all([
    accounts.cards(batch.flatMap(({ holderId }) => holderId ?? [])),
    rounds.service.roundCards(batch.map(({ roundId }) => roundId)),
  ]);
  const slugs = new Map([...cards].map(([id, { slug }]) => [id, slug]));
  return batch.map((unit) => csvLine(cellsOf(unit, names, slugs))).join('');
}

const cellsOf = (unit: ExportedUnit, names: Names, slugs: ReadonlyMap<string, string>) => [
  unit.ref,
  unit.serial,
  unit.imei ?? '',
  unit.modelCode,
  unit.hardwareRevision,
  slugs.get(unit.roundId) ?? '',
  unit.state,
  unit.build ?? '',
  names.get(unit.holderId ?? '')?.handle ?? '',
  unit.sinceAt?.toISOString() ?? '',
  unit.returnBy?.toISOString() ?? '',
  unit.lastSeenAt?.toISOString() ?? '',
];
