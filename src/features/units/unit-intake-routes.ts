import { InvalidInput } from '../../kernel/errors.js';
import type { Language } from '../../kernel/people.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Route } from '../../web/route.js';
import { IMPORT_MAX_BYTES, IMPORT_MAX_ROWS, toNewUnit } from './unit-csv.js';
import * as input from './unit-input.js';
import { previewModel, roundOptions } from './unit-list-page.js';
import { wordsIn } from './unit-page.js';
import type { UnitRoutesDeps } from './unit-routes.js';

/** How units come into stock. */
export function intakeRoutes(deps: UnitRoutesDeps): Route[] {
  const { intake, rounds } = deps;

  async function form(view: string, key: string, language: Language, model: object = {}) {
    const choices = await rounds.service.roundChoices();
    return page(view, text(key), {
      rounds: roundOptions(choices, wordsIn(deps.translations, language)),
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
    const model = previewModel(preview, wordsIn(deps.translations, language));
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
