import type { DeviceModel, RoundCard } from '../rounds/index.js';
import {
  CONDITIONS,
  PARTS,
  type Finding,
  type HandOver,
  type HandOverAttempt,
  type HandOverKind,
  type HandOverRefusal,
  type HandOverView,
} from './hand-over.js';
import { headingOf } from './unit-list-page.js';
import type { Names, Say, Words } from './unit-page.js';
import type { Unit } from './unit.js';

interface About {
  readonly unit: Unit;
  readonly models: readonly DeviceModel[];
  readonly names: Names;
  readonly words: Words;
}

/** The fields of the checklist; `found` is what the other side found, the good case without it. */
const checkFields = (say: Say, found?: Finding) =>
  PARTS.map((part) => ({
    name: `check_${part}`,
    label: say(`units.hand_over.parts.${part}`),
    value: found?.checks[part] ?? 'ok',
  }));

const conditionOptions = (say: Say) =>
  CONDITIONS.map((value) => ({ value, label: say(`units.hand_over.conditions.${value}`) }));

/** The giver's form. */
export function startModel(
  { unit, models, names, words }: About,
  { kinds, isAdmin }: { readonly kinds: readonly HandOverKind[]; readonly isAdmin: boolean },
) {
  const { say } = words;
  return {
    ref: unit.ref,
    heading: headingOf(unit, models, say),
    kind: kinds[0],
    kinds: kinds.map((value) => ({
      value,
      label: say(`units.hand_over.kinds.${value}`),
      hint: say(`units.hand_over.kind_hints.${value}`),
    })),
    hasChoice: kinds.length > 1,
    mayGoBack: kinds.includes('back'),
    receiver: isAdmin ? names.get(unit.holderId ?? '')?.name : undefined,
    checks: checkFields(say),
    conditions: conditionOptions(say),
  };
}

/** What the giver shows to the receiver, in this answer only. */
export const codeModel = (handOver: HandOver, code: string, baseUrl: string) => ({
  ref: handOver.unitRef,
  key: handOver.key,
  code: `${code.slice(0, 3)} ${code.slice(3)}`,
  address: `${baseUrl}/hand-overs/${handOver.key}?code=${code}`,
  short: `${baseUrl}/hand-overs/${handOver.key}`,
  expiresAt: handOver.expiresAt,
});

export interface HandOverPageView {
  readonly view: HandOverView;
  readonly models: readonly DeviceModel[];
  readonly round: RoundCard | undefined;
  readonly names: Names;
  readonly words: Words;
  /** From the QR code. */
  readonly code: string | undefined;
  readonly viewer: { readonly id: string; readonly isAdmin: boolean };
}

/** One hand-over as its giver, its receiver, an admin or somebody else may see it. */
export function handOverModel({
  view,
  models,
  round,
  names,
  words,
  code,
  viewer,
}: HandOverPageView) {
  const { handOver, unit, over, isGiver, offer, obstacle } = view;
  const { say, language } = words;
  const isParty = isGiver || handOver.receiverId === viewer.id || viewer.isAdmin;
  const canReceive = !over && !isGiver && !obstacle;
  const sees = isParty || canReceive;
  const problem = over ?? (isGiver ? undefined : obstacle);
  return {
    ref: handOver.unitRef,
    key: handOver.key,
    isGiver,
    canReceive,
    canCancel: isGiver && !over,
    heading: sees ? headingOf(unit, models, say) : undefined,
    state: say(`units.hand_over.states.${problem ?? 'open'}`),
    isDone: handOver.state === 'done',
    tone: toneOf(handOver, over),
    obstacle: problem && !(isParty && over) ? problem : undefined,
    lead: say(leadKey(handOver, over !== undefined), {
      giver: sees ? (names.get(handOver.giverId)?.name ?? '') : '',
      ref: handOver.unitRef,
    }),
    facts: sees
      ? [
          { label: say('units.hand_over.giver'), text: names.get(handOver.giverId)?.name ?? '' },
          ...(handOver.receiverId
            ? [
                {
                  label: say('units.hand_over.receiver'),
                  text: names.get(handOver.receiverId)?.name ?? '',
                },
              ]
            : []),
          ...(round
            ? [
                {
                  label: say('units.facts.round'),
                  text: round.title[language],
                  href: `/rounds/${round.slug}`,
                },
              ]
            : []),
          ...(over ? [] : [{ label: say('units.hand_over.until'), at: handOver.expiresAt }]),
          ...(handOver.wipedAt
            ? [{ label: say('units.hand_over.wiped_at'), at: handOver.wipedAt }]
            : []),
        ]
      : [],
    given: sees ? findingModel(handOver.given, handOver, say, canReceive) : undefined,
    received: isParty && handOver.received && findingModel(handOver.received, handOver, say, false),
    attempts: isGiver || viewer.isAdmin ? attemptItems([handOver], names, say) : [],
    code,
    checks: checkFields(say, handOver.given),
    conditions: conditionOptions(say),
    agreement: offer && {
      version: offer.agreement.version,
      hash: offer.agreement.hash,
      text: offer.agreement.text[language],
    },
  };
}

const toneOf = ({ state }: HandOver, over: HandOverRefusal | undefined) =>
  state === 'done' ? 'ok' : over ? 'warn' : 'info';

const leadKey = ({ kind }: HandOver, isOver: boolean): string =>
  isOver ? 'units.hand_over.lead_over' : `units.hand_over.leads.${kind}`;

/** Photos of an open hand-over are shown by its own address, later by that of photos. */
const findingModel = (finding: Finding, { key }: HandOver, say: Say, isOpen: boolean) => ({
  checks: PARTS.map((part) => ({
    label: say(`units.hand_over.parts.${part}`),
    text: say(`units.hand_over.conditions.${finding.checks[part]}`),
    tone: { ok: 'ok', marked: 'warn', broken: 'err' }[finding.checks[part]],
  })),
  note: finding.note,
  photos: finding.photos.map(({ id }, index) => ({
    href: isOpen ? `/hand-overs/${key}/photos/${id}` : `/photos/${id}`,
    n: index + 1,
  })),
});

/** Refused tries, for the timeline of giver and staff. */
export const attemptItems = (
  handOvers: readonly Pick<HandOver, 'attempts'>[],
  names: Names,
  say: Say,
) =>
  handOvers
    .flatMap(({ attempts }) => attempts)
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map((attempt) => attemptItem(attempt, names, say));

const attemptItem = ({ at, byId, outcome }: HandOverAttempt, names: Names, say: Say) => ({
  title: say('units.hand_over.attempt'),
  at,
  by: names.get(byId)?.name ?? '',
  text: say(`units.hand_over.outcomes.${outcome}`),
  sign: 'triangle-alert',
});
