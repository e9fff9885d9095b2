import path from 'node:path';
import type { RequestHandler } from 'express';
import type { Config } from './config.js';
import { createAccounts } from './features/accounts/index.js';
import { createAllocations, FILL_JOB, type Allocations } from './features/allocations/index.js';
import { createClaims } from './features/claims/index.js';
import { createCannedAnswers } from './features/canned-answers/index.js';
import { createCases, type Cases } from './features/cases/index.js';
import { createCrashes, EXAM_JOB, NAMING_JOB } from './features/crashes/index.js';
import { createCredit, type Credit } from './features/credit/index.js';
import { createDefects } from './features/defects/index.js';
import { createDesk, type Desk } from './features/desk/index.js';
import { createHome } from './features/home/index.js';
import { createHonours } from './features/honours/index.js';
import { createInvites } from './features/invites/index.js';
import { createMeetups } from './features/meetups/index.js';
import { createNotices, type Notices } from './features/notices/index.js';
import { createPopcorn, type Popcorn } from './features/popcorn/index.js';
import { createPossession, type Possession } from './features/possession/index.js';
import { createPromise, type PromiseFeature } from './features/promise/index.js';
import { createReleases, type Releases } from './features/releases/index.js';
import { createReports, RECKON_JOB, REPORT_KINDS } from './features/reports/index.js';
import { createRota } from './features/rota/index.js';
import { createRetests, type Retests } from './features/retests/index.js';
import {
  createRounds,
  ineligibility,
  newcomer,
  type Application,
  type Round,
} from './features/rounds/index.js';
import { createSelections, TELL_JOB, WORK_JOB } from './features/selections/index.js';
import { createSearch } from './features/search/index.js';
import { createShares } from './features/shares/index.js';
import { createStanding, type StandingFeature } from './features/standing/index.js';
import { createSymbols } from './features/symbols/index.js';
import { createUnits } from './features/units/index.js';
import type { Clock } from './kernel/clock.js';
import type { Notify } from './kernel/notice.js';
import { createCounters } from './platform/counters.js';
import type { Database } from './platform/database.js';
import { createFileVault } from './platform/file-vault.js';
import { createTranslations } from './platform/i18n.js';
import { createJobs } from './platform/jobs.js';
import type { Logger } from './platform/logger.js';
import { createMailer } from './platform/mailer.js';
import { historiesOf, qualityOf, whyOf } from './questions.js';
import { createAnswerEarly } from './web/answer-early.js';
import { createAssets } from './web/assets.js';
import { createResponder } from './web/respond.js';
import type { Route } from './web/route.js';
import { securityHeaders } from './web/security-headers.js';
import { createSignIn } from './web/sign-in.js';
import { styleguideRoute } from './web/styleguide.js';
import { createViews } from './web/views.js';

export interface World {
  readonly config: Config;
  readonly database: Database;
  readonly log: Logger;
  readonly clock: Clock;
}

export type Container = ReturnType<typeof compose>;

