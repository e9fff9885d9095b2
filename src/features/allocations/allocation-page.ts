import type { Facts } from '../../kernel/errors.js';
import type { Page } from '../../kernel/page-request.js';
import type { Language } from '../../kernel/people.js';
import {
  answerFacts,
  roundLinks,
  roundPhase,
  type Application,
  type Round,
  type RoundCard,
} from '../rounds/index.js';
import type { UnitCard } from '../units/index.js';
import {
  consentsIn,
  isAnswerable,
  nextAllocationState,
  wantsConsent,
  type Allocation,
  type AllocationState,
} from './allocation.js';
import { DECISIONS } from './review.js';
import { handRefusal, hasMeritSeats } from './seat.js';
import type { Why } from './why.js';
import { whyModel } from './why-page.js';

export type Say = (key: string, facts?: Facts) => string;

/** An application as people see it: its own state until there is an offer, then the offer's. */
export type Standing =
  | 'submitted'
  | 'application_withdrawn'
  | 'set_aside'
  | 'chosen'
  | 'waitlisted'
  | 'not_chosen'
  | 'no_seat_yet'
  | AllocationState;

/** `why` tells apart those who wait once the seats are decided; lists do without. */
export function standingOf(
  application: Pick<Application, 'state'>,
  allocation: Pick<Allocation, 'state' | 'offerExpiresAt'> | undefined,
  now: Date,
  why?: Pick<Why, 'isChosen' | 'waitlistPlace' | 'reasons'>,
): Standing {
  if (!allocation) {
    if (application.state === 'withdrawn') return 'application_withdrawn';
    if (application.state === 'set_aside') return 'set_aside';
    if (why?.isChosen) return 'chosen';
    if (why && why.waitlistPlace !== null) return 'waitlisted';
    return why && why.reasons.length > 0 ? 'not_chosen' : 'submitted';
  }
  // The job closes it a little later; nobody can sign it any more.
  const isOver = allocation.state === 'offered' && !isAnswerable(allocation, now);
  return isOver ? 'lapsed' : allocation.state;
}

/** In a list, which does not know why: whoever has nothing once the seats are decided. */
export function listStanding(
  application: Pick<Application, 'state'>,
  allocation: Pick<Allocation, 'state' | 'offerExpiresAt'> | undefined,
  round: Pick<Round, 'decidedAt'> | undefined,
  now: Date,
): Standing {
  const standing = standingOf(application, allocation, now);
  return standing === 'submitted' && round?.decidedAt ? 'no_seat_yet' : standing;
}

const TONES: Partial<Record<Standing, 'ok' | 'warn' | 'err' | 'info'>> = {
  offered: 'warn',
  signed: 'info',
  held: 'ok',
  lapsed: 'err',
  set_aside: 'err',
};
export const toneOf = (standing: Standing) => TONES[standing];

export interface ApplicationView {
  readonly application: Application;
  /** All that the application ever got, oldest first. */
  readonly allocations: readonly Allocation[];
  readonly why: Why | undefined;
  readonly round: Round;
  readonly unit: UnitCard | undefined;
  readonly people: ReadonlyMap<string, { readonly name: string; readonly handle: string }>;
  readonly barred: ReadonlySet<string>;
  readonly isAdmin: boolean;
  readonly now: Date;
  readonly language: Language;
  readonly say: Say;
}

