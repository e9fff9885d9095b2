import type { Clock } from '../../kernel/clock.js';
import { NotFound } from '../../kernel/errors.js';
import type { Page } from '../../kernel/page-request.js';
import { hasRole, type Viewer } from '../../kernel/people.js';
import { page, text } from '../../web/reply.js';
import { get, type Route } from '../../web/route.js';
import type { Person } from '../accounts/index.js';
import type { Allocations } from '../allocations/index.js';
import type { DefectRow } from '../defects/index.js';
import type { Honours } from '../honours/index.js';
import type { Popcorn } from '../popcorn/index.js';
import type { Possession } from '../possession/index.js';
import type { PromiseFeature } from '../promise/index.js';
import type { Releases } from '../releases/index.js';
import type { Reports } from '../reports/index.js';
import type { Retests } from '../retests/index.js';
import type { Rounds } from '../rounds/index.js';
import type { StandingFeature } from '../standing/index.js';
import type { UnitCard, Units } from '../units/index.js';
import * as input from './home-input.js';
import { landingModel, meModel, personModel } from './home-page.js';

/** Reads of the earlier features, each bounded and on an index. */
export interface HomeDeps {
  readonly clock: Clock;
  readonly personByHandle: (handle: string) => Promise<Person | undefined>;
  readonly rounds: Pick<Rounds['service'], 'publishedRounds' | 'roundCards'>;
  readonly applicationsOf: Rounds['applications']['mine'];
  readonly units: Pick<Units['service'], 'unitsHeldBy' | 'unitsOfAllocations'>;
  readonly openAllocationsOf: Allocations['service']['openOf'];
  readonly challengesOf: Possession['service']['openOf'];
  readonly weekOf: StandingFeature['weekOf'];
  readonly honours: Pick<Honours, 'cardsOfPerson' | 'newest'>;
  readonly engineerPanel: Popcorn['engineerPanel'];
  readonly latestAward: Popcorn['latestAward'];
  readonly frontRelease: Releases['front'];
  readonly openDefects: () => Promise<Page<DefectRow>>;
  readonly reportsOf: Reports['mine'];
  readonly retestsOf: Retests['openOf'];
  readonly promise: Pick<PromiseFeature, 'current'>;
  /** Numbers on the start page, in this order; each is one cheap read. */
  readonly figures: readonly { readonly key: string; readonly count: () => Promise<number> }[];
}

const DEFECTS_SHOWN = 5;
const AWARDS_SHOWN = 6;
const REPORTS_SHOWN = 5;
const NO_REPORTS = { rows: [] } as const;

export function homeRoutes(deps: HomeDeps): readonly Route[] {
  async function landing(viewer: Viewer | undefined) {
    const [{ rows: rounds }, figures, defects, awards, promise, popcorn, release] =
      await Promise.all([
        deps.rounds.publishedRounds(undefined),
        Promise.all(deps.figures.map(async ({ key, count }) => ({ key, value: await count() }))),
        deps.openDefects(),
        deps.honours.newest(AWARDS_SHOWN),
        deps.promise.current(),
        deps.latestAward(),
        deps.frontRelease(),
      ]);
    const shown = defects.rows.slice(0, DEFECTS_SHOWN);
    const { responseMinutes: minutes } = promise;
    const view = {
      viewer,
      now: deps.clock.now(),
      rounds,
      figures,
      defects: shown,
      ...{ awards, popcorn, release },
      minutes,
    };
    return page('home/landing', text('home.landing.title'), landingModel(view));
  }

  /** What the person holds and what is on its way to them, each unit once. */
  async function unitsOf(personId: string, allocationIds: readonly string[]) {
    const [held, bound] = await Promise.all([
      deps.units.unitsHeldBy(personId),
      deps.units.unitsOfAllocations(allocationIds),
    ]);
    const units = new Map<string, UnitCard>();
    for (const unit of [...held, ...bound.values()]) units.set(unit.id, unit);
    return [...units.values()];
  }

  async function me(viewer: Viewer) {
    const isTester = hasRole(viewer, 'tester');
    const [applications, allocations, challenges, week, reports, awards] = await Promise.all([
      isTester ? deps.applicationsOf(viewer.id) : [],
      isTester ? deps.openAllocationsOf(viewer.id) : [],
      isTester ? deps.challengesOf(viewer.id) : [],
      isTester ? deps.weekOf(viewer.id) : undefined,
      isTester ? deps.reportsOf(viewer.id, undefined) : NO_REPORTS,
      deps.honours.cardsOfPerson(viewer.id),
    ]);
    const [units, rounds] = await Promise.all([
      isTester
        ? unitsOf(
            viewer.id,
            allocations.map(({ id }) => id),
          )
        : [],
      deps.rounds.roundCards(applications.map(({ roundId }) => roundId)),
    ]);
    const retests = await deps.retestsOf(units.map(({ id }) => id));
    const now = deps.clock.now();
    const shown = reports.rows.slice(0, REPORTS_SHOWN);
    const mine = { applications, allocations, challenges, week, awards, units, rounds };
    const view = { viewer, now, ...mine, retests, reports: shown };
    return page('home/me', text('home.me.title'), meModel(view));
  }

  return [
    get('/', { access: 'public', handle: ({ viewer }) => landing(viewer) }),
    get('/me', { access: 'member', handle: ({ viewer }) => me(viewer) }),
    get('/people/:handle', {
      access: 'public',
      input: input.showPerson,
      async handle({ input }) {
        const person = await deps.personByHandle(input.handle);
        if (!person) throw new NotFound();
        const { id, name, handle, createdAt } = person;
        const [awards, panel] = await Promise.all([
          deps.honours.cardsOfPerson(id),
          deps.engineerPanel(id, input.after),
        ]);
        const title = text('home.person.title', { name });
        const model = personModel({ name, handle, createdAt }, awards, panel);
        return page('home/person', title, { ...model, after: input.after });
      },
    }),
  ];
}