/** The only place that puts the parts together; reads top to bottom in the order of the features. */
export function compose({ config, database, log, clock }: World) {
  const { connection } = database;
  const isHttps = config.baseUrl?.startsWith('https:') ?? false;
  const translations = createTranslations();
  const assets = createAssets();
  const views = createViews({
    viewsDir: config.viewsDir,
    translations,
    assets,
    cache: !config.isDevelopment,
  });
  const mailer = createMailer(
    config.smtpUrl,
    `firstbatch@${new URL(config.baseUrl ?? 'http://localhost').hostname}`,
  );
  const counters = createCounters(connection);
  const secret = config.sessionSecret;
  // Notices come last of the features; everybody before them tells people through this.
  const notify: Notify = (notice) => notices.service.tell(notice);
  const always = securityHeaders(isHttps);
  const answerEarly = createAnswerEarly(always);
  const { programmeZone } = config;
  const shared = {
    ...{ connection, clock, secret, counters, log, translations, mailer, notify },
    programmeZone,
  };

  const accounts = createAccounts({ ...shared, guesses: config.limits.guesses });
  const historyOf = (ids: readonly string[]) =>
    historiesOf({ accounts, reports, standing, allocations, units }, ids);
  const rounds = createRounds({
    ...shared,
    people: accounts.cards,
    historyOf,
    isSeated: async (personId, roundId) =>
      (await allocations.service.openOf(personId)).some((open) => open.roundId === roundId),
  });
  const selections = createSelections({ ...shared, rounds, historyOf });
  /** Why the applicant may have no seat now. */
  const reasonsAgainst = async (round: Round, application: Application) => {
    const history = (await historyOf([application.personId])).get(application.personId);
    return ineligibility(round, application, history ?? newcomer(clock.now()), clock.now());
  };
  const claims = createClaims({
    ...shared,
    answerEarly,
    rounds,
    drawView: (view, locals) =>
      new Promise((resolve, reject) => {
        views.engine(path.join(views.dir, `${view}.hbs`), locals, (error, html) => {
          if (html === undefined) reject(error);
          else resolve(html);
        });
      }),
    reasonsAgainst,
  });
  const invites = createInvites({
    ...shared,
    ...{ accounts, rounds, reasonsAgainst },
    guesses: config.limits.guesses,
  });
  const units = createUnits({
    ...shared,
    accounts,
    rounds,
    limits: config.limits,
    photoVault: createFileVault(path.join(config.uploadsDir, 'photos')),
    mayShip: (allocationId) => allocations.service.mayShip(allocationId),
    openOfferFor: (personId, roundId) => allocations.service.openOfferFor(personId, roundId),
    unsignedRefOf: (allocationId) => allocations.service.unsignedRefOf(allocationId),
    openCasesOf: (unitId) => cases.openOfUnit(unitId),
    crashesOf: (unitId) => crashes.ofUnit(unitId),
    retestsOf: (unitIds) => retests.openOf(unitIds),
  });
  const allocations: Allocations = createAllocations({
    ...shared,
    accounts,
    rounds,
    units,
    sources: {
      draw: selections.source,
      merit: selections.source,
      first_come: claims.source,
      invite: invites.source,
    },
    whyOf: (application) => whyOf({ claims, invites, selections }, application),
    removedAmong: (personIds) => standing.removedLately(personIds),
  });
  const cases: Cases = createCases({
    ...shared,
    ...{ accounts, units, allocations },
  });
  const standing: StandingFeature = createStanding({
    ...shared,
    ...{ accounts, rounds, units },
    async signsBetween(personIds, from, to) {
      const written = await reports.writtenBetween(personIds, from, to);
      return written.map(({ ref, ...rest }) => ({ ...rest, link: `/reports/${ref}` }));
    },
    deliveryOf: (noticeIds) => notices.service.deliveryOf(noticeIds),
  });
  const symbols = createSymbols({
    ...{ ...shared, accounts },
    limits: config.limits,
    symbolVault: createFileVault(path.join(config.uploadsDir, 'symbols')),
  });
  const promise: PromiseFeature = createPromise({
    ...{ ...shared, accounts },
    answers: () => reports.answers,
  });
  const rota = createRota({ ...shared, accounts });
  const cannedAnswers = createCannedAnswers({ ...shared, accounts, kinds: REPORT_KINDS });
  const vault = createFileVault(config.uploadsDir);
  const reports = createReports({
    ...shared,
    vault,
    units,
    ...{ promise, rota, cannedAnswers },
    people: accounts,
    limits: config.limits,
    defectChoices: (modelCode) => defects.choices(modelCode),
    known: (report) => crashes.knownOf(report),
    beside: (report, viewer) => desk.beside(report, viewer),
    qualityOf: (from, to) => qualityOf({ defects }, from, to),
    releaseOf: async (defectId, fixBuild) => (await releases.withFix(defectId, fixBuild))?.build,
  });
  const crashes = createCrashes({
    ...shared,
    vault,
    copyVault: createFileVault(path.join(config.uploadsDir, 'protected')),
    symbols,
    reports,
    people: accounts.cards,
    units: units.service,
    async modelNames(modelCode) {
      const model = await rounds.service.modelByCode(modelCode);
      return model ? [model.name, model.code] : [modelCode];
    },
    buildsOf: rounds.service.buildsOf,
    concerned: async (defectId) => defects.concerned(await defects.rootOf(defectId)),
    contradict: ({ defectId, build, at }) => retests.contradictByLog(defectId, { build, at }),
    own: {
      async namesOf(unitId) {
        const card = (await units.service.cards([unitId])).get(unitId);
        const unit = card && (await units.service.unitByRef(card.ref));
        return unit ? [unit.serial, ...(unit.imei ? [unit.imei] : [])] : [];
      },
      unitNamed: (serials) => units.service.idBySerial(serials),
      tell: (sighting) => possession.service.seen(sighting),
    },
  });
  const possession: Possession = createPossession({
    ...{ ...shared, units, accounts, standing },
  });
  const defects = createDefects({
    ...{ ...shared, accounts, reports, crashes },
    rounds: rounds.service,
    cities: rounds.cities.ofPeople,
    units: units.service,
    standing,
    broughtBy: (defectId, fixBuild) => releases.withFix(defectId, fixBuild),
  });
  const releases: Releases = createReleases({
    ...{ ...shared, accounts, rota, reports, defects },
    rounds: rounds.service,
    units: units.service,
    ...{ vault, limits: config.limits },
    voicesOf: (release) => popcorn.voicesOf(release),
    triedOf: (fixes) => retests.triedOf(fixes),
  });
  const retests: Retests = createRetests({
    ...{ ...shared, accounts, rounds, units, reports, defects, releases },
  });
  const popcorn: Popcorn = createPopcorn({
    ...{ ...shared, accounts, reports, releases },
    rounds: rounds.service,
    units: units.service,
    award: ({ personId, modelCode, at }) =>
      honours.service.grant({
        ...{ personId, badge: 'popcorn', modelCode, grantedAt: at },
        ...{ roundId: null, unitId: null },
      }),
  });
  const credit: Credit = createCredit({
    ...{ ...shared, accounts, units, reports, defects, retests },
  });
  const shares = createShares({
    ...shared,
    answerEarly,
    roundBySlug: rounds.service.roundBySlug,
    people: accounts.cards,
    async roundsOf(personId) {
      const applied = await rounds.applications.mine(personId);
      const cards = await rounds.service.roundCards(applied.map(({ roundId }) => roundId));
      return [...cards.values()];
    },
    awardIdsOf: async (personId) => (await honours.awardsOf(personId)).map(({ id }) => id),
  });
  const meetups = createMeetups({
    ...shared,
    rounds,
    units,
    people: accounts.cards,
    async mayOrganise(personId) {
      return (await standing.statesOf([personId])).get(personId)?.state === 'good';
    },
  });
  const honours = createHonours({
    connection,
    people: accounts.cards,
    rounds: rounds.service,
    units: { accepted: units.accepted, acceptedUnits: units.service.acceptedUnits },
  });
  const notices: Notices = createNotices({
    ...shared,
    accounts,
    baseUrl: config.baseUrl ?? `http://${config.host}:${config.port}`,
  });
  const search = createSearch({ ...shared, reports, crashes, defects });
  const desk: Desk = createDesk({
    ...{ ...shared, accounts, reports, rota },
    rounds: rounds.service,
    search: search.service,
    defects: defects.service,
  });
  const home = createHome({
    clock,
    personByHandle: accounts.personByHandle,
    rounds: rounds.service,
    applicationsOf: rounds.applications.mine,
    units: units.service,
    openAllocationsOf: allocations.service.openOf,
    challengesOf: possession.service.openOf,
    weekOf: standing.weekOf,
    honours,
    ...{ engineerPanel: popcorn.engineerPanel, latestAward: popcorn.latestAward },
    frontRelease: releases.front,
    openDefects: () => defects.publicPage(true, undefined),
    reportsOf: reports.mine,
    retestsOf: retests.openOf,
    promise,
    figures: [
      { key: 'holders', count: honours.count },
      { key: 'resolved', count: defects.countResolved },
    ],
  });

  const signIn = createSignIn({
    client: connection.getClient(),
    secret,
    isHttps,
    verify: accounts.service.verify,
    sessionKeyOf: accounts.service.sessionKeyOf,
    loadViewer: accounts.service.loadViewer,
  });
  const responder = createResponder({
    translations,
    clock,
    isHttps,
    programmeZone,
    signIn,
    rememberPreferences: (personId, language) =>
      accounts.service.updateSettings({ id: personId }, { language }),
  });

  const features = {
    accounts,
    rounds,
    selections,
    claims,
    invites,
    units,
    allocations,
    cases,
    standing,
    symbols,
    promise,
    rota,
    cannedAnswers,
    reports,
    crashes,
    possession,
    defects,
    releases,
    retests,
    popcorn,
    credit,
    shares,
    meetups,
    honours,
    notices,
    search,
    desk,
    home,
  };
  const all = Object.values(features);
  const routes: readonly Route[] = [
    ...all.flatMap((feature) => feature.routes),
    ...(config.isDevelopment ? [styleguideRoute(translations, clock)] : []),
  ];
  const jobs = createJobs(
    all.flatMap((feature) => feature.jobs),
    log,
  );
  const kick = (job: string) => () => {
    jobs.kick(job);
    return Promise.resolve();
  };
  reports.attachmentReceived.subscribe(kick(EXAM_JOB));
  promise.changed.subscribe(kick(RECKON_JOB));
  symbols.added.subscribe(kick(NAMING_JOB));
  for (const news of [allocations.freed, selections.decided, claims.claimed, invites.redeemed])
    news.subscribe(kick(FILL_JOB));
  selections.decided.subscribe(kick(TELL_JOB));
  selections.asked.subscribe(kick(WORK_JOB));
  reports.authorWrote.subscribe(({ personId, at, ref }) =>
    standing.service.recordSign({ personId, at, link: `/reports/${ref}` }),
  );
  reports.authorWrote.subscribe(() => {
    desk.nudge();
    return Promise.resolve();
  });
  const earlyHandlers: readonly RequestHandler[] = [shares.redirectHandler, claims.claimHandler];

  return {
    config,
    database,
    log,
    clock,
    translations,
    assets,
    views,
    signIn,
    responder,
    routes,
    jobs,
    earlyHandlers,
    securityHeaders: always,
    ...features,
    vault,
    state: { isStopping: false, favicon: assets.asset('favicon.svg') },
    /** Ends what the features started themselves; the database is closed by who opened it. */
    async close(): Promise<void> {
      await selections.close();
      await crashes.close();
      await claims.close();
      await jobs.stop();
      await desk.close();
      await shares.close();
    },
  };
}