export function applicationModel(view: ApplicationView) {
  const { application, allocations, why, round, unit, isAdmin, now, say } = view;
  const allocation = allocations.at(-1);
  const standing = standingOf(application, allocation, now, why);
  const audience = isAdmin ? 'admin' : 'mine';
  const isOffered = standing === 'offered';
  const facts = { seat: allocation?.seat ?? '', place: why?.waitlistPlace ?? '' };
  return {
    application,
    round,
    isAdmin,
    applicant: isAdmin ? view.people.get(application.personId) : undefined,
    status: say(`allocations.standings.${standing}`),
    tone: toneOf(standing),
    sentence: say(`allocations.${audience}.${standing}`, facts),
    offer: isOffered ? allocation : undefined,
    byHand: isAdmin && allocation?.reason ? handModel(allocation, view.people) : undefined,
    setAside: application.setAside ?? undefined,
    why: why && whyModel(why, view),
    unit,
    consents: consentsIn(allocations).map(({ consent }, index) => ({ ...consent, n: index + 1 })),
    wantsConsent: allocation !== undefined && wantsConsent(allocation, round.agreement),
    canSign: isOffered && !isAdmin,
    canEdit: !isAdmin && !allocation?.open && roundPhase(round, now) === 'open',
    canOffer: isAdmin && isOfferable(application, allocation, round, view.barred, now),
    canWithdraw:
      isAdmin &&
      allocation !== undefined &&
      nextAllocationState(allocation.state, 'withdraw') !== undefined &&
      (unit === undefined || unit.state === 'reserved' || unit.state === 'packed'),
    answers: answerFacts(round, application.answers, view.language),
  };
}

const handModel = ({ offeredById, reason }: Allocation, people: ApplicationView['people']) => ({
  reason,
  by: people.get(offeredById ?? ''),
});

const isOfferable = (
  application: Application,
  allocation: Allocation | undefined,
  round: Round,
  barred: ReadonlySet<string>,
  now: Date,
): boolean => !allocation?.open && handRefusal(application, round, barred, now) === undefined;

export const mineModel = (
  applications: readonly Application[],
  allocations: ReadonlyMap<string, Allocation>,
  rounds: ReadonlyMap<string, RoundCard>,
  now: Date,
  { say, language }: { readonly say: Say; readonly language: Language },
) => ({
  applications: applications.map((application) => {
    const allocation = allocations.get(application.id);
    const round = rounds.get(application.roundId);
    const standing = listStanding(application, allocation, round, now);
    return {
      ref: application.ref,
      title: round?.title[language] ?? application.ref,
      createdAt: application.createdAt,
      status: say(`allocations.standings.${standing}`),
      tone: toneOf(standing),
      dueAt: standing === 'offered' ? allocation?.offerExpiresAt : undefined,
    };
  }),
});

export interface ConsoleView {
  readonly round: Round;
  readonly page: Page<Application>;
  readonly allocations: ReadonlyMap<string, Allocation>;
  readonly people: ReadonlyMap<string, { readonly name: string; readonly handle: string }>;
  readonly seatsTaken: number;
  readonly freeUnits: number;
  readonly after: string | undefined;
  readonly now: Date;
  readonly say: Say;
}

/** The admin's list of a round: who asks, who has a seat, how many are left. */
export const consoleModel = (view: ConsoleView) => ({
  round: view.round,
  links: roundLinks(view.round),
  next: view.page.next,
  after: view.after,
  seatsTaken: view.seatsTaken,
  seatsLeft: Math.max(0, view.round.seats - view.seatsTaken),
  freeUnits: view.freeUnits,
  decisions: decisionsFor(view.round, view.say),
  rows: view.page.rows.map((application) => {
    const allocation = view.allocations.get(application.id);
    const standing = listStanding(application, allocation, view.round, view.now);
    return {
      application,
      applicant: view.people.get(application.personId),
      status: view.say(`allocations.standings.${standing}`),
      tone: toneOf(standing),
      dueAt: standing === 'offered' ? allocation?.offerExpiresAt : undefined,
      isByHand: allocation !== undefined && allocation.offeredById !== null,
      isChoosable: application.state === 'submitted' && !allocation?.open,
    };
  }),
});

const decisionsFor = (round: Round, say: Say) =>
  DECISIONS.filter((one) => one !== 'offer' || hasMeritSeats(round)).map((value) => ({
    value,
    label: say(`allocations.decisions.${value}`),
  }));
