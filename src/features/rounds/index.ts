import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { Counters } from '../../platform/counters.js';
import type { Translations } from '../../platform/i18n.js';
import type { Job } from '../../platform/jobs.js';
import { adminRoutes } from './admin-routes.js';
import { createApplicationService } from './application-service.js';
import { createApplicationStore } from './application-store.js';
import type { ApplicantHistory } from './eligibility.js';
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

export type {
  Application,
  ApplicationState,
  Contact,
  ListedApplication,
} from './application.js';
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
export type { Build, DeviceModel, Program } from './program.js';
export { answerFacts } from './round-page.js';
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
  /** Answered by allocations, a later feature. */
  readonly isSeated: (personId: string, roundId: string) => Promise<boolean>;
  /** What the features that come later know of people. Without it everybody is a newcomer. */
  readonly historyOf?: (
    personIds: readonly string[],
  ) => Promise<ReadonlyMap<string, ApplicantHistory>>;
}

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
  const applicationService = createApplicationService({
    ...deps,
    applications: createApplicationStore(connection),
    rounds: store,
  });
  const shared = { ...deps, store, rounds, programs, applications };
  const jobs: readonly Job[] = [];
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
    },
    routes: [
      ...roundRoutes({ ...shared, service: applicationService }),
      ...adminRoutes({ ...shared, service: roundService, programService }),
    ],
    jobs,
  };
}
