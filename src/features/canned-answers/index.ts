import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { Accounts } from '../accounts/index.js';
import { cannedAnswerRoutes } from './canned-answer-routes.js';
import { createCannedAnswerService } from './canned-answer-service.js';
import { createCannedAnswerStore } from './canned-answer-store.js';

export { unfilledIn } from './placeholders.js';
export type { PlaceholderValues } from './placeholders.js';
export type { AnswerChoice, AnswerFacts } from './canned-answer.js';

export interface CannedAnswersDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly accounts: Pick<Accounts, 'cards'>;
  /** Those of the reports, a later feature. */
  readonly kinds: readonly string[];
}

export type CannedAnswers = ReturnType<typeof createCannedAnswers>;

/** Answers that engineers give often, filled for the report they are given to. */
export function createCannedAnswers(deps: CannedAnswersDeps) {
  const service = createCannedAnswerService({
    answers: createCannedAnswerStore(deps.connection),
    clock: deps.clock,
  });
  return {
    choicesFor: service.choicesFor,
    service: { add: service.add },
    routes: cannedAnswerRoutes({ ...deps, service }),
    jobs: [],
  };
}
