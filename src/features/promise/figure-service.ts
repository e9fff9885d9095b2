import { later, MINUTE, type Clock } from '../../kernel/clock.js';
import { periodOf, shiftPeriod, startOf } from '../standing/index.js';
import { WEEKS_SHOWN, type AnswerReads, type Answers, type AnswersRequest } from './figures.js';
import type { PromiseService } from './promise-service.js';

export interface FigureServiceDeps {
  readonly service: Pick<PromiseService, 'current'>;
  readonly answers: () => AnswerReads;
  readonly clock: Clock;
}

export type FigureService = ReturnType<typeof createFigureService>;

const RECENT_MS = MINUTE;
const OLDER_MS = 10 * MINUTE;

/** One answer for all who ask within `ms`, until they ask something else. A failure is not kept. */
function keep<Value>(ms: number, read: (request: AnswersRequest) => Promise<Value>) {
  let kept: { key: string; until: Date; value: Promise<Value> } | undefined;
  return async (key: string, request: AnswersRequest): Promise<Value> => {
    if (kept?.key !== key || kept.until <= request.now)
      kept = { key, until: later(request.now, ms), value: read(request) };
    const { value } = kept;
    try {
      return await value;
    } catch (error) {
      if (kept.value === value) kept = undefined;
      throw error;
    }
  };
}

/** What the page says. Everybody may ask for it, so it is counted once a while and not for each. */
export function createFigureService({ service, answers, clock }: FigureServiceDeps) {
  const older = keep(OLDER_MS, (request) => answers().counts(request));
  const recent = keep(RECENT_MS, async (request): Promise<Answers> => {
    const [counts, breaches, waiting] = await Promise.all([
      answers().counts(request),
      answers().breaches(request),
      answers().waiting(request.now),
    ]);
    return { counts, breaches, ...waiting };
  });

  return async () => {
    const calendar = await service.current();
    const { zone, version } = calendar;
    const now = clock.now();
    const week = periodOf(now, zone);
    const monday = (ago: number) => startOf(shiftPeriod(week, -ago), zone);
    const key = `${version} ${week}`;
    const [early, late] = await Promise.all([
      older(key, { from: monday(WEEKS_SHOWN - 1), to: monday(1), now, zone }),
      recent(key, { from: monday(1), to: later(now, 1), now, zone }),
    ]);
    return { calendar, now, answers: { ...late, counts: [...early, ...late.counts] } };
  };
}
