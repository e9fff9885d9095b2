import type { Facts } from '../../kernel/errors.js';
import type { Language } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import type { DeviceModel, RoundCard } from '../rounds/index.js';
import { signingOf } from './consent.js';
import { verifyCustody, type CustodyEvent } from './custody.js';
import { attemptItems } from './hand-over-page.js';
import { kindsFor, type HandOver } from './hand-over.js';
import { toneOf } from './unit-groups.js';
import { moveFields } from './unit-move.js';
import {
  adminMovesFrom,
  isHeld,
  needsCase,
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

export const wordsIn = (translations: Translations, language: Language): Words => ({
  say: (key, facts) => translations.translate(language, key, facts),
  error: (code, facts) => translations.errorText(language, code, facts),
  language,
});

export type Names = ReadonlyMap<string, { readonly name: string; readonly handle: string }>;

interface UnitView {
  readonly names: Names;
  /** Hand-overs of the unit that the reader may know of. */
  readonly handOvers: readonly Pick<HandOver, 'attempts'>[];
  /** What the QR code on its label says. */
  readonly address: string;
  readonly hasCases: boolean;
  readonly openCases: readonly { readonly ref: string }[];
  readonly unit: Unit;
  readonly model: DeviceModel | undefined;
  readonly round: RoundCard | undefined;
  readonly words: Words;
}

/** What holder and staff see alike: the phone, its state and what is next. */
function commonModel(view: UnitView, isStaff: boolean) {
  const { unit, model, round, words, address, hasCases, openCases } = view;
  const { say, language } = words;
  const label = (key: string) => say(`units.facts.${key}`);
  return {
    ref: unit.ref,
    address,
    hasCases,
    openCases,
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
      ...(unit.imei ? [{ label: label('imei'), text: unit.imei, mono: true }] : []),
      ...(unit.build ? [{ label: label('build'), text: unit.build, mono: true }] : []),
      ...(round
        ? [{ label: label('round'), text: round.title[language], href: `/rounds/${round.slug}` }]
        : []),
      ...signedFacts(unit, say),
      ...(unit.returnBy ? [{ label: say('units.return.title'), at: unit.returnBy }] : []),
    ],
    duty: say(`units.${isStaff ? 'next' : 'duty'}.${unit.state}`, unit.events.at(-1)?.facts),
  };
}

function signedFacts(unit: Unit, say: Say) {
  const signing = unit.holderId === null ? undefined : signingOf(unit);
  if (!signing) return [];
  const version = signing.facts['agreement'] ?? '';
  return [
    {
      label: say('units.facts.agreement'),
      text: say('units.facts.agreement_version', { version }),
    },
    { label: say('units.facts.signed'), at: signing.at },
  ];
}

/** The holder's page: only their own time with the unit, without notes between staff. */
export function holderModel(
  view: UnitView & {
    /** The application on whose page a changed agreement is to be signed. */
    readonly unsignedRef: string | undefined;
  },
) {
  const { unit, words } = view;
  const since = signingOf(unit)?.seq ?? 1;
  const events = unit.events.filter(({ seq }) => seq >= since);
  const isWaiting = nextState(unit.state, 'accept') !== undefined;
  const isLocked = isWaiting && unit.boxCode?.triesLeft === 0;
  return {
    ...commonModel(view, false),
    unsignedRef: view.unsignedRef,
    isWaiting,
    isLocked,
    canAccept: isWaiting && !isLocked,
    canReport: isHeld(unit.state),
    canSendBack: nextState(unit.state, 'send_back') !== undefined,
    canHandOver: kindsFor(unit.state, 'holder').length > 0,
    canOpenCase: view.hasCases && isHeld(unit.state),
    timeline: [
      ...withAttempts(
        events.map((event) => timelineItem(event, words.say, undefined)),
        view,
      ),
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
    readonly isAdmin: boolean;
    /** The move whose form was refused: it alone is drawn again. */
    readonly tried?: string | undefined;
  },
) {
  const { unit, words, names } = view;
  const check = verifyCustody(unit.events);
  const possible = view.isAdmin ? adminMovesFrom(unit.state) : [];
  const moves = possible.filter((action) => !(view.hasCases && needsCase(action)));
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
    usual: usual && { ...moveForm(usual, 'f', words.say), kind: 'primary' },
    others: shown
      .filter((action) => action !== usual)
      .map((action) => moveForm(action, action, words.say)),
    canHandOver: view.isAdmin && kindsFor(unit.state, 'admin').length > 0,
    canOpenCase: view.hasCases && view.isAdmin && moves.length < possible.length,
    timeline: withAttempts(
      unit.events.map((event) => timelineItem(event, words.say, names)),
      view,
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
    ...(name === 'wiped'
      ? { options: wipedOptions(say) }
      : { type: name === 'return_by' ? 'date' : 'text' }),
  })),
});

const wipedOptions = (say: Say) =>
  ['yes', 'no'].map((value) => ({ value, label: say(`units.return.wiped_choices.${value}`) }));

/** Refused tries stand between the events of their time. */
const withAttempts = <Item extends { readonly at: Date }>(items: readonly Item[], view: UnitView) =>
  [...items, ...attemptItems(view.handOvers, view.names, view.words.say)].sort(
    (a, b) => a.at.getTime() - b.at.getTime(),
  );

const SIGNS: Partial<Record<UnitAction, string>> = {
  reserve: 'shield-check',
  pack: 'package',
  renew_code: 'refresh-cw',
  ship: 'truck',
  deliver: 'package',
  accept: 'smartphone',
  hand_over: 'users',
  start_test: 'send',
  call_back: 'clock',
  send_back: 'truck',
  gift: 'heart',
  lose: 'triangle-alert',
  write_off: 'octagon-alert',
};

/** `names` is undefined for readers who need no names of staff. */
function timelineItem(event: CustodyEvent, say: Say, names: Names | undefined) {
  const by = names?.get(event.byId ?? '')?.name;
  return {
    title: say(`units.events.${event.action}`),
    at: event.at,
    ...(by ? { by } : {}),
    sign: SIGNS[event.action] ?? 'check',
    text: [eventText(event, say, names), wipedText(event, say)].filter(Boolean).join(' '),
  };
}

function wipedText({ facts }: CustodyEvent, say: Say): string {
  if (facts['wiped_at']) return `${say('units.event_texts.wiped_signed')}.`;
  return facts['wiped'] ? `${say(`units.event_texts.wiped_${facts['wiped']}`)}.` : '';
}

function eventText({ action, facts }: CustodyEvent, say: Say, names: Names | undefined): string {
  const isStaff = names !== undefined;
  const name = (fact: string) => names?.get(String(facts[fact] ?? ''))?.name ?? '';
  switch (action) {
    case 'reserve':
    case 'ship':
    case 'send_back':
    case 'call_back':
      return say(`units.event_texts.${action}`, facts);
    case 'hand_over':
      return isStaff
        ? say('units.event_texts.hand_over', { from: name('from_person'), to: name('to_person') })
        : '';
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
