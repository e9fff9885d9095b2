import type { Clock } from '../../kernel/clock.js';
import { MINUTE } from '../../kernel/clock.js';
import { hmac, newId, normaliseCode } from '../../kernel/ids.js';
import { calendarDay } from '../../kernel/time-zone.js';
import type { Logger } from '../../platform/logger.js';
import { isBotAgent } from './bot-filter.js';
import { visitorKey, type Click, type ClickKind } from './click.js';
import type { ClickQueue } from './click-queue.js';
import type { ClickStore } from './clicks-store.js';
import { createCache } from './link-cache.js';
import type { TrackedLink } from './tracked-link.js';

export interface Visit {
  /** Used for the day's key and then forgotten. */
  readonly ip: string;
  readonly userAgent: string;
  /** The owner cookie's value, where the browser has one. */
  readonly ownMark: string | undefined;
}

export interface VisitServiceDeps {
  readonly clicks: ClickStore;
  readonly queue: ClickQueue<Click>;
  readonly linkByCode: (code: string) => Promise<TrackedLink | undefined>;
  readonly clock: Clock;
  readonly secret: string;
  readonly log: Logger;
  readonly programmeZone: string;
}

export type VisitService = ReturnType<typeof createVisitService>;

/** Put into the cookie of a browser that opens its own share page: proves no right, only kinship. */
export const ownMarkOf = (secret: string, personId: string): string =>
  hmac(secret, 'shares.own', personId).slice(0, 32);

/** The work behind `/s/:code`: find the link, answer, count. */
export function createVisitService(deps: VisitServiceDeps) {
  const { clicks, clock, queue, secret } = deps;

  const findLink = createCache(clock, async (code: string) => {
    const link = await deps.linkByCode(code);
    return link && { ...link, ownMark: ownMarkOf(secret, link.personId) };
  });
  const saltOf = createCache(clock, (day: string) => clicks.saltOf(day, clock.now()));
  const botVerdict = rememberVerdicts(isBotAgent);
  const today = rememberDay(deps.programmeZone);
  const underway = new Set<Promise<void>>();

  type FoundLink = NonNullable<Awaited<ReturnType<typeof findLink>>>;

  function kindOf(link: FoundLink, visit: Visit): ClickKind {
    if (visit.ownMark === link.ownMark) return 'own';
    return botVerdict(visit.userAgent) ? 'bot' : 'counted';
  }

  async function record(link: FoundLink, visit: Visit): Promise<void> {
    const at = clock.now();
    const day = today(at);
    const salt = (await saltOf(day)) ?? '';
    const facts = { ip: visit.ip, userAgent: visit.userAgent, linkId: link.id };
    queue.push({
      id: newId(at),
      linkId: link.id,
      roundId: link.roundId,
      personId: link.personId,
      day,
      visitorKey: visitorKey(salt, facts),
      kind: kindOf(link, visit),
      at,
    });
  }

  return {
    /** The link of the code, however it was typed. */
    find: (code: string): Promise<FoundLink | undefined> => findLink(normaliseCode(code)),
    /** Queues the visit. A visit that can't be keyed, because the database is away, is not counted. */
    count(link: FoundLink, visit: Visit): Promise<void> {
      const counting = record(link, visit)
        .catch((error: unknown) => {
          deps.log.warn({ err: error }, 'a visit was not counted');
        })
        .finally(() => underway.delete(counting));
      underway.add(counting);
      return counting;
    },
    /** Resolves when every visit so far is in the queue: the first of a day waits for its salt. */
    async settle(): Promise<void> {
      await Promise.all(underway);
    },
  };
}

const VERDICTS = 1_000;

/** Few browsers make most visits; the filter's patterns cost more than a look-up. */
function rememberVerdicts(judge: (userAgent: string) => boolean): (userAgent: string) => boolean {
  const known = new Map<string, boolean>();
  return (userAgent) => {
    const verdict = known.get(userAgent) ?? judge(userAgent);
    if (known.size >= VERDICTS) known.clear();
    known.set(userAgent, verdict);
    return verdict;
  };
}

/** The calendar day there; asked of Intl once a minute. */
function rememberDay(zone: string): (at: Date) => string {
  let known = { minute: Number.NaN, day: '' };
  return (at) => {
    const minute = Math.floor(at.getTime() / MINUTE);
    if (minute !== known.minute) known = { minute, day: calendarDay(at, zone) };
    return known.day;
  };
}
