import type { Page } from '../../kernel/page-request.js';
import type { DeviceModel, RoundCard } from '../rounds/index.js';
import type { Preview } from './unit-csv.js';
import { GROUP_STATES, toneOf, UNIT_GROUPS, type UnitGroup } from './unit-groups.js';
import type { Names, Say, Words } from './unit-page.js';
import type { UnitRow } from './unit-card.js';
import { nextState, type Unit, type UnitState } from './unit.js';

/** Cards of the holder's own units. */
export const holdingsModel = (
  units: readonly UnitRow[],
  models: readonly DeviceModel[],
  { say }: Words,
) => ({
  units: units.map((unit) => ({
    ref: unit.ref,
    heading: headingOf(unit, models, say),
    state: say(`units.states.${unit.state}`),
    tone: toneOf(unit.state),
    summary: say(`units.summaries.${unit.state}`),
    isNow: nextState(unit.state, 'accept') !== undefined || unit.state === 'return_due',
  })),
});

export const headingOf = (
  unit: Pick<Unit, 'modelCode' | 'hardwareRevision'>,
  models: readonly DeviceModel[],
  say: Say,
): string =>
  say('units.show.heading', {
    model: models.find(({ code }) => code === unit.modelCode)?.name ?? unit.modelCode,
    revision: unit.hardwareRevision,
  });

export interface ListView {
  readonly page: Page<UnitRow>;
  readonly rounds: ReadonlyMap<string, RoundCard>;
  readonly names: Names;
  /** The round that the list is cut to. */
  readonly inRound: RoundCard | undefined;
  readonly group: UnitGroup | undefined;
  readonly state: UnitState | undefined;
  readonly after: string | undefined;
  readonly words: Words;
}

/** The admin's list, newest first. */
export const listModel = ({
  page,
  rounds,
  names,
  inRound,
  group,
  state,
  after,
  words,
}: ListView) => ({
  next: page.next,
  after,
  isFiltered: Boolean(group ?? state ?? inRound),
  filter: filterQuery({ group, state, round: inRound?.slug }),
  round: inRound?.slug,
  roundTitle: inRound?.title[words.language],
  groups: [undefined, ...UNIT_GROUPS].map((each) => ({
    group: each ?? '',
    label: words.say(`units.groups.${each ?? 'all'}`),
    isCurrent: each === group,
  })),
  columns: ['unit', 'state', 'serial', 'revision', 'round', 'holder'].map((name) => ({
    label: words.say(`units.columns.${name}`),
  })),
  rows: page.rows.map((unit) => ({
    cells: [
      { text: unit.ref, href: `/units/${unit.ref}` },
      { text: words.say(`units.states.${unit.state}`), tone: toneOf(unit.state) ?? 'plain' },
      { text: unit.serial, mono: true },
      { text: unit.hardwareRevision },
      { text: rounds.get(unit.roundId)?.title[words.language] ?? '' },
      holderCell(unit, names),
    ],
  })),
});

/** The same filter for the table and the labels, as it stands after the `?`. */
function filterQuery(filter: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(filter).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return new URLSearchParams(given).toString();
}

/** A sheet to print: what identifies a unit to people, and never its whole serial number. */
export const labelsModel = (
  page: Page<UnitRow>,
  models: readonly DeviceModel[],
  baseUrl: string,
  { say }: Words,
) => ({
  next: page.next,
  labels: page.rows.map((unit) => ({
    ref: unit.ref,
    address: `${baseUrl}/units/${unit.ref}`,
    heading: headingOf(unit, models, say),
    tail: say('units.labels.tail', { tail: unit.serial.slice(-4) }),
  })),
});

function holderCell({ holderId }: UnitRow, names: Names) {
  const holder = names.get(holderId ?? '');
  return holder ? { text: holder.name, href: `/people/${holder.handle}` } : { text: '–' };
}

export const statesOf = (group: UnitGroup | undefined): readonly UnitState[] | undefined =>
  group && GROUP_STATES[group];

export const roundOptions = (rounds: readonly RoundCard[], { language }: Words) =>
  rounds.map(({ slug, title }) => ({ value: slug, label: title[language] }));

/** At most so many good rows are shown as a sample. */
const SAMPLE_ROWS = 10;

/** What a dry run found: every bad row with each of its errors, and the first good ones. */
export function previewModel(preview: Preview, { say, error }: Words) {
  const good = preview.rows.filter(({ errors }) => errors.length === 0);
  return {
    goodCount: good.length,
    badCount: preview.badCount,
    isClean: preview.badCount === 0,
    errors: preview.rows.flatMap(({ errors }) =>
      errors.map(({ line, field, code, facts }) => ({
        cells: [
          { text: say('units.import.line_number', { line }) },
          { text: say(`units.fields.${field}`) },
          { text: error(code, facts) },
        ],
      })),
    ),
    errorColumns: [
      { label: say('units.import.line') },
      { label: say('units.import.field') },
      { label: say('units.import.reason') },
    ],
    sample: good.slice(0, SAMPLE_ROWS).map(({ line, unit }) => ({
      cells: [
        { text: say('units.import.line_number', { line }) },
        { text: unit.serial, mono: true },
        { text: unit.imei ?? '–', mono: true },
        { text: unit.hardwareRevision },
        { text: unit.build ?? '–' },
      ],
    })),
    sampleColumns: [
      { label: say('units.import.line') },
      ...['serial', 'imei', 'revision', 'build'].map((name) => ({
        label: say(`units.fields.${name}`),
      })),
    ],
  };
}
