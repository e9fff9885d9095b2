import type { Facts } from '../../kernel/errors.js';
import type { Page } from '../../kernel/page-request.js';
import type { Language } from '../../kernel/people.js';
import {
  answerFacts,
  roundPhase,
  type Application,
  type Round,
  type RoundCard,
} from '../rounds/index.js';
import type { UnitCard } from '../units/index.js';
import {
  isAnswerable,
  nextAllocationState,
  type Allocation,
  type AllocationState,
} from './allocation.js';

type Say = (key: string, facts?: Facts) => string;

/** An application as people see it: its own state until there is an offer, then the offer's. */
export type Standing = 'submitted' | 'application_withdrawn' | AllocationState;

export function standingOf(
  application: Pick<Application, 'state'>,
  allocation: Pick<Allocation, 'state' | 'offerExpiresAt'> | undefined,
  now: Date,
): Standing {
  if (!allocation) return application.state === 'withdrawn' ? 'application_withdrawn' : 'submitted';
  // The job closes it a little later; nobody can sign it any more.
  const isOver = allocation.state === 'offered' && !isAnswerable(allocation, now);
  return isOver ? 'lapsed' : allocation.state;
}

const TONES: Partial<Record<Standing, 'ok' | 'warn' | 'err' | 'info'>> = {
  offered: 'warn',
  signed: 'info',
  held: 'ok',
  lapsed: 'err',
};
export const toneOf = (standing: Standing) => TONES[standing];

export interface ApplicationView {
  readonly application: Application;
  readonly allocation: Allocation | undefined;
  readonly round: Round;
  readonly unit: UnitCard | undefined;
  readonly applicant: { readonly name: string; readonly handle: string } | undefined;
  readonly isAdmin: boolean;
  readonly now: Date;
  readonly language: Language;
  readonly say: Say;
}

export function applicationModel(view: ApplicationView) {
  const { application, allocation, round, unit, isAdmin, now, say } = view;
  const standing = standingOf(application, allocation, now);
  const audience = isAdmin ? 'admin' : 'mine';
  const isOffered = standing === 'offered';
  return {
    application,
    round,
    isAdmin,
    applicant: isAdmin ? view.applicant : undefined,
    status: say(`allocations.standings.${standing}`),
    tone: toneOf(standing),
    sentence: say(`allocations.${audience}.${standing}`, { seat: allocation?.seat ?? '' }),
    offer: isOffered ? allocation : undefined,
    unit,
    consent: allocation?.consent ?? undefined,
    canSign: isOffered && !isAdmin,
    canEdit: !isAdmin && !allocation?.open && roundPhase(round, now) === 'open',
    canOffer: isAdmin && isOfferable(application, allocation, round, now),
    canWithdraw:
      isAdmin &&
      allocation !== undefined &&
      nextAllocationState(allocation.state, 'withdraw') !== undefined &&
      (unit === undefined || unit.state === 'reserved' || unit.state === 'packed'),
    answers: answerFacts(round, application.answers, view.language),
  };
}

export const isOfferable = (
  application: Application,
  allocation: Allocation | undefined,
  round: Round,
  now: Date,
): boolean =>
  application.state === 'submitted' &&
  !allocation?.open &&
  ['open', 'closed'].includes(roundPhase(round, now));

export const mineModel = (
  applications: readonly Application[],
  allocations: ReadonlyMap<string, Allocation>,
  rounds: ReadonlyMap<string, RoundCard>,
  now: Date,
  { say, language }: { readonly say: Say; readonly language: Language },
) => ({
  applications: applications.map((application) => {
    const allocation = allocations.get(application.id);
    const standing = standingOf(application, allocation, now);
    return {
      ref: application.ref,
      title: rounds.get(application.roundId)?.title[language] ?? application.ref,
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
  next: view.page.next,
  after: view.after,
  seatsTaken: view.seatsTaken,
  seatsLeft: Math.max(0, view.round.seats - view.seatsTaken),
  freeUnits: view.freeUnits,
  rows: view.page.rows.map((application) => {
    const allocation = view.allocations.get(application.id);
    const standing = standingOf(application, allocation, view.now);
    return {
      application,
      applicant: view.people.get(application.personId),
      status: view.say(`allocations.standings.${standing}`),
      tone: toneOf(standing),
      dueAt: standing === 'offered' ? allocation?.offerExpiresAt : undefined,
      canOffer: isOfferable(application, allocation, view.round, view.now),
    };
  }),
});
