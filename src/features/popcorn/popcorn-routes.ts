import type { Clock } from '../../kernel/clock.js';
import { isStaff, hasRole, type Viewer } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type RequestFacts, type Route } from '../../web/route.js';
import type { Accounts } from '../accounts/index.js';
import { itemsOf, type Release } from '../releases/index.js';
import type { Asking } from './asking-service.js';
import type { BallotStore } from './ballot-store.js';
import { figuresOf, type ExperienceFigures } from './experience.js';
import { experienceModel } from './experience-page.js';
import type { ExperienceService } from './experience-service.js';
import { isAsking } from './popcorn.js';
import * as input from './popcorn-input.js';
import { namedIn, voteModel } from './popcorn-page.js';
import type { PopcornQueries } from './popcorn-queries.js';
import type { Uses } from './use-service.js';
import type { VoiceStore } from './voice-store.js';
import type { VoteService } from './vote-service.js';

export interface PopcornRoutesDeps {
  readonly asking: Pick<Asking, 'byVersion'>;
  readonly uses: Pick<Uses, 'of'>;
  readonly votes: VoteService;
  readonly experiences: ExperienceService;
  readonly ballots: Pick<BallotStore, 'own'>;
  readonly voices: Pick<VoiceStore, 'experienceOf'>;
  readonly queries: PopcornQueries;
  readonly accounts: Pick<Accounts, 'cards' | 'personByHandle'>;
  readonly translations: Translations;
  readonly clock: Clock;
}

export const popcornRoutes = (deps: PopcornRoutesDeps): readonly Route[] => [
  ...voteRoutes(deps),
  ...experienceRoutes(deps),
];

function voteRoutes(deps: PopcornRoutesDeps): Route[] {
  const { asking, uses, votes, ballots, queries, accounts, clock } = deps;

  async function show(version: string, viewer: Viewer | undefined): Promise<Reply> {
    const release = await asking.byVersion(version);
    const of = { releaseId: release.id, personId: viewer?.id ?? '' };
    const [poll, use, own, turnout] = await Promise.all([
      queries.pollOf(release.id),
      viewer && uses.of(viewer, release),
      viewer && ballots.own(of),
      queries.turnout(release.id),
    ]);
    const people = await accounts.cards(namedIn(release, poll, own));
    const model = voteModel({
      release,
      viewer,
      at: clock.now(),
      use,
      people,
      own,
      turnout,
      poll,
    });
    return page('popcorn/vote', text('popcorn.vote.title', { build: release.build }), model);
  }

  return [
    get('/releases/:version/popcorn', {
      access: 'public',
      input: input.show,
      handle: ({ input: { version }, viewer }) => show(version, viewer),
    }),
    post('/releases/:version/popcorn', {
      access: 'tester',
      input: input.vote,
      retry: ({ params, viewer }) => show(params['version'] ?? '', viewer),
      async handle({ input: { version, engineer, step }, viewer }) {
        const id = (await accounts.personByHandle(engineer))?.id ?? engineer;
        if (step === 'give') await votes.give(version, id, viewer);
        else await votes.takeBack(version, id, viewer);
        const said = step === 'give' ? 'popcorn.said.given' : 'popcorn.said.taken_back';
        return redirect(`/releases/${version}/popcorn`, said);
      },
    }),
  ];
}

function experienceRoutes(deps: PopcornRoutesDeps): Route[] {
  const { asking, uses, experiences, voices, queries, accounts, translations, clock } = deps;

  /** After the close as they were counted; before it QA sees them grow. */
  async function figuresFor(
    release: Release,
    viewer: Viewer | undefined,
  ): Promise<ExperienceFigures | undefined> {
    if (!isAsking(release, clock.now()))
      return (await queries.pollOf(release.id))?.figures ?? undefined;
    return hasRole(viewer, 'qa') ? figuresOf(await queries.answersOf(release.id)) : undefined;
  }

  async function show(
    version: string,
    viewer: Viewer | undefined,
    facts: RequestFacts,
    after?: string,
  ): Promise<Reply> {
    const release = await asking.byVersion(version);
    const of = { releaseId: release.id, personId: viewer?.id ?? '' };
    const [use, own, ownReactions, counts, figures, words, people] = await Promise.all([
      viewer && uses.of(viewer, release),
      viewer && voices.experienceOf(of),
      viewer ? queries.reactionsOf(of.releaseId, of.personId) : new Map<string, never>(),
      queries.reactionCounts([release.id]),
      figuresFor(release, viewer),
      isStaff(viewer) ? queries.wordsPage(release.id, after) : undefined,
      accounts.cards(itemsOf(release).flatMap(({ engineerIds }) => engineerIds)),
    ]);
    const { language } = facts;
    const model = experienceModel({
      ...{ release, viewer, at: clock.now(), use, language, people },
      say: (key) => translations.translate(language, key),
      ...{ own, ownReactions, counts, figures, words },
    });
    const title = text('popcorn.experience.title', { build: release.build });
    return page('popcorn/experience', title, { ...model, after });
  }

  const pathOf = (version: string) => `/releases/${version}/experience`;
  return [
    get('/releases/:version/experience', {
      access: 'public',
      input: input.showExperience,
      handle: ({ input: { version, after }, viewer, facts }) => show(version, viewer, facts, after),
    }),
    post('/releases/:version/experience', {
      access: 'tester',
      input: input.tell,
      retry: ({ params, viewer, facts }) => show(params['version'] ?? '', viewer, facts),
      async handle({ input: { version, ...answers }, viewer }) {
        await experiences.tell(version, answers, viewer);
        return redirect(pathOf(version), 'popcorn.said.told');
      },
    }),
    post('/releases/:version/reactions', {
      access: 'tester',
      input: input.react,
      retry: ({ params, viewer, facts }) => show(params['version'] ?? '', viewer, facts),
      async handle({ input: { version, line, reaction }, viewer }) {
        const chosen = reaction === 'none' ? undefined : reaction;
        await experiences.react(version, line, chosen, viewer);
        return redirect(pathOf(version), 'popcorn.said.reacted');
      },
    }),
  ];
}
