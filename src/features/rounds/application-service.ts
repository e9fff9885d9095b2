import type { Clock } from '../../kernel/clock.js';
import { Conflict, Forbidden, InvalidInput, NotFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Viewer } from '../../kernel/people.js';
import type { Counters } from '../../platform/counters.js';
import { canApply } from '../accounts/index.js';
import type { Application } from './application.js';
import type { ApplicationStore } from './application-store.js';
import type { RoundStore } from './round-store.js';
import { roundPhase, type Round } from './round.js';
import { checkAnswers } from './screening.js';

export interface ApplicationServiceDeps {
  readonly applications: ApplicationStore;
  readonly rounds: Pick<RoundStore, 'bySlug'>;
  readonly counters: Counters;
  readonly clock: Clock;
  /** Whether the person has an open allocation there: an offer, a signature or a unit. */
  readonly isSeated: (personId: string, roundId: string) => Promise<boolean>;
}

export interface TypedApplication {
  readonly slug: string;
  readonly city: string;
  /** By the field names of `answerField`. */
  readonly answers: Readonly<Record<string, string>>;
}

export type ApplicationService = ReturnType<typeof createApplicationService>;

export function createApplicationService(deps: ApplicationServiceDeps) {
  const { applications, clock } = deps;

  /** Drafts are not there for applicants; other closed doors are a Conflict. */
  async function openRound(viewer: Viewer, slug: string): Promise<Round> {
    if (!canApply(viewer)) throw new Forbidden('rounds.staff_cannot_apply');
    const round = await deps.rounds.bySlug(slug);
    const phase = round && roundPhase(round, clock.now());
    if (!round || phase === 'draft') throw new NotFound();
    if (phase !== 'open') throw new Conflict('rounds.not_open');
    return round;
  }

  return {
    openRound,

    /** Hands in the application or changes the one that is there; one that was withdrawn counts again. */
    async submit(viewer: Viewer, typed: TypedApplication): Promise<Application> {
      const round = await openRound(viewer, typed.slug);
      const { answers, errors } = checkAnswers(round.questions, typed.answers);
      if (Object.keys(errors).length > 0) throw new InvalidInput(errors);
      const at = clock.now();
      const changes = { answers, city: typed.city, updatedAt: at };
      const changed = await applications.resubmit(round.id, viewer.id, changes);
      if (changed) return changed;
      return applications.add({
        ...changes,
        id: newId(at),
        ref: await deps.counters.nextRef('application'),
        roundId: round.id,
        personId: viewer.id,
        contact: { phone: '', address: '' },
        marks: { phone: null, address: null, device: null },
        state: 'submitted',
        setAside: null,
        createdAt: at,
      });
    },

    /** Possible until the round closes or a seat is offered; an offer is declined instead. */
    async withdraw(viewer: Viewer, slug: string): Promise<void> {
      const round = await openRound(viewer, slug);
      if (await deps.isSeated(viewer.id, round.id)) throw new Conflict('rounds.has_seat');
      if (!(await applications.withdraw(round.id, viewer.id, clock.now()))) throw new NotFound();
    },
  };
}
