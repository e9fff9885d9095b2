import type { AdminAction, NewUnit } from '../features/units/index.js';
import type { Facts } from '../kernel/errors.js';
import { DAY, HOUR, later } from '../kernel/clock.js';
import { calendarDay } from '../kernel/time-zone.js';
import { STORY_ZONE } from './calendar.js';
import { luhnDigit } from './luhn.js';
import { ADMIN, FANS } from './people.js';
import { BUILDS, buildOn, FIRST_ROUND, SECOND_ROUND } from './plot/rounds.js';
import { SEATS, STOCK, WAITING_FAN, type Moment, type SeatPlot } from './plot/seats.js';
import type { Teller } from './teller.js';

/** Why the first seats were given by hand. */
const OFFER_REASON = 'Fits the round: the answers name what this build is to find out.';

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

/** Offers, signatures, parcels and acceptances of the first round, and the stock behind them. */
export function tellSeats(teller: Teller): Seats {
  const { container, on } = teller;
  const serials = createSerials();
  let waiting: WaitingBox | undefined;
  for (const seat of SEATS)
    tellSeat(teller, seat, serials, (box) => {
      if (box.fan === WAITING_FAN) waiting = box;
    });
  tellLapse(teller);
  tellSpares(teller, serials);
  on(STOCK.secondArrivedOn, async () => {
    const rows = Array.from({ length: STOCK.secondRound }, () => serials('PVT', '0.9.4'));
    await container.units.intake.importTable(SECOND_ROUND.slug, csvOf(rows), {
      onlyGood: false,
      adminId: teller.viewer(ADMIN.handle).id,
    });
  });
  return {
    waitingBox() {
      if (!waiting) throw new Error('No box was packed');
      return waiting;
    },
  };
}

type NextUnit = (revision: string, build: string) => NewUnit;

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
    await stockOne(teller, serials, on);
    ref.unit = await sign(teller, seat.fan, ref.application);
  });
  step(seat.packed, async () => {
    ref.code = (await move('pack')).code ?? '';
    onPacked({ fan: seat.fan, unitRef: ref.unit, code: ref.code });
  });
  step(seat.shipped, async () => {
    await move('ship', parcel(teller, seat.fan));
  });
  step(seat.delivered, async () => {
    await move('deliver');
  });
  step(seat.accepted, async () => {
    await units.service.accept(viewer(seat.fan).id, ref.unit, ref.code);
  });
  for (const { on, action, note, returnDays } of seat.after ?? [])
    step(on, async ([day, time]) => {
      const returnBy = later(teller.calendar.at(day, time), (returnDays ?? 0) * DAY);
      await move(action, {
        ...(note === undefined ? {} : { note }),
        ...(returnDays === undefined ? {} : { return_by: calendarDay(returnBy, STORY_ZONE) }),
        ...(action === 'send_back' ? parcel(teller, seat.fan) : {}),
      });
    });
}

async function applicationOf({ container, viewer }: Teller, fan: string): Promise<string> {
  const [application] = await container.rounds.applications.mine(viewer(fan).id);
  if (!application) throw new Error(`${fan} has not applied`);
  return application.ref;
}

async function sign({ container, viewer }: Teller, fan: string, ref: string): Promise<string> {
  const { rounds, allocations } = container;
  const round = await rounds.service.roundBySlug(FIRST_ROUND.slug);
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
async function stockOne(teller: Teller, serials: NextUnit, now: Moment): Promise<void> {
  const { calendar, clock, container, viewer, chance } = teller;
  clock.set(calendar.at(...STOCK.arrivedOn));
  const unit = serials(chance.between(1, 4) === 1 ? 'EVT' : 'DVT', buildOn(now[0]).version);
  await container.units.intake.add(FIRST_ROUND.slug, unit, viewer(ADMIN.handle).id);
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
    clock.set(calendar.now);
  });
}

/** The job that lapses offers runs every minute in life, and here once when one is over. */
function tellLapse({ container, calendar, schedule }: Teller): void {
  schedule.at(later(calendar.at(-45, '12:50'), 49 * HOUR), () => container.allocations.sweep());
}

function parcel({ chance }: Teller, fan: string): Facts {
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
