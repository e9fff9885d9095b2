import type { Clock } from '../../kernel/clock.js';
import { Conflict, Forbidden, InvalidInput, NotFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Viewer } from '../../kernel/people.js';
import type { Counters } from '../../platform/counters.js';
import { canApply } from '../accounts/index.js';
import type { Application, Contact } from './application.js';
import type { ApplicationStore } from './application-store.js';
import { ineligibility, type ApplicantHistory, type IneligibilityReason } from './eligibility.js';
import { marksOf } from './marks.js';
import type { ReminderStore } from './reminder-store.js';
import type { RoundStore } from './round-store.js';
import { roundPhase, takesApplications, type Round } from './round.js';
import { checkAnswers } from './screening.js';

export interface ApplicationServiceDeps {
  readonly applications: ApplicationStore;
  readonly reminders: ReminderStore;
  readonly rounds: Pick<RoundStore, 'bySlug'>;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly secret: string;
  /** Whether the person has an open allocation there: an offer, a signature or a unit. */
  readonly isSeated: (personId: string, roundId: string) => Promise<boolean>;
  readonly historyOf: (personId: string) => Promise<ApplicantHistory>;
}

export interface TypedApplication {
  readonly slug: string;
  readonly city: string;
  readonly contact: Contact;
  /** By the field names of `answerField`. */
  readonly answers: Readonly<Record<string, string>>;
}

export type ApplicationService = ReturnType<typeof createApplicationService>;

export function createApplicationService(deps: ApplicationServiceDeps) {
  const { applications, reminders, clock } = deps;

  /** Drafts are not there for applicants; other closed doors are a Conflict. */
  async function openRound(viewer: Viewer, slug: string): Promise<Round> {
    if (!canApply(viewer)) throw new Forbidden('rounds.staff_cannot_apply');
    const round = await deps.rounds.bySlug(slug);
    const phase = round && roundPhase(round, clock.now());
    if (!round || phase === 'draft') throw new NotFound();
    if (!phase || !takesApplications(round.mode, phase)) throw new Conflict('rounds.not_open');
    return round;
  }

  /** Reasons that may be gone in time are no obstacle: they are counted when seats are given. */
  async function refuseIneligible(
    viewer: Viewer,
    round: Round,
    application: Pick<Application, 'city' | 'answers'>,
  ): Promise<void> {
    const history = await deps.historyOf(viewer.id);
    const lasting = ineligibility(round, application, history, clock.now()).find(
      ({ mayPass }) => !mayPass,
    );
    if (lasting) throw refusalFor(lasting);
  }

  /** Whoever applies before the opening is told of it as one who asked to be. */
  async function remindBeforeOpening(viewer: Viewer, round: Round, at: Date): Promise<void> {
    if (at < round.opensAt) await reminders.add(round.id, viewer.id, at);
  }

  return {
    openRound,

    /** Hands in the application or changes the one that is there; one that was withdrawn counts again. */
    async submit(viewer: Viewer, typed: TypedApplication, deviceId?: string): Promise<Application> {
      const round = await openRound(viewer, typed.slug);
      const { answers, errors } = checkAnswers(round.questions, typed.answers);
      if (Object.keys(errors).length > 0) throw new InvalidInput(errors);
      const { city, contact } = typed;
      await refuseIneligible(viewer, round, { city, answers });
      const at = clock.now();
      const marks = marksOf(deps.secret, round.id, contact, deviceId);
      const changes = { answers, city, contact, marks, updatedAt: at };
      await remindBeforeOpening(viewer, round, at);
      const changed = await applications.resubmit(round.id, viewer.id, changes);
      if (changed) return refuseSetAside(changed);
      const kept = await applications.add({
        ...changes,
        id: newId(at),
        ref: await deps.counters.nextRef('application'),
        roundId: round.id,
        personId: viewer.id,
        state: 'submitted',
        setAside: null,
        createdAt: at,
      });
      return refuseSetAside(kept);
    },

    /** Possible until the round closes or a seat is offered; an offer is declined instead. */
    async withdraw(viewer: Viewer, slug: string): Promise<void> {
      const round = await openRound(viewer, slug);
      if (await deps.isSeated(viewer.id, round.id)) throw new Conflict('rounds.has_seat');
      const kept = await applications.withdraw(round.id, viewer.id, clock.now());
      if (!kept) throw new NotFound();
      refuseSetAside(kept);
      await reminders.remove(round.id, viewer.id);
    },

    /** Asks to be told before the round opens, or no longer; both may be said twice. */
    async remind(viewer: Viewer, slug: string, isWanted: boolean): Promise<void> {
      const round = await deps.rounds.bySlug(slug);
      const phase = round && roundPhase(round, clock.now());
      if (!round || phase === 'draft') throw new NotFound();
      if (phase !== 'announced') throw new Conflict('rounds.reminder_too_late');
      if (isWanted) await reminders.add(round.id, viewer.id, clock.now());
      else await reminders.remove(round.id, viewer.id);
    },
  };
}

/** The stores leave an application that was set aside as it is. */
function refuseSetAside(application: Application): Application {
  if (application.state === 'set_aside') throw new Conflict('rounds.is_set_aside');
  return application;
}

/** What lies in the form is said at its field, what lies with the person above it. */
const refusalFor = ({ code, facts }: IneligibilityReason) =>
  code === 'city_outside' || code === 'no_quota'
    ? new InvalidInput({ city: { code: `rounds.${code}`, facts } })
    : new Forbidden('rounds.not_eligible');
