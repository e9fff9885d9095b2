import { NotFound } from '../../kernel/errors.js';
import { page, text } from '../../web/reply.js';
import { get, type Route } from '../../web/route.js';
import type { DeviceModel } from '../rounds/index.js';
import type { Award } from './award.js';
import type { AwardQueries } from './award-queries.js';
import * as input from './honour-input.js';
import { awardModel, wallModel, type AwardCard } from './honour-page.js';

export interface HonourRoutesDeps {
  readonly queries: AwardQueries;
  readonly cardsOf: (awards: readonly Award[]) => Promise<readonly AwardCard[]>;
  readonly modelByCode: (code: string) => Promise<DeviceModel | undefined>;
}

/** Everybody reads them: an honour that nobody can check is none. */
export const honourRoutes = ({
  queries,
  cardsOf,
  modelByCode,
}: HonourRoutesDeps): readonly Route[] => [
  get('/honours', {
    access: 'public',
    input: input.showWall,
    async handle({ input: { after } }) {
      const [awards, holders] = await Promise.all([queries.page(after), queries.holders()]);
      const rows = await cardsOf(awards.rows);
      const model = wallModel({ rows, next: awards.next }, holders);
      return page('honours/index', text('honours.title'), { ...model, after });
    },
  }),
  get('/awards/:id', {
    access: 'public',
    input: input.showAward,
    async handle({ input, facts }) {
      const award = await queries.byId(input.id);
      if (!award) throw new NotFound();
      const [[card], model] = await Promise.all([cardsOf([award]), modelByCode(award.modelCode)]);
      if (!card) throw new NotFound();
      const title = text(`honours.badges.${card.badge.key}.name`);
      const name = model?.name ?? award.modelCode;
      return page('honours/award', title, awardModel(card, name, facts.baseUrl));
    },
  }),
];
