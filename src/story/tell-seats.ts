import type { AdminAction, NewUnit } from '../features/units/index.js';
import type { Facts } from '../kernel/errors.js';
import { DAY, HOUR, later } from '../kernel/clock.js';
import { calendarDay } from '../kernel/time-zone.js';
import { STORY_ZONE } from './calendar.js';
import type { Chance } from './chance.js';
import { luhnDigit } from './luhn.js';
import { ADMIN, FANS } from './people.js';
import { BUILDS, buildOn, FIRST_ROUND, SECOND_ROUND } from './plot/rounds.js';
import { SEATS, STOCK, WAITING_FAN, type Moment, type SeatPlot } from './plot/seats.js';
import { tellDraw } from './tell-draw.js';
import type { Teller } from './teller.js';

/** Why the first seats were given by hand. */
const OFFER_REASON = 'Fits the round: the answers name what this build is to find out.';

const ALL_FINE = {
  screen: 'ok',
  body: 'ok',
  buttons: 'ok',
  camera: 'ok',
  battery: 'ok',
  accessories: 'ok',
} as const;

/** The unit that waits for its acceptance, with the code that lies in its box. */
export interface WaitingBox {
  readonly fan: string;
  readonly unitRef: string;
  readonly code: string;
}

/** What the chapter learns and the later ones need. */
export interface Seats {
  /** Known once the box was packed. */
  waitingBox(): WaitingBox;
}

/** Offers, signatures, parcels and acceptances of both rounds, and the stock behind them. */
export function tellSeats(teller: Teller): Seats {
  const serials = createSerials();
  let waiting: WaitingBox | undefined;
  for (const seat of SEATS)
    tellSeat(teller, seat, serials, (box) => {
      if (box.fan === WAITING_FAN) waiting = box;
    });
  tellLapse(teller);
  tellSpares(teller, serials);
  tellDraw(teller, serials);
  return {
    waitingBox() {
      if (!waiting) throw new Error('No box was packed');
      return waiting;
    },
  };
}

export type NextUnit = (revision: string, build: string) => NewUnit;

function tellSeat(
  teller: Teller,
  seat: SeatPlot,
  serials: NextUnit,
  onPacked: (box: WaitingBox) => void,
): void {
  const { container, viewer } = teller;
  const { allocations, units } = container;
  const ref = { application: '', unit: '', code: '' };
  const step = (on: Moment | undefined, act: (at: Moment) => Promise<void>) => {
    if (on) teller.on(on, () => act(on));
  };
  const move = async (action: AdminAction, facts: Facts = {}) =>
    units.service.moveByAdmin(ref.unit, action, facts, viewer(ADMIN.handle).id);

  step(seat.offered, async () => {
    ref.application = await applicationOf(teller, seat.fan);
    await allocations.service.offer(ref.application, viewer(ADMIN.handle), OFFER_REASON);
  });
  step(seat.declined, () => allocations.service.decline(ref.application, viewer(seat.fan)));
  step(seat.signed, async (on) => {
    await stockOne(teller, { slug: FIRST_ROUND.slug, next: serials }, on);
    ref.unit = await signSeat(teller, seat.fan, ref.application, FIRST_ROUND.slug);
  });
  step(seat.packed, async () => {
    ref.code = (await move('pack')).code ?? '';
    onPacked({ fan: seat.fan, unitRef: ref.unit, code: ref.code });
  });
  step(seat.shipped, async () => {
    await move('ship', parcelFor(teller.chance, seat.fan));
  });
  step(seat.delivered, async () => {
    await move('deliver');
  });
  step(seat.handedOver, () => handOut(teller, seat.fan, ref.unit));
  step(seat.accepted, async () => {
    await units.service.accept(viewer(seat.fan).id, ref.unit, ref.code);
  });
  for (const { on, action, note, returnDays } of seat.after ?? [])
    step(on, async ([day, time]) => {
      const returnBy = later(teller.calendar.at(day, time), (returnDays ?? 0) * DAY);
      await move(action, {
        ...(note === undefined ? {} : { note }),
        ...(returnDays === undefined ? {} : { return_by: calendarDay(returnBy, STORY_ZONE) }),
        ...(action === 'send_back' ? parcelFor(teller.chance, seat.fan) : {}),
      });
    });
}

/** Both look at the phone, and the receiver types the code that the giver shows. */
async function handOut({ container, viewer }: Teller, fan: string, unit: string): Promise<void> {
  const { handOvers } = container.units;
  const look = { checks: ALL_FINE, note: '', files: [] };
  const asked = { ...look, kind: 'out', hasWiped: false } as const;
  const { handOver, code } = await handOvers.open(unit, viewer(ADMIN.handle), asked);
  await handOvers.redeem(handOver.key, viewer(fan), { ...look, code, signed: undefined });
}

