import type { Clock } from '../../kernel/clock.js';
import { Unavailable } from '../../kernel/errors.js';
import type { Logger } from '../../platform/logger.js';
import { isDatabaseDown } from '../../platform/unavailable.js';
import { claimId, type Claim, type ClaimedPlace, type Lane } from './claim.js';
import type { ClaimStore, PersonsPlace } from './claim-store.js';
import { RETRY_SECONDS, within } from './patience.js';
import { createShelf, type Shelf } from './shelf.js';
import type { ClaimTicket } from './ticket.js';

export interface BookDeps {
  readonly roundId: string;
  readonly claims: Pick<ClaimStore, 'insert' | 'readAll' | 'ofPeople'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Places were given to people. */
  readonly onClaimed: () => void;
}

/** Undefined: every place that fits the person is somebody else's. */
export type Answer = ClaimedPlace | undefined;

/** Written at once. */
const BATCH = 1_000;
/** More than these wait for no answer that would still be quick. */
const MOST_WAITING = 10_000;

interface Waiting {
  readonly ticket: ClaimTicket;
  readonly answer: (answer: Answer) => void;
  readonly refuse: (error: unknown) => void;
}

interface Placed {
  readonly waiting: Waiting;
  readonly claim: Claim;
}

export type Book = ReturnType<typeof createBook>;

/**
 * The claims of one round. Those that arrive while a write is under way form the next batch, so
 * that a rush costs a few writes. A claim is the record under its place's id: whoever stores it
 * first has the place, whichever process they came through.
 *
 * What makes it exact with several processes and a database that may die: memory holds only what a
 * journalled write confirmed, and nobody gets a place behind the seats, or is told that all is gone,
 * before every place in front is confirmed to be somebody's. A place whose writer failed is thereby
 * found and given to the next.
 */
