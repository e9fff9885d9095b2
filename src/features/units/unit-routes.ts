import { NotFound, InvalidInput } from '../../kernel/errors.js';
import { hasRole, isStaff, type Language, type Viewer } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import type { Rounds } from '../rounds/index.js';
import { IMPORT_MAX_BYTES, IMPORT_MAX_ROWS, toNewUnit } from './unit-csv.js';
import type { UnitIntake } from './unit-intake-service.js';
import * as input from './unit-input.js';
import {
  holdingsModel,
  listModel,
  previewModel,
  roundOptions,
  statesOf,
} from './unit-list-page.js';
import { holderModel, staffModel, type Words } from './unit-page.js';
import type { UnitQueries } from './unit-queries.js';
import type { UnitService } from './unit-service.js';
import type { Unit } from './unit.js';

export interface UnitRoutesDeps {
  readonly service: UnitService;
  readonly intake: UnitIntake;
  readonly queries: UnitQueries;
  readonly rounds: Pick<Rounds, 'service'>;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly translations: Translations;
}

export function unitRoutes(deps: UnitRoutesDeps): readonly Route[] {
  return [...unitPages(deps), ...listPages(deps), ...intakePages(deps)];
}

const wordsIn = ({ translations }: UnitRoutesDeps, language: Language): Words => ({
  say: (key, facts) => translations.translate(language, key, facts),
  error: (code, facts) => translations.errorText(language, code, facts),
  language,
});

/** One unit: the same address for its holder and for staff. */
function unitPages(deps: UnitRoutesDeps): Route[] {
  const { service, rounds, accounts } = deps;

  async function viewOf(unit: Unit, language: Language) {
    const [model, cards] = await Promise.all([
      rounds.service.modelByCode(unit.modelCode),
      rounds.service.roundCards([unit.roundId]),
    ]);
    return { unit, model, round: cards.get(unit.roundId), words: wordsIn(deps, language) };
  }

  async function staffPage(ref: string, viewer: Viewer, language: Language, tried?: string) {
    const unit = await service.unitByRef(ref);
    const people = unit.events.flatMap(({ byId }) => byId ?? []);
    const [view, names] = await Promise.all([
      viewOf(unit, language),
      accounts.cards([...people, ...(unit.holderId ? [unit.holderId] : [])]),
    ]);
    const isAdmin = hasRole(viewer, 'admin');
    return page(
      'units/show',
      text('units.show.title', { ref }),
      staffModel({ ...view, names, isAdmin, tried }),
    );
  }

  async function holderPage(ref: string, viewer: Viewer, language: Language): Promise<Reply> {
    const view = await viewOf(await service.unitOf(viewer.id, ref), language);
    return page('units/show', text('units.show.title', { ref }), holderModel(view));
  }

  return [
    get('/units/:ref', {
      access: 'member',
      input: input.showUnit,
      handle: ({ input, viewer, facts }) =>
        isStaff(viewer)
          ? staffPage(input.ref, viewer, facts.language)
          : holderPage(input.ref, viewer, facts.language),
    }),
    post('/units/:ref/accept', {
      access: 'tester',
      input: input.acceptUnit,
      retry: ({ params, viewer, facts }) => holderPage(params['ref'] ?? '', viewer, facts.language),
      async handle({ input, viewer }) {
        await service.accept(viewer.id, input.ref, input.code);
        return redirect(`/units/${input.ref}`, 'units.flash.accepted');
      },
    }),
    post('/admin/units/:ref/moves', {
      access: 'admin',
      input: input.moveUnit,
      retry: ({ params, values, viewer, facts }) =>
        staffPage(params['ref'] ?? '', viewer, facts.language, String(values['action'])),
      async handle({ input: { ref, action, facts }, viewer }) {
        const { code } = await service.moveByAdmin(ref, action, facts, viewer.id);
        // Shown in this answer only: the code is a secret and is not stored.
        if (code) return page('units/code', text('units.code.title', { ref }), { ref, code });
        return redirect(`/units/${ref}`, `units.flash.moved`);
      },
    }),
  ];
}

