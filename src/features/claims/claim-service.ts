import { HOUR, later, SECOND, type Clock } from '../../kernel/clock.js';
import { Conflict, Forbidden, NotFound, Refusal } from '../../kernel/errors.js';
import type { News } from '../../kernel/news.js';
import type { Language, Viewer } from '../../kernel/people.js';
import type { Logger } from '../../platform/logger.js';
import {
  quotasFor,
  roundPhase,
  type Application,
  type IneligibilityReason,
  type Round,
  type Rounds,
} from '../rounds/index.js';
import { createBook, type Book } from './book-service.js';
import {
  lanesOf,
  outcomeOf,
  seatsIn,
  type ClaimDoor,
  type ClaimVisit,
  type Outcome,
} from './claim.js';
import type { ClaimQueries } from './claim-queries.js';
import type { ClaimStore } from './claim-store.js';
import { within } from './patience.js';
import { readTicket, signTicket, type ClaimTicket } from './ticket.js';

export interface ClaimServiceDeps {
  readonly claims: ClaimStore;
  readonly queries: ClaimQueries;
  readonly rounds: {
    readonly service: Pick<Rounds['service'], 'roundById' | 'roundBySlug' | 'recordDecided'>;
    readonly applications: Pick<Rounds['applications'], 'ofPerson'>;
  };
  /** Why the applicant may have no seat; empty when they may. */
  readonly reasonsAgainst: (
    round: Round,
    application: Application,
  ) => Promise<readonly IneligibilityReason[]>;
  readonly claimed: News<{ readonly roundId: string }>;
  readonly secret: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What a claim is answered. */
export interface Taken {
  readonly ticket: ClaimTicket;
  readonly round: Round;
  readonly outcome: Outcome;
  /** Until when the winner can sign at least: the offer is made within seconds of the claim. */
  readonly signBy: Date | undefined;
}

/** Whoever wants a claim before the second it opens. */
export class TooEarly extends Refusal {
  constructor(seconds: number) {
    super(409, 'claims.too_early', { seconds }, seconds);
  }
}

export type ClaimService = ReturnType<typeof createClaimService>;

/** A round is looked up again after this, and its taken seats are counted again. */
const FRESH_MS = SECOND;
/** Offers wait until the rush is over, so that they do not slow it down. */
const QUIET_MS = SECOND;
/** Rounds whose claims are kept in memory at once; another one is read again when needed. */
const MOST_BOOKS = 8;

export function createClaimService(deps: ClaimServiceDeps) {
  const { claims, queries, rounds, clock, secret, log } = deps;
  const books = new Map<string, Book>();
  const quiet = new Map<string, NodeJS.Timeout>();
  const roundById = createShortMemory(clock, rounds.service.roundById);
  const seatsTaken = createShortMemory(clock, async (roundId) => {
    const round = await roundById(roundId);
    const counts = lanesOf(round ?? { quotas: [], waitlistPlaces: 0 }).map(({ key, seats }) =>
      queries.countSeats(roundId, key, seats),
    );
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  });

  function bookOf(roundId: string): Book {
    const onClaimed = () => {
      awaitQuiet(roundId);
    };
    const book = books.get(roundId) ?? createBook({ roundId, claims, clock, log, onClaimed });
    books.delete(roundId);
    books.set(roundId, book);
    if (books.size > MOST_BOOKS) books.delete(books.keys().next().value ?? roundId);
    return book;
  }

  function awaitQuiet(roundId: string): void {
    clearTimeout(quiet.get(roundId));
    quiet.set(
      roundId,
      setTimeout(() => void tell(roundId), QUIET_MS),
    );
  }

  /** The sweeper does it later, should it fail here. */
  async function tell(roundId: string): Promise<void> {
    quiet.delete(roundId);
    try {
      const round = await roundById(roundId);
      if (round?.mode === 'first_come' && bookOf(roundId).hasNoSeat())
        await rounds.service.recordDecided(roundId, clock.now());
      await deps.claimed.publish({ roundId });
    } catch (error) {
      log.warn({ err: error, roundId }, 'nobody heard of the claims yet');
    }
  }

  async function roundFor(ticket: ClaimTicket, slug: string): Promise<Round> {
    const round = await roundById(ticket.roundId);
    if (round?.slug !== slug) throw new Forbidden('claims.bad_ticket');
    return round;
  }

  async function placeFor(ticket: ClaimTicket, round: Round) {
    const now = clock.now();
    const phase = roundPhase(round, now);
    if (phase === 'draft') throw new Forbidden('claims.bad_ticket');
    if (phase === 'announced')
      throw new TooEarly(Math.ceil((round.opensAt.getTime() - now.getTime()) / SECOND));
    const book = bookOf(round.id);
    if (phase !== 'open') {
      // Whoever got no answer in the last second still learns what became of it.
      const had = await book.find(ticket.personId);
      if (!had) throw new Conflict('claims.closed');
      return had;
    }
    if (ticket.expiresAt <= now) throw new Forbidden('claims.bad_ticket');
    return book.claim(ticket, lanesOf(round));
  }

  function signBy(round: Round, outcome: Outcome): Date | undefined {
    return outcome.kind === 'seat' ? later(outcome.at, round.offerHours * HOUR) : undefined;
  }

  return {
    /**
     * Answers a claim: a seat, a place on the waitlist, or that all is gone.
     * @throws Forbidden for a ticket that was not made here or is out of date, TooEarly, Conflict
     * once the round is closed, Unavailable when the outcome is unknown
     */
    async take(text: string, slug: string): Promise<Taken> {
      const ticket = readTicket(secret, text);
      if (!ticket) throw new Forbidden('claims.bad_ticket');
      const round = await roundFor(ticket, slug);
      const place = await placeFor(ticket, round);
      const outcome: Outcome = (place && outcomeOf(place, lanesOf(round))) ?? { kind: 'sold_out' };
      return { ticket, round, outcome, signBy: signBy(round, outcome) };
    },

    /** The language of whoever holds the ticket; undefined for a text that is no ticket. */
    languageOf: (text: string): Language | undefined => readTicket(secret, text)?.language,

    /**
     * What the claim page shows that person.
     * @throws NotFound for a draft and for a round without first-come seats
     */
    async visit(viewer: Viewer, slug: string, language: Language): Promise<ClaimVisit> {
      const round = await rounds.service.roundBySlug(slug);
      const now = clock.now();
      const phase = round && roundPhase(round, now);
      const lanes = round ? lanesOf(round) : [];
      if (!round || phase === 'draft' || lanes.length === 0) throw new NotFound();
      const application = await rounds.applications.ofPerson(round.id, viewer.id);
      const claim = application && (await queries.ofApplication(application.id));
      const reasons = application ? await deps.reasonsAgainst(round, application) : [];
      const fitting = application
        ? quotasFor(round, application).filter(({ mode }) => mode === 'first_come')
        : [];
      const outcome = claim && outcomeOf(claim, lanes);

      function door(): ClaimDoor {
        if (outcome) return 'claimed';
        if (phase !== 'announced' && phase !== 'open') return 'closed';
        if (application?.state !== 'submitted') return 'apply';
        if (reasons.length > 0) return 'ineligible';
        return fitting.length > 0 ? 'claim' : 'no_quota';
      }
      const ticket: ClaimTicket | undefined =
        application && door() === 'claim'
          ? {
              ...{ roundId: round.id, applicationId: application.id, personId: viewer.id },
              ...{ applicationRef: application.ref, language, expiresAt: round.closesAt },
              lanes: fitting.map(({ key }) => key),
            }
          : undefined;
      return {
        ...{ round, application, reasons, outcome, door: door() },
        ticket: ticket && signTicket(secret, ticket),
        seats: seatsIn(lanes),
        seatsTaken: (await seatsTaken(round.id)) ?? 0,
      };
    },

    /** What the applicant got; undefined when they claimed nothing. */
    async claimOf(applicationId: string): Promise<Outcome | undefined> {
      const claim = await queries.ofApplication(applicationId);
      const round = claim && (await rounds.service.roundById(claim.roundId));
      return claim && round && outcomeOf(claim, lanesOf(round));
    },

    seatsTaken: async (roundId: string): Promise<number> => (await seatsTaken(roundId)) ?? 0,

    /** Whoever still has to hear of claims is told now. */
    async close(): Promise<void> {
      for (const timer of quiet.values()) clearTimeout(timer);
      await Promise.all([...quiet.keys()].map(tell));
    },
  };
}

const MOST_REMEMBERED = 100;

/** Asks once a second however many want to know; a failure is not remembered. */
function createShortMemory<Value>(
  clock: Clock,
  ask: (key: string) => Promise<Value>,
): (key: string) => Promise<Value> {
  const known = new Map<string, { readonly value: Promise<Value>; readonly until: number }>();
  return (key) => {
    const now = clock.now().getTime();
    const fresh = known.get(key);
    if (fresh && fresh.until > now) return fresh.value;
    const value = within(ask(key));
    known.delete(key);
    known.set(key, { value, until: now + FRESH_MS });
    if (known.size > MOST_REMEMBERED) known.delete(known.keys().next().value ?? key);
    value.catch(() => {
      if (known.get(key)?.value === value) known.delete(key);
    });
    return value;
  };
}
