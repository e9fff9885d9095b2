import { Refusal } from '../../kernel/errors.js';
import type { Clock } from '../../kernel/clock.js';
import type { Viewer } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import type { Accounts } from '../accounts/index.js';
import type { Application, Round, Rounds } from '../rounds/index.js';
import type { Admission } from './admission.js';
import type { AllocationQueries } from './allocation-queries.js';
import type { AllocationService } from './allocation-service.js';
import {
  isDecided,
  turnDownRefusal,
  type Decision,
  type ReviewedRow,
  type TurnDown,
} from './review.js';
import { handRefusal, seatsByHand } from './seat.js';

export interface ReviewServiceDeps {
  readonly queries: AllocationQueries;
  readonly service: Pick<AllocationService, 'offer'>;
  readonly admission: Admission;
  readonly rounds: Pick<Rounds, 'applications'>;
  readonly accounts: Pick<Accounts, 'recipients'>;
  readonly translations: Translations;
  readonly clock: Clock;
}

export type ReviewService = ReturnType<typeof createReviewService>;

/** Decides for several applications at once: first as a preview, then row by row. */
export function createReviewService(deps: ReviewServiceDeps) {
  const { queries, service, admission, rounds, accounts, translations, clock } = deps;

  /** The same look serves as the preview and, after the decision, as its result. */
  async function look(
    round: Round,
    refs: readonly string[],
    decision: Decision,
  ): Promise<readonly ReviewedRow[]> {
    const applications = await rounds.applications.ofRefs(round.id, refs);
    const personIds = applications.map(({ personId }) => personId);
    const [allocations, people, barred, taken] = await Promise.all([
      queries.latestOf(applications.map(({ id }) => id)),
      accounts.recipients(personIds),
      admission.barredAmong(personIds),
      queries.takenSeats(round.id),
    ]);
    const left = new Set(taken);
    return applications.map((application) => {
      const allocation = allocations.get(application.id);
      const person = people.get(application.personId);
      if (isDecided(application, allocation, decision))
        return { application, allocation, person, outcome: 'done', refusal: undefined };
      const refusal =
        decision === 'offer'
          ? offerRefusal(application, round, barred, left)
          : turnDownRefusal(application, allocation, round);
      const outcome = refusal ? 'refused' : 'message';
      return { application, allocation, person, outcome, refusal };
    });
  }

  /** Takes the seat from those that are left for the rows that follow. */
  function offerRefusal(
    application: Application,
    round: Round,
    barred: ReadonlySet<string>,
    taken: Set<number>,
  ): string | undefined {
    const refusal = handRefusal(application, round, barred, clock.now());
    if (refusal) return refusal;
    const seat = seatsByHand(round, application).find((one) => !taken.has(one));
    if (seat === undefined) return 'allocations.no_seat_left';
    taken.add(seat);
    return undefined;
  }

  /** The applicant is told the reason in their own language, by rounds. */
  async function turnDown(
    { application, person }: ReviewedRow,
    { slug }: Round,
    reason: TurnDown,
    admin: Viewer,
  ): Promise<void> {
    const words = translations.translate(
      person?.language ?? admin.language,
      `allocations.turn_downs.${reason}`,
    );
    await rounds.applications.setAside(admin, slug, application.ref, words);
  }

  return {
    look,
    /** Safe to repeat: what is decided already, or can't be any more, is left as it is. */
    async confirm(
      round: Round,
      refs: readonly string[],
      { decision, reason }: { readonly decision: Decision; readonly reason: string },
      admin: Viewer,
    ): Promise<void> {
      for (const row of await look(round, refs, decision)) {
        if (row.outcome !== 'message') continue;
        try {
          if (decision === 'offer') await service.offer(row.application.ref, admin, reason);
          else await turnDown(row, round, decision, admin);
        } catch (error) {
          // Somebody was faster; the result shows how the row stands.
          if (!(error instanceof Refusal)) throw error;
        }
      }
    },
  };
}
