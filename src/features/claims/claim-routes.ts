import type { Clock } from '../../kernel/clock.js';
import type { Translations } from '../../platform/i18n.js';
import { page, text } from '../../web/reply.js';
import { get, type Route } from '../../web/route.js';
import * as input from './claim-input.js';
import { claimModel } from './claim-page.js';
import type { ClaimService } from './claim-service.js';

export interface ClaimRoutesDeps {
  readonly service: ClaimService;
  readonly translations: Translations;
  readonly clock: Clock;
}

export const claimRoutes = ({
  service,
  translations,
  clock,
}: ClaimRoutesDeps): readonly Route[] => [
  get('/rounds/:slug/claim', {
    access: 'tester',
    input: input.nameRound,
    async handle({ input, viewer, facts }) {
      const visit = await service.visit(viewer, input.slug, facts.language);
      const reasons = visit.reasons.map((reason) =>
        translations.translate(facts.language, `rounds.reasons.${reason.code}`, reason.facts),
      );
      return page(
        'claims/show',
        text('claims.show.title', { round: visit.round.title[facts.language] }),
        claimModel(visit, reasons, clock.now()),
      );
    },
  }),
];
