import { DAY, later, MINUTE, type Clock } from '../../kernel/clock.js';
import { page, text } from '../../web/reply.js';
import { get, type Route } from '../../web/route.js';
import type { Accounts, PersonCard } from '../accounts/index.js';
import { LONGEST_MINUTES } from '../promise/index.js';
import type { Rota } from '../rota/index.js';
import {
  engineerFigures,
  FIGURE_WEEKS,
  type EngineerAnswers,
  type EngineerQuality,
} from './engineer-figures.js';
import type { createEngineerQueries } from './engineer-queries.js';

/** By person, for what happened at `from` or later, before `to`. */
export type QualityOf = (from: Date, to: Date) => Promise<ReadonlyMap<string, EngineerQuality>>;

export interface EngineerRoutesDeps {
  readonly answersBy: ReturnType<typeof createEngineerQueries>['answersBy'];
  readonly rota: Pick<Rota, 'shiftsBetween'>;
  readonly people: Pick<Accounts, 'withRole'>;
  readonly clock: Clock;
  /** What became of an engineer's fixes and declines; later features know. */
  readonly qualityOf?: QualityOf;
}

const NO_QUALITY: EngineerQuality = { verified: 0, contradicted: 0, overturned: 0 };
const KEPT_MS = 5 * MINUTE;

export function engineerRoutes(deps: EngineerRoutesDeps): readonly Route[] {
  const { answersBy, rota, people, clock, qualityOf } = deps;

  async function read() {
    const to = clock.now();
    const from = later(to, -FIGURE_WEEKS * 7 * DAY);
    const engineers = await people.withRole('qa');
    const ids = engineers.map(({ id }) => id);
    const [answers, shifts, quality] = await Promise.all([
      answersBy(ids, from, to),
      rota.shiftsBetween(from, to),
      qualityOf?.(from, to) ?? new Map<string, never>(),
    ]);
    const rows = engineers.map((person) => ({
      ...engineerModel(
        person,
        answers.filter(({ personId }) => personId === person.id),
        shifts.filter(({ personId }) => personId === person.id),
      ),
      ...(quality.get(person.id) ?? NO_QUALITY),
    }));
    return { readAt: to, rows: rows.toSorted((a, b) => a.name.localeCompare(b.name, 'zh-CN')) };
  }

  let kept: Promise<Awaited<ReturnType<typeof read>>> | undefined;
  /** Counted once in a while and not for each who looks; a failure is not kept. */
  async function figures() {
    const known = await kept?.catch(() => undefined);
    if (known && later(known.readAt, KEPT_MS) > clock.now()) return known;
    kept = read();
    return kept;
  }

  return [
    get('/desk/figures', {
      access: 'staff',
      handle: async () =>
        page('reports/engineers', text('reports.engineers.title'), await figures()),
    }),
  ];
}

type Shifts = Parameters<typeof engineerFigures>[1];

const engineerModel = (
  { name, handle }: PersonCard,
  answers: readonly EngineerAnswers[],
  shifts: Shifts,
) => {
  const figures = engineerFigures(answers, shifts);
  return {
    ...{ name, handle, ...figures },
    hasFigures: figures.percentInTime !== undefined,
    isLong: (figures.median ?? 0) > LONGEST_MINUTES,
    hasShifts: shifts.length > 0,
  };
};
