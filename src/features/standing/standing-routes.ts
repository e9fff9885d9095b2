import type { Clock } from '../../kernel/clock.js';
import { hasRole, type Language, type Viewer } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Retry, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import type { Rounds } from '../rounds/index.js';
import type { LedgerService } from './ledger-service.js';
import type { RuleService } from './rule-service.js';
import { periodOf } from './period.js';
import { rulesModel } from './rules-page.js';
import * as input from './standing-input.js';
import { mineModel, namedIn, type Scene } from './standing-page.js';
import type { StandingQueries } from './standing-queries.js';
import type { StandingService } from './standing-service.js';
import { foldStanding } from './standing.js';
import type { HoldingService } from './holding-service.js';

export interface StandingRoutesDeps {
  readonly service: StandingService;
  readonly ledgers: LedgerService;
  readonly holdings: HoldingService;
  readonly ruleService: RuleService;
  readonly queries: StandingQueries;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly rounds: Pick<Rounds, 'service'>;
  readonly translations: Translations;
  readonly clock: Clock;
  readonly programmeZone: string;
}

/** What all pages of standing need to be drawn. */
export async function sceneFor(
  deps: StandingRoutesDeps,
  language: Language,
  personIds: readonly string[],
): Promise<Scene> {
  const [rules, names] = await Promise.all([deps.ledgers.rules(), deps.accounts.cards(personIds)]);
  const now = deps.clock.now();
  return {
    say: (key, facts) => deps.translations.translate(language, key, facts),
    now,
    period: periodOf(now, deps.programmeZone),
    zone: deps.programmeZone,
    rules,
    names,
  };
}

export function standingRoutes(deps: StandingRoutesDeps): readonly Route[] {
  return [...mineRoutes(deps), ...ruleRoutes(deps)];
}

/** A tester's own standing. */
function mineRoutes(deps: StandingRoutesDeps): Route[] {
  const { service, ledgers, holdings, rounds } = deps;

  async function mine({ id }: Viewer, language: Language): Promise<Reply> {
    const [{ entries }, held, since] = await Promise.all([
      ledgers.ledgerOf(id),
      holdings.unitsOf(id),
      holdings.sinceOf(id),
    ]);
    const [first, second] = held;
    const [scene, builds] = await Promise.all([
      sceneFor(deps, language, namedIn(entries)),
      first && !second ? rounds.service.buildsOf(first.modelCode) : [],
    ]);
    const standing = foldStanding(id, entries);
    const unit = { roundId: first?.roundId, since, builds };
    return page(
      'standing/mine',
      text('standing.mine.title'),
      mineModel({ standing, entries, ...unit }, scene),
    );
  }
  const retry = ({ viewer, facts }: Retry<Viewer>) => mine(viewer, facts.language);

  return [
    get('/standing', {
      access: 'tester',
      handle: ({ viewer, facts }) => mine(viewer, facts.language),
    }),
    post('/standing/heartbeat', {
      access: 'tester',
      input: input.heartbeat,
      retry,
      async handle({ input: { build }, viewer }) {
        await service.heartbeat(viewer, build);
        return redirect('/standing', 'standing.flash.heartbeat');
      },
    }),
    post('/standing/pause', {
      access: 'tester',
      input: input.pause,
      retry,
      async handle({ input: { period, weeks }, viewer }) {
        await service.pause(viewer, period, weeks);
        return redirect('/standing', 'standing.flash.paused');
      },
    }),
    post('/standing/resume', {
      access: 'tester',
      input: input.resume,
      retry,
      async handle({ input: { period }, viewer }) {
        await service.resume(viewer, period);
        return redirect('/standing', 'standing.flash.resumed');
      },
    }),
    post('/standing/appeal', {
      access: 'tester',
      input: input.appeal,
      retry,
      async handle({ input: { text: words }, viewer }) {
        await service.appeal(viewer, words);
        return redirect('/standing', 'standing.flash.appealed');
      },
    }),
  ];
}

/** The rules are for everybody to read; admins have the form to change them on the same page. */
function ruleRoutes(deps: StandingRoutesDeps): Route[] {
  async function rules(viewer: Viewer | undefined, language: Language): Promise<Reply> {
    const versions = await deps.ledgers.rules();
    const authors = versions.flatMap(({ byId }) => byId ?? []);
    const [figures, scene] = await Promise.all([
      deps.queries.figures(),
      sceneFor(deps, language, authors),
    ]);
    const isAdmin = hasRole(viewer, 'admin');
    const model = rulesModel(figures, isAdmin, scene);
    return page('standing/rules', text('standing.rules_page.title'), model);
  }
  return [
    get('/standing/rules', {
      access: 'public',
      handle: ({ viewer, facts }) => rules(viewer, facts.language),
    }),
    post('/standing/rules', {
      access: 'admin',
      input: input.changeRules,
      retry: ({ viewer, facts }) => rules(viewer, facts.language),
      async handle({ input: { version, reasonEn, reasonZh, ...terms }, viewer }) {
        const reason = { en: reasonEn, 'zh-CN': reasonZh };
        await deps.ruleService.change({ terms, reason, basedOn: version }, viewer);
        return redirect('/standing/rules', 'standing.flash.rules');
      },
    }),
  ];
}
