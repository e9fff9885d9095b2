import type { Facts } from '../../kernel/errors.js';
import type { Page } from '../../kernel/page-request.js';
import type { Language } from '../../kernel/people.js';
import type { DeviceModel, RoundCard } from '../rounds/index.js';
import { verifyCustody, type CustodyEvent } from './custody.js';
import { GROUP_STATES, toneOf, UNIT_GROUPS, type UnitGroup } from './unit-groups.js';
import type { Preview } from './unit-csv.js';
import { moveFields } from './unit-move.js';
import type { UnitRow } from './unit-queries.js';
import {
  adminMovesFrom,
  isHeld,
  nextState,
  usualMove,
  type AdminAction,
  type Unit,
  type UnitAction,
  type UnitState,
} from './unit.js';

/** A translation in the reader's language. */
export type Say = (key: string, facts?: Facts) => string;
export interface Words {
  readonly say: Say;
  readonly error: Say;
  readonly language: Language;
}

export type Names = ReadonlyMap<string, { readonly name: string; readonly handle: string }>;

interface UnitView {
  readonly unit: Unit;
  readonly model: DeviceModel | undefined;
  readonly round: RoundCard | undefined;
  readonly words: Words;
}

/** What holder and staff see alike: the phone, its state and what is next. */
function commonModel({ unit, model, round, words: { say, language } }: UnitView, isStaff: boolean) {
  const label = (key: string) => say(`units.facts.${key}`);
  return {
    ref: unit.ref,
    heading: say('units.show.heading', {
      model: model?.name ?? unit.modelCode,
      revision: unit.hardwareRevision,
    }),
    state: say(`units.states.${unit.state}`),
    tone: toneOf(unit.state),
    facts: [
      { label: label('model'), text: model?.name ?? unit.modelCode },
      { label: label('revision'), text: unit.hardwareRevision },
      { label: label('serial'), text: unit.serial, copy: true },
      ...(unit.imei ? [{ label: label('imei'), text: unit.imei, copy: true }] : []),
      ...(unit.build ? [{ label: label('build'), text: unit.build, mono: true }] : []),
      ...(round
        ? [{ label: label('round'), text: round.title[language], href: `/rounds/${round.slug}` }]
        : []),
      ...signedFacts(unit, say),
    ],
    duty: say(`units.${isStaff ? 'next' : 'duty'}.${unit.state}`, unit.events.at(-1)?.facts),
  };
}

const signingOf = (unit: Unit): CustodyEvent | undefined =>
  unit.events.findLast(({ action }) => action === 'reserve');

function signedFacts(unit: Unit, say: Say) {
  const signing = unit.holderId === null ? undefined : signingOf(unit);
  if (!signing) return [];
  const version = signing.facts['agreement'] ?? '';
  return [
    { label: say('units.facts.agreement'), text: say('units.facts.agreement_version', { version }) },
    { label: say('units.facts.signed'), at: signing.at },
  ];
}

/** The holder's page: only their own time with the unit, without notes between staff. */
export function holderModel(view: UnitView) {
  const { unit, words } = view;
  const since = signingOf(unit)?.seq ?? 1;
  const events = unit.events.filter(({ seq }) => seq >= since);
  const isWaiting = nextState(unit.state, 'accept') !== undefined;
  const isLocked = isWaiting && unit.boxCode?.triesLeft === 0;
  return {
    ...commonModel(view, false),
    isWaiting,
    isLocked,
    canAccept: isWaiting && !isLocked,
    canReport: isHeld(unit.state),
    timeline: [
      ...events.map((event) => timelineItem(event, words.say, undefined)),
      ...aheadOf(unit.state).map((action) => ({
        title: words.say(`units.ahead.${action}`),
        state: 'ahead',
      })),
    ],
  };
}

