import type { Page } from '../../kernel/page-request.js';
import type { Job } from '../../platform/jobs.js';
import type { Route } from '../../web/route.js';
import type { Application } from './application.js';
import type { Build, DeviceModel, Program } from './program.js';
import type { Round, RoundCard } from './round.js';

export type { Application, ApplicationState } from './application.js';
export type { Build, DeviceModel, Program } from './program.js';
export { agreementOf, hashAgreement, roundPhase } from './round.js';
export type { Agreement, Round, RoundCard, RoundPhase } from './round.js';
export type { Answers, Question, QuestionKind, QuestionOption } from './screening.js';

/** What later features may call; reads answer undefined for what is not there. */
export interface Rounds {
  readonly service: {
    roundById(id: string): Promise<Round | undefined>;
    roundBySlug(slug: string): Promise<Round | undefined>;
    roundCards(ids: readonly string[]): Promise<ReadonlyMap<string, RoundCard>>;
    /** Newest first, at most 200, drafts included: for admins to choose from. */
    roundChoices(): Promise<readonly RoundCard[]>;
    /** Published rounds, newest first. */
    publishedRounds(after: string | undefined): Promise<Page<Round>>;
    programById(id: string): Promise<Program | undefined>;
    modelByCode(code: string): Promise<DeviceModel | undefined>;
    allModels(): Promise<readonly DeviceModel[]>;
    /** Oldest first. */
    buildsOf(modelCode: string): Promise<readonly Build[]>;
  };
  readonly applications: {
    /** With `personId` only that person's own. */
    byRef(ref: string, personId?: string): Promise<Application | undefined>;
    byId(id: string): Promise<Application | undefined>;
    /** Oldest first, withdrawn ones included. */
    pageOfRound(roundId: string, after: string | undefined): Promise<Page<Application>>;
    /** Newest first, at most 50. */
    mine(personId: string): Promise<readonly Application[]>;
  };
  readonly routes: readonly Route[];
  readonly jobs: readonly Job[];
}
