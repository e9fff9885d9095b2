import { NotFound, type Facts } from '../../kernel/errors.js';
import { hasRole, isStaff, type Language, type Viewer } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { drawing, feed, page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type RequestFacts, type Retry, type Route } from '../../web/route.js';
import type { Accounts, PersonCard } from '../accounts/index.js';
import type { Defects } from '../defects/index.js';
import type { Reports } from '../reports/index.js';
import type { Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import { releaseCard, sharingOf } from './card.js';
import type { FeedFor } from './feed-service.js';
import type { Publishing } from './publishing-service.js';
import * as input from './release-input.js';
import { nameIn, pathOf, releaseFormRoutes, type ListIntakeDeps } from './release-form-routes.js';
import { listModel, showModel } from './release-page.js';
import type { ReleaseQueries } from './release-queries.js';
import type { ReadPage, ReadRelease } from './reading-service.js';
import { both, type ReleaseName, type ReleaseService } from './release-service.js';
import { itemsOf } from './release.js';

export interface ReleaseRoutesDeps extends ListIntakeDeps {
  readonly service: ReleaseService;
  readonly readRelease: ReadRelease;
  readonly readPage: ReadPage;
  readonly publishing: Publishing;
  readonly queries: ReleaseQueries;
  readonly feedFor: FeedFor;
  readonly accounts: Pick<Accounts, 'cards' | 'withRole'>;
  readonly defects: Pick<Defects, 'openOf'>;
  readonly reports: Pick<Reports, 'linkedTo'>;
  readonly rounds: Pick<Rounds['service'], 'buildsOf' | 'modelsWithBuilds'>;
  readonly units: Pick<Units['service'], 'unitsHeldBy'>;
  readonly translations: Translations;
  readonly programmeZone: string;
}

export const releaseRoutes = (deps: ReleaseRoutesDeps): readonly Route[] => [
  ...listRoutes(deps),
  ...releaseFormRoutes(deps),
  ...oneRoutes(deps),
];

const NOBODY = new Map<string, PersonCard>();

function listRoutes(deps: ReleaseRoutesDeps): Route[] {
  const { service, queries, rounds, feedFor } = deps;

  async function list(
    viewer: Viewer | undefined,
    language: Language,
    after?: string,
  ): Promise<Reply> {
    const canDraft = hasRole(viewer, 'qa');
    const [published, unpublished, models, taken] = await Promise.all([
      queries.publishedPage(after),
      isStaff(viewer) && after === undefined ? queries.unpublished() : [],
      canDraft ? rounds.modelsWithBuilds() : [],
      canDraft ? queries.takenBuilds() : [],
    ]);
    const model = listModel({ published, unpublished, models, taken, after, language });
    return page('releases/list', text('releases.list.title'), model);
  }

  return [
    get('/releases', {
      access: 'public',
      input: input.listReleases,
      handle: ({ input: { after }, viewer, facts }) => list(viewer, facts.language, after),
    }),
    post('/releases', {
      access: 'qa',
      input: input.draft,
      retry: ({ viewer, facts }) => list(viewer, facts.language),
      async handle({ input: { version }, viewer }) {
        const drafted = await service.draft(version, viewer);
        return redirect(pathOf(drafted), 'releases.said.drafted');
      },
    }),
    get('/releases/feed.xml', {
      access: 'public',
      input: input.readFeed,
      handle: async ({ input: { lang }, facts }) =>
        feed(await feedFor(lang ?? facts.language, facts.baseUrl)),
    }),
  ];
}

function oneRoutes(deps: ReleaseRoutesDeps): Route[] {
  const { readRelease, readPage, service, publishing, accounts, reports, rounds, units } = deps;
  const sayIn = (language: Language) => (key: string, facts?: Facts) =>
    deps.translations.translate(language, key, facts);

  async function show(
    name: ReleaseName,
    viewer: Viewer | undefined,
    { language, baseUrl }: Pick<RequestFacts, 'language' | 'baseUrl'>,
    after = 0,
  ): Promise<Reply> {
    const isQa = hasRole(viewer, 'qa');
    const read = await readPage({ ...name, position: after, isQa });
    if (!read || (read.release.publishedAt === null && !isStaff(viewer))) throw new NotFound();
    const { release } = read;
    const fan = hasRole(viewer, 'tester') ? viewer : undefined;
    const brought = itemsOf(release).map(({ defectId: id, defectRef: ref }) => ({ id, ref }));
    const [people, builds, held, linked] = await Promise.all([
      isStaff(viewer) ? accounts.cards(release.events.flatMap(({ byId }) => byId ?? [])) : NOBODY,
      fan ? rounds.buildsOf(name.modelCode) : [],
      fan ? units.unitsHeldBy(fan.id) : [],
      fan ? reports.linkedTo(brought, fan.id) : [],
    ]);
    const model = showModel({
      ...{ ...read, after, viewer, people, builds, reports: linked },
      units: held.filter(({ modelCode }) => modelCode === name.modelCode),
    });
    const sharing = release.publishedAt
      ? sharingOf({ release, language, say: sayIn(language) }, baseUrl)
      : undefined;
    return page('releases/show', text('releases.show.title', { title: release.title[language] }), {
      ...model,
      sharing,
    });
  }
  const retry = ({ viewer, params, facts }: Retry<Viewer>) => show(nameIn(params), viewer, facts);
  const done = (name: ReleaseName, said: string) => redirect(pathOf(name), `releases.said.${said}`);

  return [
    get('/releases/:version', {
      access: 'public',
      input: input.showRelease,
      handle: ({ input: { version, after }, viewer, facts }) => show(version, viewer, facts, after),
    }),
    get('/releases/:version/card.svg', {
      access: 'public',
      input: input.showCard,
      async handle({ input: { version, lang }, facts }) {
        const release = await readRelease(version);
        if (!release || release.publishedAt === null) throw new NotFound();
        const language = lang ?? facts.language;
        return drawing(releaseCard({ release, language, say: sayIn(language) }));
      },
    }),
    post('/releases/:version/redraft', {
      access: 'qa',
      input: input.step,
      retry,
      async handle({ input: { version }, viewer }) {
        await service.redraft(version, viewer);
        return done(version, 'redrafted');
      },
    }),
    post('/releases/:version/freeze', {
      access: 'qa',
      input: input.step,
      retry,
      async handle({ input: { version }, viewer }) {
        await service.freeze(version, viewer);
        return done(version, 'frozen');
      },
    }),
    post('/releases/:version/unfreeze', {
      access: 'qa',
      input: input.unfreeze,
      retry,
      async handle({ input: { version, reason }, viewer }) {
        await service.unfreeze(version, reason, viewer);
        return done(version, 'unfrozen');
      },
    }),
    post('/releases/:version/discard', {
      access: 'qa',
      input: input.discard,
      retry,
      async handle({ input: { version, reason }, viewer }) {
        await service.discard(version, reason, viewer);
        return redirect('/releases', 'releases.said.discarded');
      },
    }),
    post('/releases/:version/publish', {
      access: 'qa',
      input: input.step,
      retry,
      async handle({ input: { version }, viewer }) {
        await publishing.publishByHand(await service.byName(version), viewer);
        return done(version, 'published');
      },
    }),
    post('/releases/:version/roll-back', {
      access: 'qa',
      input: input.rollBack,
      retry,
      async handle({ input: { version, note_en, note_zh }, viewer }) {
        await service.rollBack(version, both(note_en, note_zh), viewer);
        return done(version, 'rolled_back');
      },
    }),
  ];
}
