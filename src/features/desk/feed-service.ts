import { later, SECOND, type Clock } from '../../kernel/clock.js';
import { TooManyRequests } from '../../kernel/errors.js';
import type { Logger } from '../../platform/logger.js';
import type { Accounts } from '../accounts/index.js';
import type { Reports } from '../reports/index.js';
import { changesBetween, type Answering } from './answering.js';
import type { AnsweringStore } from './answering-store.js';
import {
  createHeard,
  eventIdOf,
  lookFrom,
  OVERLAP_MS,
  readEventId,
  type Change,
} from './desk-events.js';
import { isIn, type DeskView } from './desk-view.js';

/** What other processes wrote is heard at the next look; our own at once. */
const LOOK_MS = SECOND / 2;
const LOOK_SIZE = 500;
/** More changes at once than this are told as "look again". */
const LOOKS = 4;
const REPLAY_SIZE = 200;
const STREAMS_PER_PERSON = 4;
/** Lines live longer than rights may: so often it is asked whether their people still have them. */
const RIGHTS_MS = 15 * SECOND;
const WAIT_SECONDS = 30;

/** The line to one desk; the web layer brings it. */
export interface DeskLine {
  send(event: { readonly id?: string; readonly name: string; readonly data: object }): void;
  end(): void;
}

export interface DeskListener {
  readonly personId: string;
  readonly view: DeskView;
  readonly line: DeskLine;
}

export interface FeedDeps {
  readonly reports: Pick<Reports, 'changes' | 'cards'>;
  readonly people: Accounts['cards'];
  readonly recipients: Accounts['recipients'];
  readonly answering: Pick<AnsweringStore, 'now'>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
}

type Cards = Awaited<ReturnType<FeedDeps['reports']['cards']>>;

export type Feed = ReturnType<typeof createFeed>;

/**
 * Tells all open desks what changed: one look at the database for all of them, and none while there
 * is no desk. Events carry references and times; what may be seen is decided where it is read.
 */
export function createFeed({ reports, people, recipients, answering, clock, log }: FeedDeps) {
  const listeners = new Set<DeskListener>();
  const heard = createHeard();
  let from = clock.now();
  let checkedAt = from;
  let answered: Answering = new Map();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isAsked = false;

  /** All changes since the last look, in pages; undefined when they are too many to be told. */
  async function changesSince(mark: Change): Promise<readonly Change[] | undefined> {
    const found: Change[] = [];
    for (let after = mark, looks = 0; looks < LOOKS; looks += 1) {
      const changes = await reports.changes(after, LOOK_SIZE);
      found.push(...changes);
      const last = changes.at(-1);
      if (!last || changes.length < LOOK_SIZE) return found;
      after = last;
    }
    return undefined;
  }

  function tellChanges(to: Iterable<DeskListener>, changes: readonly Change[], cards: Cards): void {
    for (const { line, view, personId } of to)
      for (const change of changes) {
        const card = cards.get(change.id);
        if (!card) continue;
        line.send({
          id: eventIdOf(change),
          name: 'report',
          data: {
            ref: card.ref,
            at: change.at.getTime(),
            created: card.createdAt.getTime(),
            fits: isIn(view, personId, card),
          },
        });
      }
  }

  async function tellAnswering(to: Iterable<DeskListener>, changed: Answering): Promise<void> {
    if (changed.size === 0) return;
    const names = await people([...changed.values()].flat());
    for (const { line, personId } of to) {
      const data = [...changed].map(([ref, ids]) => [
        ref,
        ids.filter((id) => id !== personId).flatMap((id) => names.get(id)?.name ?? []),
      ]);
      line.send({ name: 'answering', data: Object.fromEntries(data) as object });
    }
  }

  /** Whoever is of QA no more, or is suspended, hears no more. */
  async function endWithoutRight(now: Date): Promise<void> {
    if (now < later(checkedAt, RIGHTS_MS)) return;
    checkedAt = now;
    const asked = [...listeners];
    const found = await recipients(asked.map(({ personId }) => personId));
    for (const { personId, line } of asked) {
      const { roles = [], status } = found.get(personId) ?? {};
      if (status !== 'active' || !roles.includes('qa')) line.end();
    }
  }

  async function look(): Promise<void> {
    const now = clock.now();
    await endWithoutRight(now);
    const changes = await changesSince(lookFrom(from));
    const fresh = heard.take(changes ?? []);
    if (changes === undefined) for (const { line } of listeners) line.send(RESET);
    else if (fresh.length > 0)
      tellChanges(listeners, fresh, await reports.cards(fresh.map(({ id }) => id)));
    from = changes === undefined ? now : (changes.at(-1)?.at ?? from);
    heard.forgetBefore(later(from, -2 * OVERLAP_MS));
    const current = await answering.now(now);
    const changed = changesBetween(answered, current);
    answered = current;
    await tellAnswering(listeners, changed);
  }

  /** Looks now, or once more after the look that is under way. */
  function lookSoon(): void {
    if (running) {
      isAsked = true;
      return;
    }
    clearTimeout(timer);
    running = look()
      .catch((error: unknown) => {
        log.warn({ err: error }, 'open desks were not told of changes');
      })
      .then(() => {
        running = undefined;
        if (listeners.size === 0) return;
        timer = setTimeout(lookSoon, isAsked ? 0 : LOOK_MS);
        isAsked = false;
      });
  }

  /** What a desk missed since it was drawn, or since it was cut off. */
  async function replay(listener: DeskListener, since: Date): Promise<void> {
    const missed = await reports.changes(lookFrom(since), REPLAY_SIZE + 1);
    if (missed.length > REPLAY_SIZE) listener.line.send(RESET);
    else tellChanges([listener], missed, await reports.cards(missed.map(({ id }) => id)));
  }

  async function catchUp(listener: DeskListener, since: Date | undefined): Promise<void> {
    // Read first: nothing is sent before the listening has begun.
    await tellAnswering([listener], await answering.now(clock.now()));
    if (since) await replay(listener, since);
  }

  return {
    /**
     * Tells the listener from now on, and what it missed since its last event or `since`
     * (milliseconds). Returns what ends that.
     * @throws TooManyRequests when the person listens four times already.
     */
    listen(listener: DeskListener, lastEventId: string | undefined, since?: number): () => void {
      const own = [...listeners].filter(({ personId }) => personId === listener.personId);
      if (own.length >= STREAMS_PER_PERSON) throw new TooManyRequests(WAIT_SECONDS);
      if (listeners.size === 0) from = clock.now();
      listeners.add(listener);
      const missedFrom =
        readEventId(lastEventId) ?? (since === undefined ? undefined : new Date(since));
      catchUp(listener, missedFrom).catch((error: unknown) => {
        log.warn({ err: error }, 'a desk was not told what it missed');
      });
      lookSoon();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearTimeout(timer);
      };
    },
    /** Something of ours was just written. */
    nudge(): void {
      if (listeners.size > 0) lookSoon();
    },
    async close(): Promise<void> {
      listeners.clear();
      clearTimeout(timer);
      await running;
    },
  };
}

const RESET = { name: 'reset', data: {} } as const;
