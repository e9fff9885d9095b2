import { InvalidInput, NotFound } from '../../kernel/errors.js';
import { hasRole, type Language, type Viewer } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { page, picture, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import type { Rounds } from '../rounds/index.js';
import * as input from './hand-over-input.js';
import { codeModel, handOverModel, startModel } from './hand-over-page.js';
import type { HandOverService } from './hand-over-service.js';
import type { Photos } from './photo-routes.js';
import { wordsIn } from './unit-page.js';

export interface HandOverRoutesDeps {
  readonly handOvers: HandOverService;
  readonly photos: Photos;
  readonly rounds: Pick<Rounds, 'service'>;
  readonly accounts: Pick<Accounts, 'cards'>;
  readonly translations: Translations;
}

export function handOverRoutes(deps: HandOverRoutesDeps): readonly Route[] {
  return [...giverRoutes(deps), ...receiverRoutes(deps)];
}

/** The side that has the unit: a holder, or an admin at the desk. */
function giverRoutes(deps: HandOverRoutesDeps): Route[] {
  const { handOvers, rounds, accounts, photos } = deps;

  async function startPage(ref: string, viewer: Viewer, language: Language): Promise<Reply> {
    const { unit, kinds } = await handOvers.choices(ref, viewer);
    const [models, names] = await Promise.all([
      rounds.service.allModels(),
      accounts.cards(unit.holderId ? [unit.holderId] : []),
    ]);
    const isAdmin = hasRole(viewer, 'admin');
    const words = wordsIn(deps.translations, language);
    const model = startModel({ unit, models, names, words }, { kinds, isAdmin });
    return page('units/hand-over-start', text('units.hand_over.title', { ref }), model);
  }

  return [
    get('/units/:ref/hand-over', {
      access: 'member',
      input: input.startHandOver,
      handle: ({ input, viewer, facts }) => startPage(input.ref, viewer, facts.language),
    }),
    post('/units/:ref/hand-over', {
      access: 'member',
      receive: photos.receiver,
      input: input.openHandOver,
      retry: ({ params, viewer, facts }) => startPage(params['ref'] ?? '', viewer, facts.language),
      async handle({ input: { ref, kind, note, wiped, ...checks }, viewer, files, facts }) {
        const { handOver, code } = await handOvers.open(ref, viewer, {
          ...{ kind, note, files, hasWiped: wiped },
          checks: input.checklistOf(checks),
        });
        // Shown in this answer only: the code is stored nowhere.
        const model = codeModel(handOver, code, facts.baseUrl);
        return page('units/hand-over-code', text('units.hand_over.code_title', { ref }), model);
      },
    }),
    post('/hand-overs/:key/cancel', {
      access: 'member',
      input: input.cancelHandOver,
      async handle({ input, viewer }) {
        const { unitRef } = await handOvers.cancel(input.key, viewer);
        return redirect(`/units/${unitRef}`, 'units.flash.hand_over_cancelled');
      },
    }),
  ];
}

/** The side that gets it, and what both can read afterwards. */
function receiverRoutes(deps: HandOverRoutesDeps): Route[] {
  const { handOvers, rounds, accounts, photos } = deps;

  async function show(key: string, viewer: Viewer, language: Language, code?: string) {
    const view = await handOvers.view(key, viewer);
    const { handOver, unit } = view;
    const people = [handOver.giverId, ...handOver.attempts.map(({ byId }) => byId)];
    const [models, cards, names] = await Promise.all([
      rounds.service.allModels(),
      rounds.service.roundCards([unit.roundId]),
      accounts.cards([...people, ...(handOver.receiverId ? [handOver.receiverId] : [])]),
    ]);
    const model = handOverModel({
      ...{ view, models, names, code, round: cards.get(unit.roundId) },
      words: wordsIn(deps.translations, language),
      viewer: { id: viewer.id, isAdmin: hasRole(viewer, 'admin') },
    });
    const title = text('units.hand_over.title', { ref: handOver.unitRef });
    return page('units/hand-over', title, model);
  }

  return [
    get('/hand-overs/:key', {
      access: 'member',
      input: input.showHandOver,
      handle: ({ input: { key, code }, viewer, facts }) => show(key, viewer, facts.language, code),
    }),
    post('/hand-overs/:key', {
      access: 'member',
      receive: photos.receiver,
      input: input.redeemHandOver,
      retry: ({ params, viewer, facts }) => show(params['key'] ?? '', viewer, facts.language),
      async handle({ input: typed, viewer, files, facts }) {
        const { key, code, note, agree, agreement, ...checks } = typed;
        if (agreement && !agree) throw new InvalidInput({ agree: { code: 'required' } });
        const unit = await handOvers.redeem(key, viewer, {
          ...{ code, note, files, checks: input.checklistOf(checks) },
          signed: agreement ? { hash: agreement, language: facts.language } : undefined,
        });
        return redirect(`/units/${unit.ref}`, 'units.flash.handed_over');
      },
    }),
    get('/hand-overs/:key/photos/:id', {
      access: 'member',
      input: input.showHandOverPhoto,
      async handle({ input: { key, id }, viewer }) {
        const { handOver, over, obstacle } = await handOvers.view(key, viewer);
        const photo = handOver.given.photos.find((one) => one.id === id);
        if (!photo || over || obstacle) throw new NotFound();
        const { path, type } = await photos.fetch(id, undefined);
        return picture(path, type);
      },
    }),
  ];
}
