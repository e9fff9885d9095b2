import { Conflict } from '../../kernel/errors.js';
import { hasRole, isStaff, type Viewer } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type RequestFacts, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import type { Rounds } from '../rounds/index.js';
import type { HandOverService } from './hand-over-service.js';
import { intakeRoutes } from './unit-intake-routes.js';
import type { UnitIntake } from './unit-intake-service.js';
import * as input from './unit-input.js';
import { listRoutes } from './unit-list-routes.js';
import { holderModel, staffModel, wordsIn } from './unit-page.js';
import type { UnitListQueries } from './unit-list-queries.js';
import type { UnitQueries } from './unit-queries.js';
import type { UnitService } from './unit-service.js';
import { needsCase, type Unit } from './unit.js';

/** What is open about a unit in a later feature, and whom it concerns. */
export interface OpenCase {
  readonly ref: string;
  readonly openedById: string;
  readonly holderId: string | null;
}
export type OpenCasesOf = (unitId: string) => Promise<readonly OpenCase[]>;

/** Crashes in the logs of a unit, the newest first; a later feature finds them. */
export type CrashesOf = (unitId: string) => Promise<
  readonly {
    readonly title: string;
    readonly build: string | null;
    readonly seenAt: Date;
    readonly groupRef: string;
  }[]
>;

/** What the holder of the unit is asked to try on it; a later feature asks. */
export type RetestsOf = (unitIds: readonly string[]) => Promise<readonly object[]>;

export interface UnitRoutesDeps {
  readonly service: UnitService;
  readonly intake: UnitIntake;
  readonly queries: UnitQueries;
  readonly lists: UnitListQueries;
  readonly handOvers: Pick<HandOverService, 'ofUnit'>;
  readonly rounds: Pick<Rounds, 'service' | 'cities'>;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly translations: Translations;
  readonly clock: { now(): Date };
  readonly programmeZone: string;
  readonly unsignedRefOf?: (allocationId: string) => Promise<string | undefined>;
  readonly openCasesOf?: OpenCasesOf;
  readonly crashesOf?: CrashesOf;
  readonly retestsOf?: RetestsOf;
}

export function unitRoutes(deps: UnitRoutesDeps): readonly Route[] {
  return [...unitPages(deps), ...listRoutes(deps), ...intakeRoutes(deps)];
}

/** One unit: the same address for its holder and for staff. */
function unitPages(deps: UnitRoutesDeps): Route[] {
  const { service, rounds, accounts, handOvers } = deps;
  const hasCases = deps.openCasesOf !== undefined;

  /** Open cases as far as the reader may see them: all for admins, their own for others. */
  async function casesFor({ id }: Unit, viewer: Viewer): Promise<readonly OpenCase[]> {
    const open = (await deps.openCasesOf?.(id)) ?? [];
    const isParty = ({ openedById, holderId }: OpenCase) =>
      openedById === viewer.id || holderId === viewer.id;
    return hasRole(viewer, 'admin') ? open : open.filter(isParty);
  }

  async function viewOf(unit: Unit, giverId: string | undefined, facts: RequestFacts) {
    const [model, cards, passed] = await Promise.all([
      rounds.service.modelByCode(unit.modelCode),
      rounds.service.roundCards([unit.roundId]),
      handOvers.ofUnit(unit.id, giverId),
    ]);
    const names = await accounts.cards([
      ...unit.events.flatMap(({ byId, facts }) => [byId ?? '', String(facts['from_person'] ?? '')]),
      ...passed.flatMap(({ attempts }) => attempts.map(({ byId }) => byId)),
      unit.holderId ?? '',
    ]);
    const words = wordsIn(deps.translations, facts.language);
    const base = { unit, model, names, words, hasCases, handOvers: passed };
    return {
      ...base,
      round: cards.get(unit.roundId),
      address: `${facts.baseUrl}/units/${unit.ref}`,
    };
  }

  async function staffPage(ref: string, viewer: Viewer, facts: RequestFacts, tried?: string) {
    const unit = await service.unitByRef(ref);
    const [view, openCases, crashes] = await Promise.all([
      viewOf(unit, undefined, facts),
      casesFor(unit, viewer),
      deps.crashesOf?.(unit.id) ?? [],
    ]);
    const model = staffModel({ ...view, openCases, isAdmin: hasRole(viewer, 'admin'), tried });
    return page('units/show', text('units.show.title', { ref }), {
      ...model,
      crashes: crashes.map(crashRow),
    });
  }

  async function holderPage(ref: string, viewer: Viewer, facts: RequestFacts): Promise<Reply> {
    const unit = await service.unitOf(viewer.id, ref);
    const [view, openCases, unsignedRef, retests] = await Promise.all([
      viewOf(unit, viewer.id, facts),
      casesFor(unit, viewer),
      unit.allocationId ? deps.unsignedRefOf?.(unit.allocationId) : undefined,
      deps.retestsOf?.([unit.id]) ?? [],
    ]);
    const model = holderModel({ ...view, openCases, unsignedRef });
    return page('units/show', text('units.show.title', { ref }), { ...model, retests });
  }

  return [
    get('/units/:ref', {
      access: 'member',
      input: input.showUnit,
      handle: ({ input, viewer, facts }) =>
        isStaff(viewer)
          ? staffPage(input.ref, viewer, facts)
          : holderPage(input.ref, viewer, facts),
    }),
    post('/units/:ref/accept', {
      access: 'tester',
      input: input.acceptUnit,
      retry: ({ params, viewer, facts }) => holderPage(params['ref'] ?? '', viewer, facts),
      async handle({ input, viewer }) {
        await service.accept(viewer.id, input.ref, input.code);
        return redirect(`/units/${input.ref}`, 'units.flash.accepted');
      },
    }),
    post('/units/:ref/send-back', {
      access: 'tester',
      input: input.sendBack,
      retry: ({ params, viewer, facts }) => holderPage(params['ref'] ?? '', viewer, facts),
      async handle({ input: { ref, carrier, number }, viewer }) {
        await service.sendBack(viewer.id, ref, { carrier, number });
        return redirect(`/units/${ref}`, 'units.flash.sent_back');
      },
    }),
    post('/admin/units/:ref/moves', {
      access: 'admin',
      input: input.moveUnit,
      retry: ({ params, values, viewer, facts }) =>
        staffPage(params['ref'] ?? '', viewer, facts, String(values['action'])),
      async handle({ input: { ref, action, facts }, viewer }) {
        if (hasCases && needsCase(action)) throw new Conflict('units.case_needed', { ref });
        const { code } = await service.moveByAdmin(ref, action, facts, viewer.id);
        // Shown in this answer only: the code is a secret and is not stored.
        if (code) return page('units/code', text('units.code.title', { ref }), { ref, code });
        return redirect(`/units/${ref}`, `units.flash.moved`);
      },
    }),
  ];
}

type CrashOfUnit = Awaited<ReturnType<CrashesOf>>[number];
const crashRow = ({ title, build, seenAt, groupRef }: CrashOfUnit) => ({
  cells: [
    { text: title, href: `/crash-groups/${groupRef}` },
    { text: build ?? '–', mono: true },
    { at: seenAt },
  ],
});
