import type { Page } from '../../kernel/page-request.js';
import { BOARD_VIEWS, toneOf, type BoardView } from './unit-groups.js';
import type { Names, Words } from './unit-page.js';
import type { HeldUnit } from './unit-card.js';
import { UNIT_STATES, type UnitState } from './unit.js';

/** A unit of which nothing was seen for so long stands on the list of silent ones. */
export const SILENT_DAYS = 14;
const CITIES_SHOWN = 12;

export interface Board {
  readonly page: Page<HeldUnit>;
  readonly counts: ReadonlyMap<UnitState, number>;
  readonly holders: ReadonlyMap<string, number>;
  readonly cities: ReadonlyMap<string, string>;
  readonly since: ReadonlyMap<string, Date>;
  readonly names: Names;
  readonly view: BoardView;
  readonly after: string | undefined;
  readonly now: Date;
  readonly words: Words;
}

/** Who holds which unit at this minute. */
export function boardModel(board: Board) {
  const { page, counts, view, after, words } = board;
  const { say } = words;
  return {
    next: page.next,
    after,
    isAll: view === 'all',
    tabs: BOARD_VIEWS.map((each) => ({
      view: each,
      label: say(`units.board.${each}`),
      isCurrent: each === view,
    })),
    states: UNIT_STATES.filter((state) => counts.has(state)).map((state) => ({
      label: say(`units.states.${state}`),
      count: counts.get(state) ?? 0,
      href: `/admin/units?state=${state}`,
    })),
    cities: cityRows(board),
    columns: ['unit', 'holder', 'state', 'since', 'due', 'seen'].map((name) => ({
      label: say(`units.board.columns.${name}`),
    })),
    rows: page.rows.map((unit) => ({ cells: cellsOf(unit, board) })),
  };
}

function cellsOf(unit: HeldUnit, { names, since, now, words: { say } }: Board) {
  const holder = names.get(unit.holderId);
  const isLate = unit.returnBy !== null && unit.returnBy < now;
  return [
    { text: unit.ref, href: `/units/${unit.ref}` },
    holder ? { text: holder.name, href: `/people/${holder.handle}` } : { text: '–' },
    { text: say(`units.states.${unit.state}`), tone: toneOf(unit.state) ?? 'plain' },
    dateCell(since.get(unit.id)),
    isLate ? { text: say('units.board.overdue'), tone: 'err' } : dateCell(unit.returnBy),
    dateCell(unit.lastSeenAt),
  ];
}

const dateCell = (at: Date | null | undefined) => (at ? { at } : { text: '–' });

/** By the city that each holder named last; people write theirs as they like. */
function cityRows({ holders, cities, words: { say } }: Board) {
  const totals = new Map<string, number>();
  for (const [personId, count] of holders) {
    const city = cities.get(personId) ?? say('units.board.no_city');
    totals.set(city, (totals.get(city) ?? 0) + count);
  }
  return [...totals]
    .sort((a, b) => b[1] - a[1])
    .slice(0, CITIES_SHOWN)
    .map(([label, value]) => ({ label, value }));
}