/** The same page for staff: holder, whole chain, and the moves that an admin may make. */
export function staffModel(
  view: UnitView & {
    readonly names: Names;
    readonly isAdmin: boolean;
    /** The move whose form was refused: it alone is drawn again. */
    readonly tried?: string | undefined;
  },
) {
  const { unit, words, names } = view;
  const check = verifyCustody(unit.events);
  const moves = view.isAdmin ? adminMovesFrom(unit.state) : [];
  const shown = moves.includes(view.tried as AdminAction)
    ? moves.filter((action) => action === view.tried)
    : moves;
  const usual = shown.length === 1 ? shown[0] : usualMove(unit.state);
  return {
    ...commonModel(view, true),
    isStaff: true,
    holder: unit.holderId === null ? undefined : names.get(unit.holderId),
    isLocked: unit.boxCode?.triesLeft === 0,
    custody: { ...check, count: unit.events.length },
    usual: usual && moveForm(usual, 'f', words.say),
    others: shown
      .filter((action) => action !== usual)
      .map((action) => moveForm(action, action, words.say)),
    timeline: unit.events.map((event) =>
      timelineItem(event, words.say, names.get(event.byId ?? '')?.name ?? ''),
    ),
  };
}

const DANGEROUS: readonly AdminAction[] = ['scrap', 'lose', 'write_off'];

const moveForm = (action: AdminAction, prefix: string, say: Say) => ({
  action,
  prefix,
  label: say(`units.actions.${action}`),
  hint: say(`units.action_hints.${action}`),
  kind: DANGEROUS.includes(action) ? 'danger' : 'plain',
  fields: moveFields(action).map((name) => ({
    name,
    label: say(`units.fields.${name}`),
    type: name === 'return_by' ? 'date' : 'text',
  })),
});

const SIGNS: Partial<Record<UnitAction, string>> = {
  reserve: 'shield-check',
  pack: 'package',
  renew_code: 'refresh-cw',
  ship: 'truck',
  deliver: 'package',
  accept: 'smartphone',
  start_test: 'send',
  call_back: 'clock',
  send_back: 'truck',
  gift: 'heart',
  lose: 'triangle-alert',
  write_off: 'octagon-alert',
};

/** `by` is undefined for readers who need no names of staff. */
const timelineItem = (event: CustodyEvent, say: Say, by: string | undefined) => ({
  title: say(`units.events.${event.action}`),
  at: event.at,
  ...(by ? { by } : {}),
  sign: SIGNS[event.action] ?? 'check',
  text: eventText(event, say, by !== undefined),
});

function eventText({ action, facts }: CustodyEvent, say: Say, isStaff: boolean): string {
  switch (action) {
    case 'reserve':
    case 'ship':
    case 'send_back':
    case 'call_back':
      return say(`units.event_texts.${action}`, facts);
    case 'release':
      return isStaff ? say(`units.release_reasons.${facts['reason'] ?? 'offer_closed'}`) : '';
    default:
      return isStaff ? String(facts['note'] ?? '') : '';
  }
}

const WAY_OUT = ['reserve', 'pack', 'ship', 'deliver', 'accept', 'start_test'] as const;
const REACHED: Partial<Record<UnitState, number>> = {
  reserved: 1,
  packed: 2,
  shipped: 3,
  delivered: 4,
  accepted: 5,
};

/** The steps between a signature and the first report that are still to come. */
const aheadOf = (state: UnitState): readonly UnitAction[] =>
  WAY_OUT.slice(REACHED[state] ?? WAY_OUT.length);

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

const headingOf = (
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
  readonly group: UnitGroup | undefined;
  readonly named: string | undefined;
  readonly after: string | undefined;
  readonly words: Words;
}

/** The admin's list, newest first. */
export const listModel = ({ page, rounds, names, group, named, after, words }: ListView) => ({
  next: page.next,
  after,
  named,
  isFiltered: Boolean(group ?? named),
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
          { text: String(line), num: true },
          { text: say(`units.fields.${field}`) },
          { text: error(code, facts) },
        ],
      })),
    ),
    errorColumns: [
      { label: say('units.import.line'), num: true },
      { label: say('units.import.field') },
      { label: say('units.import.reason') },
    ],
    sample: good.slice(0, SAMPLE_ROWS).map(({ line, unit }) => ({
      cells: [
        { text: String(line), num: true },
        { text: unit.serial, mono: true },
        { text: unit.imei ?? '–', mono: true },
        { text: unit.hardwareRevision },
        { text: unit.build ?? '–' },
      ],
    })),
    sampleColumns: [
      { label: say('units.import.line'), num: true },
      ...['serial', 'imei', 'revision', 'build'].map((name) => ({
        label: say(`units.fields.${name}`),
      })),
    ],
  };
}