export function createBook({ roundId, claims, clock, log, onClaimed }: BookDeps) {
  const shelves = new Map<string, Shelf>();
  const people = new Map<string, ClaimedPlace>();
  const pending = new Map<string, Promise<Answer>>();
  let lanes: readonly Lane[] = [];
  let queue: Waiting[] = [];
  let isRead = false;
  let isRunning = false;

  function shelfOf(key: string): Shelf {
    const shelf = shelves.get(key) ?? createShelf();
    shelves.set(key, shelf);
    return shelf;
  }

  function settle({ personId, quota, place, at }: PersonsPlace): void {
    shelfOf(quota).settle(place);
    people.set(personId, { quota, place, at });
  }

  async function read(): Promise<void> {
    for (const one of await claims.readAll(roundId, clock.now())) settle(one);
    for (const shelf of shelves.values()) shelf.startOver();
    isRead = true;
  }

  /** Then nobody can have a place that memory does not know. */
  const isFinished = (): boolean =>
    isRead && lanes.every(({ key, places }) => shelfOf(key).isFull(places));

  /**
   * The first quota of the ticket with a seat to be tried, else with a place behind the seats.
   * `wait`: all were tried and some are not confirmed. `none`: all are confirmed.
   */
  function placeFor(ticket: ClaimTicket): { lane: Lane; place: number } | 'wait' | 'none' {
    const own = lanes.filter(({ key }) => ticket.lanes.includes(key));
    for (const limit of ['seats', 'places'] as const)
      for (const lane of own) {
        const shelf = shelfOf(lane.key);
        if (shelf.isFull(lane[limit])) continue;
        const place = shelf.next(lane[limit]);
        return place === undefined ? 'wait' : { lane, place };
      }
    return 'none';
  }

  function deal(batch: readonly Waiting[]) {
    const at = clock.now();
    const dealt = { placed: [] as Placed[], waiting: [] as Waiting[], outside: [] as Waiting[] };
    for (const waiting of batch) {
      const { personId, applicationId } = waiting.ticket;
      const known = people.get(personId);
      const found = known ? undefined : placeFor(waiting.ticket);
      if (known || (found === 'none' && isFinished())) waiting.answer(known);
      else if (found === 'none') dealt.outside.push(waiting);
      else if (found === 'wait') dealt.waiting.push(waiting);
      else if (found) {
        const { place } = found;
        const quota = found.lane.key;
        const claim: Claim = {
          ...{ id: claimId(roundId, quota, place), roundId, quota, place, personId },
          ...{ applicationId, at, state: 'waiting', allocationId: null },
        };
        dealt.placed.push({ waiting, claim });
      }
    }
    return dealt;
  }

  /** @returns those whose place was gone and who try the next, and those who had one already */
  async function write(placed: readonly Placed[]) {
    const again: Waiting[] = [];
    const had: Waiting[] = [];
    const fates = await claims.insert(placed.map(({ claim }) => claim));
    placed.forEach(({ waiting, claim }, index) => {
      if (fates[index] === 'place_taken') again.push(waiting);
      else if (fates[index] === 'person_has_one') {
        shelfOf(claim.quota).giveBack(claim.place);
        had.push(waiting);
      } else {
        settle(claim);
        waiting.answer(people.get(claim.personId));
      }
    });
    if (placed.length > again.length + had.length) onClaimed();
    return { again, had };
  }

  /** People whose claim, if they have one, came in through another process. */
  async function lookUp(asking: readonly Waiting[]): Promise<void> {
    if (asking.length === 0) return;
    const ids = asking.map(({ ticket }) => ticket.personId);
    for (const one of await claims.ofPeople(roundId, ids, clock.now())) settle(one);
    for (const { ticket, answer } of asking) answer(people.get(ticket.personId));
  }

  async function turn(batch: readonly Waiting[]): Promise<void> {
    if (!isRead) await read();
    const { placed, waiting, outside } = deal(batch);
    const { again, had } =
      placed.length > 0 ? await write(placed) : { again: [], had: [] as Waiting[] };
    await lookUp([...had, ...outside]);
    queue = [...again, ...waiting, ...queue];
    // Places of theirs are being filled elsewhere, or their writer failed: only a read can tell.
    const tried = new Set(placed.map(({ claim }) => claim.quota));
    if (waiting.some(({ ticket }) => !ticket.lanes.some((key) => tried.has(key)))) isRead = false;
  }

  /** A turn that takes too long is left behind: whatever it still brings about is in the store. */
  async function run(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, BATCH);
      try {
        await within(turn(batch));
      } catch (error) {
        if (!(error instanceof Unavailable || isDatabaseDown(error)))
          log.error({ err: error, roundId }, 'claims could not be kept');
        isRead = false;
        const waiting = [...batch, ...queue];
        queue = [];
        for (const { refuse } of waiting) refuse(new Unavailable(RETRY_SECONDS));
      }
    }
    isRunning = false;
  }

  function enqueue(ticket: ClaimTicket): Promise<Answer> {
    const answered = new Promise<Answer>((answer, refuse) => {
      queue.push({ ticket, answer, refuse });
    });
    pending.set(ticket.personId, answered);
    const forget = () => pending.delete(ticket.personId);
    answered.then(forget, forget);
    if (!isRunning) {
      isRunning = true;
      // Whatever arrived in the same moment comes along.
      setImmediate(() => void run());
    }
    return answered;
  }

  return {
    /**
     * The place of the ticket's holder: the one they have, else a new one. Two clicks at once are one.
     * @throws Unavailable when too many wait or the database does not answer: the outcome is then
     * unknown and asking again finds it
     */
    async claim(ticket: ClaimTicket, current: readonly Lane[]): Promise<Answer> {
      lanes = current;
      const known = people.get(ticket.personId);
      if (known || isFinished()) return known;
      const same = pending.get(ticket.personId);
      if (same) return same;
      if (pending.size >= MOST_WAITING) throw new Unavailable(RETRY_SECONDS);
      return enqueue(ticket);
    },
    /** The place they have, without taking one. */
    async find(personId: string): Promise<Answer> {
      const known = people.get(personId);
      return known ?? (await within(claims.ofPeople(roundId, [personId], clock.now())))[0];
    },
    /** Whether every seat is confirmed to be somebody's. */
    hasNoSeat: (): boolean =>
      isRead && lanes.length > 0 && lanes.every(({ key, seats }) => shelfOf(key).isFull(seats)),
  };
}
