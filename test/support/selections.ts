import { DAY } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { wholeQuota } from '../../src/features/rounds/round.js';
import type { Quota, Round } from '../../src/features/rounds/index.js';
import { applicationModel } from '../../src/features/rounds/round-schema.js';
import { seedRound } from './rounds.js';
import type { TestApp } from './app.js';

export const BEACON = {
  source: 'City lottery of 4 March',
  value: '04 08 15 16 23 42',
  link: 'https://lottery.example/2026-03-04',
};

export const quota = (key: string, seats: number, fields: Partial<Quota> = {}): Quota => ({
  ...wholeQuota('draw', seats),
  key,
  ...fields,
});

/** A published round whose seats are drawn; it is open, and `closeRound` closes it. */
export const seedDraw = (app: TestApp, fields: Partial<Round> = {}): Promise<Round> => {
  const quotas = fields.quotas ?? [quota('all', fields.seats ?? 3)];
  const seats = quotas.reduce((sum, one) => sum + one.seats, 0);
  return seedRound(app, {
    mode: 'draw',
    scoring: { perRound: 1, perTenReports: 1, goodStanding: 0, maxWeight: 10 },
    ...fields,
    quotas,
    seats,
  });
};

export const closeRound = (app: TestApp): void => {
  app.clock.advance(8 * DAY);
};

/** As many applications as that, of people who are known to nobody else. */
export async function seedApplicants(
  app: TestApp,
  round: Pick<Round, 'id' | 'createdAt'>,
  count: number,
  fields: (index: number) => Record<string, unknown> = () => ({}),
): Promise<readonly { readonly id: string; readonly personId: string }[]> {
  const at = round.createdAt;
  const made = Array.from({ length: count }, (_, index) => ({
    id: newId(at),
    ref: `A-${round.id}-${index}`,
    roundId: round.id,
    personId: newId(at),
    answers: { use: index % 2 === 0 ? 'main' : 'second' },
    city: '重庆',
    contact: { phone: '13800000000', address: 'No. 1' },
    marks: { phone: null, address: null, device: null },
    state: 'submitted',
    setAside: null,
    createdAt: at,
    updatedAt: at,
    ...fields(index),
  }));
  const { connection } = app.container.database;
  await applicationModel(connection).collection.insertMany(
    made.map(({ id, ...rest }) => ({ _id: id, ...rest })) as never[],
  );
  return made;
}
