import type { Allocation } from '../features/allocations/allocation.js';
import { createChance } from './chance.js';
import { ADMIN } from './people.js';
import { BEACON, SECOND_ROUND } from './plot/rounds.js';
import { DRAW, SECOND_APPLICATIONS } from './plot/seats.js';
import { parcelFor, signSeat, stockOne, type NextUnit } from './tell-seats.js';
import type { Teller } from './teller.js';

/** Its own, as the lots decide how often it is asked: the rest of the story must not hear of it. */
const PARCEL_SEED = 3;

/**
 * The second round: list, beacon, lots, offers, and one that lapses and rolls down. The seed is the
 * round's own, so each telling has other winners; what happens to the seats is the same.
 */
export function tellDraw(teller: Teller, serials: NextUnit): void {
  const { container, on, viewer } = teller;
  const { selections, allocations, rounds } = container;
  const { slug } = SECOND_ROUND;
  const signed: { unit: string; fan: string }[] = [];

  async function fill(): Promise<void> {
    const round = await rounds.service.roundBySlug(slug);
    await allocations.fillSeats(round?.id ?? '');
  }

  on(DRAW.drawnOn, async () => {
    await selections.service.freeze(slug);
    await selections.service.seal(slug, { ...BEACON, value: teller.chance.hex(64) });
    await selections.service.decide(slug);
    await fill();
  });
  on(DRAW.signedOn, async () => {
    for (const { fan, offer } of await offersOf(teller, slug)) {
      if (offer.seat === DRAW.silentSeat) continue;
      await stockOne(teller, { slug, next: serials }, DRAW.signedOn);
      signed.push({ fan, unit: await signSeat(teller, fan, offer.applicationRef, slug) });
    }
  });
  on(DRAW.rolledDownOn, async () => {
    await allocations.sweep();
    await fill();
  });
  on(DRAW.shippedOn, async () => {
    const chance = createChance(PARCEL_SEED);
    const { id } = viewer(ADMIN.handle);
    for (const { unit, fan } of signed.slice(0, DRAW.shippedSeats)) {
      await container.units.service.moveByAdmin(unit, 'pack', {}, id);
      await container.units.service.moveByAdmin(unit, 'ship', parcelFor(chance, fan), id);
    }
  });
}

/** In the order of the seats. */
async function offersOf(
  { container, viewer }: Teller,
  slug: string,
): Promise<{ readonly fan: string; readonly offer: Allocation }[]> {
  const round = await container.rounds.service.roundBySlug(slug);
  const offers: { fan: string; offer: Allocation }[] = [];
  for (const [fan] of SECOND_APPLICATIONS)
    for (const offer of await container.allocations.service.openOf(viewer(fan).id))
      if (offer.roundId === round?.id) offers.push({ fan, offer });
  return offers.sort((one, other) => one.offer.seat - other.offer.seat);
}