async function applicationOf({ container, viewer }: Teller, fan: string): Promise<string> {
  const { service, applications } = container.rounds;
  const round = await service.roundBySlug(FIRST_ROUND.slug);
  const application = await applications.ofPerson(round?.id ?? '', viewer(fan).id);
  if (!application) throw new Error(`${fan} has not applied`);
  return application.ref;
}

/** Returns the reference of the unit that the signature binds. */
export async function signSeat(
  { container, viewer }: Teller,
  fan: string,
  ref: string,
  slug: string,
): Promise<string> {
  const { rounds, allocations } = container;
  const round = await rounds.service.roundBySlug(slug);
  const { ref: unitRef } = await allocations.service.sign(ref, viewer(fan), {
    agreementHash: round?.agreement.hash ?? '',
    language: viewer(fan).language,
  });
  return unitRef;
}

/**
 * Registers one phone as of the day the pallet came. With a single free unit at each signature it
 * is the same in every telling who gets which, although the choice among several is by chance.
 */
export async function stockOne(
  teller: Teller,
  { slug, next }: { readonly slug: string; readonly next: NextUnit },
  now: Moment,
): Promise<void> {
  const { calendar, clock, container, viewer, chance } = teller;
  const isSecond = slug === SECOND_ROUND.slug;
  clock.set(calendar.at(...(isSecond ? STOCK.secondArrivedOn : STOCK.arrivedOn)));
  const early = chance.between(1, 4) === 1 ? 'EVT' : 'DVT';
  const unit = next(isSecond ? 'PVT' : early, isSecond ? '0.9.4' : buildOn(now[0]).version);
  await container.units.intake.add(slug, unit, viewer(ADMIN.handle).id);
  clock.set(calendar.at(...now));
}

/** What stays in stock; put there at the end, for the reason above. */
function tellSpares(teller: Teller, serials: NextUnit): void {
  const { calendar, clock, container, viewer } = teller;
  const { intake, service } = container.units;
  teller.schedule.at(calendar.now, async () => {
    const adminId = viewer(ADMIN.handle).id;
    clock.set(calendar.at(...STOCK.arrivedOn));
    const spares: string[] = [];
    for (let index = 0; index < STOCK.spares; index += 1) {
      const unit = await intake.add(FIRST_ROUND.slug, serials('DVT', BUILDS[0].version), adminId);
      spares.push(unit.ref);
    }
    clock.set(calendar.at(...STOCK.writtenOff.on));
    const { note } = STOCK.writtenOff;
    await service.moveByAdmin(spares[0] ?? '', 'write_off', { note }, adminId);
    clock.set(calendar.at(...STOCK.secondArrivedOn));
    const rows = Array.from({ length: STOCK.secondSpares }, () => serials('PVT', '0.9.4'));
    const how = { onlyGood: false, adminId };
    await intake.importTable(SECOND_ROUND.slug, csvOf(rows), how);
    clock.set(calendar.now);
  });
}

/** The job that lapses offers runs every minute in life, and here once when one is over. */
function tellLapse({ container, calendar, schedule }: Teller): void {
  schedule.at(later(calendar.at(-45, '12:50'), 49 * HOUR), () => container.allocations.sweep());
}

export function parcelFor(chance: Chance, fan: string): Facts {
  const zone = FANS.find((one) => one.handle === fan)?.zone;
  const digits = (count: number) => Array.from({ length: count }, () => chance.between(0, 9));
  return zone === STORY_ZONE
    ? { carrier: '顺丰速运', number: `SF${digits(13).join('')}` }
    : { carrier: 'DHL Express', number: digits(10).join('') };
}

/** Invented phones. The type allocation code 001012 is the one that is set aside for tests. */
function createSerials(): NextUnit {
  let count = 0;
  return (hardwareRevision, build) => {
    count += 1;
    const body = `001012${String(26_000_000 + count * 137)}`;
    return {
      serial: `F1-${hardwareRevision}-${String(count).padStart(4, '0')}`,
      imei: body + luhnDigit(body),
      hardwareRevision,
      build,
    };
  };
}

const csvOf = (units: readonly NewUnit[]): string =>
  [
    'serial,imei,revision,build',
    ...units.map((unit) => [unit.serial, unit.imei, unit.hardwareRevision, unit.build].join(',')),
  ].join('\n');
