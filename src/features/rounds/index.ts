import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { Counters } from '../../platform/counters.js';
import type { Translations } from '../../platform/i18n.js';
import type { Accounts } from '../accounts/index.js';
import { adminRoutes } from './admin-routes.js';
import { createApplicationService } from './application-service.js';
import { createApplicantQueries } from './applicant-queries.js';
import { createApplicationStore } from './application-store.js';
import { newcomer, type ApplicantHistory } from './eligibility.js';
import { createDuplicateService } from './duplicate-service.js';
import { duplicateRoutes } from './duplicate-routes.js';
import { createReminderStore } from './reminder-store.js';
import { roundJobs } from './round-jobs.js';
import { createCityQueries } from './city-queries.js';
import { createProgramService } from './program-service.js';
import { createProgramStore } from './program-store.js';
import {
  createApplicationQueries,
  createProgramQueries,
  createRoundQueries,
} from './round-queries.js';
import { roundRoutes } from './round-routes.js';
import { createRoundService } from './round-service.js';
import { createRoundStore } from './round-store.js';

export type { Application, ApplicationState, Contact, ListedApplication } from './application.js';
export type { CandidateSource } from './candidate.js';
export { cityKey, foldCities, sameCity } from './city.js';
export {
  cohortOf,
  fitsQuota,
  ineligibility,
  newcomer,
  quotasFor,
  REMOVAL_PAUSE_DAYS,
} from './eligibility.js';
export type { ApplicantHistory, IneligibilityCode, IneligibilityReason } from './eligibility.js';
export { branchOf } from './program.js';
export type { Build, DeviceModel, Program } from './program.js';
export { answerFacts } from './round-page.js';
export { roundLinks, type RoundLink } from './round-links.js';
export type { RoundRow } from './round-queries.js';
export {
  agreementOf,
  hashAgreement,
  isSeating,
  quotaOfSeat,
  roundPhase,
  seatsOfQuota,
} from './round.js';
export type {
  Agreement,
  Eligibility,
  Quota,
  Round,
  RoundCard,
  RoundMode,
  RoundPhase,
  Scoring,
} from './round.js';
export type { Answers, Question, QuestionKind, QuestionOption } from './screening.js';

export interface RoundsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly translations: Translations;
  readonly notify: Notify;
  readonly secret: string;
  readonly people: Accounts['cards'];
  /** Answered by allocations, a later feature. */
  readonly isSeated: (personId: string, roundId: string) => Promise<boolean>;
  /** What the features that come later know of people. Without it everybody is a newcomer. */
  readonly historyOf?: (
    personIds: readonly string[],
  ) => Promise<ReadonlyMap<string, ApplicantHistory>>;
}

/** Whoever nothing is known of has been there for ever. */
const EPOCH = new Date(0);

export type Rounds = ReturnType<typeof createRounds>;

/**
 * Programmes, models and builds, rounds, and what people apply with. Reads answer undefined for
 * what is not there.
 */
export function createRounds(deps: RoundsDeps) {
  const { connection } = deps;
  const store = createRoundStore(connection);
  const rounds = createRoundQueries(connection);
  const programs = createProgramQueries(connection);
  const applications = createApplicationQueries(connection);
  const roundService = createRoundService({ ...deps, rounds: store, programs });
  const programService = createProgramService({
    ...deps,
    programs: createProgramStore(connection),
    queries: programs,
  });
  const applicationStore = createApplicationStore(connection);
  const reminders = createReminderStore(connection);
  const applicants = createApplicantQueries(connection, deps.clock);
  const historyOf = async (personId: string): Promise<ApplicantHistory> =>
    (await deps.historyOf?.([personId]))?.get(personId) ?? newcomer(EPOCH);
  const applicationService = createApplicationService({
    ...deps,
    applications: applicationStore,
    reminders,
    rounds: store,
    historyOf,
  });
  const duplicates = createDuplicateService({
    ...deps,
    rounds: store,
    applications: applicationStore,
    queries: applications,
  });
  const shared = { ...deps, store, rounds, programs, applications, applicants, historyOf };
  return {
    service: {
      ...roundService,
      ...programService,
      ...programs,
      roundById: store.byId,
      roundBySlug: store.bySlug,
      roundCards: rounds.cards,
      roundChoices: rounds.choices,
      publishedRounds: rounds.publishedPage,
      cityCounts: applications.cityCounts,
    },
    cities: createCityQueries(connection),
    applications: {
      ...applications,
      submit: applicationService.submit,
      withdraw: applicationService.withdraw,
      setAside: duplicates.setAside,
    },
    routes: [
      ...roundRoutes({ ...shared, reminders, service: applicationService }),
      ...adminRoutes({ ...shared, service: roundService, programService }),
      ...duplicateRoutes({ ...shared, duplicates }),
    ],
    jobs: roundJobs({ ...deps, reminders, rounds }),
  };
}