/** A fan's own units, and all of them for admins. */
function listPages(deps: UnitRoutesDeps): Route[] {
  const { queries, rounds, accounts } = deps;
  return [
    get('/units', {
      access: 'tester',
      async handle({ viewer, facts }) {
        const [units, models] = await Promise.all([
          queries.holdings(viewer.id),
          rounds.service.allModels(),
        ]);
        const model = holdingsModel(units, models, wordsIn(deps, facts.language));
        return page('units/index', text('units.mine.title'), model);
      },
    }),
    get('/admin/units', {
      access: 'admin',
      input: input.listUnits,
      async handle({ input: { group, round, q, after }, facts }) {
        const inRound = round ? await rounds.service.roundBySlug(round) : undefined;
        if (round && !inRound) throw new NotFound();
        const roundId = inRound?.id;
        const named = q?.trim() ? q : undefined;
        const found = await queries.adminPage({ states: statesOf(group), roundId, named, after });
        const [cards, names] = await Promise.all([
          rounds.service.roundCards(found.rows.map((unit) => unit.roundId)),
          accounts.cards(found.rows.flatMap((unit) => unit.holderId ?? [])),
        ]);
        const words = wordsIn(deps, facts.language);
        const view = { page: found, rounds: cards, names, inRound, group, named: q, after, words };
        return page('units/list', text('units.list.title'), listModel(view));
      },
    }),
  ];
}

/** How units come into stock. */
function intakePages(deps: UnitRoutesDeps): Route[] {
  const { intake, rounds } = deps;

  async function form(view: string, key: string, language: Language, model: object = {}) {
    const choices = await rounds.service.roundChoices();
    return page(view, text(key), {
      rounds: roundOptions(choices, wordsIn(deps, language)),
      limits: { rows: IMPORT_MAX_ROWS, bytes: IMPORT_MAX_BYTES },
      ...model,
    });
  }
  const newPage = (language: Language, round?: string) =>
    form('units/new', 'units.new.title', language, { round });
  const importPage = (language: Language, model?: object) =>
    form('units/import', 'units.import.title', language, model);

  async function checked(language: Language, round: string, csv: string): Promise<Reply> {
    const preview = await intake.preview(round, csv);
    if (preview.problem) throw new InvalidInput({ csv: preview.problem });
    const model = previewModel(preview, wordsIn(deps, language));
    return importPage(language, { round, csv, preview: model });
  }

  return [
    get('/admin/units/new', {
      access: 'admin',
      input: input.newUnitForm,
      handle: ({ input, facts }) => newPage(facts.language, input.round),
    }),
    post('/admin/units', {
      access: 'admin',
      input: input.addUnit,
      retry: ({ facts }) => newPage(facts.language),
      async handle({ input: { round, ...cells }, viewer }) {
        const unit = await intake.add(round, toNewUnit(cells), viewer.id);
        return redirect(`/units/${unit.ref}`, 'units.flash.added');
      },
    }),
    get('/admin/units/import', {
      access: 'admin',
      input: input.newUnitForm,
      handle: ({ input, facts }) => importPage(facts.language, { round: input.round }),
    }),
    post('/admin/units/import', {
      access: 'admin',
      input: input.importUnits,
      retry: ({ values, facts }) =>
        checked(facts.language, String(values['round']), String(values['csv'])).catch(() =>
          importPage(facts.language),
        ),
      async handle({ input: { round, csv, step }, viewer, facts }) {
        if (step === 'check') return checked(facts.language, round, csv);
        const onlyGood = step === 'import_good';
        await intake.importTable(round, csv, { onlyGood, adminId: viewer.id });
        return redirect('/admin/units?group=stock', 'units.flash.imported');
      },
    }),
  ];
}
