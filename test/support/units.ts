import type { Response } from 'supertest';
import type { Round } from '../../src/features/rounds/index.js';
import { createUnitStore } from '../../src/features/units/unit-store.js';
import { toNewUnit } from '../../src/features/units/unit-csv.js';
import type { Unit, UnitCard } from '../../src/features/units/index.js';
import type { Actor } from './app.js';
import type { SeedTarget } from './seed-target.js';

let stocked = 0;

/** An IMEI with a right check digit, another one for each number. */
export function imeiOf(count: number): string {
  const body = `35693803${String(count).padStart(6, '0')}`;
  const sum = Array.from(body, Number).reduce((total, digit, index) => {
    const twice = digit * 2;
    return total + (index % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

/** Puts that many new units of the round into stock, as an admin typed them in. */
export async function stockUnits(app: SeedTarget, round: Round, count: number): Promise<Unit[]> {
  const units: Unit[] = [];
  for (let n = 0; n < count; n += 1) {
    stocked += 1;
    const serial = `SN-${String(stocked).padStart(6, '0')}`;
    const typed = toNewUnit({ serial, imei: imeiOf(stocked), revision: 'DVT', build: '3.0.11' });
    units.push(await app.container.units.intake.add(round.slug, typed, 'admin'));
  }
  return units;
}

/** What is stored of the unit now. */
export async function storedUnit(app: SeedTarget, id: string): Promise<Unit> {
  const unit = await createUnitStore(app.container.database.connection).byId(id);
  if (!unit) throw new Error(`there is no unit ${id}`);
  return unit;
}

/** Packs and sends the unit; returns the code in its box. */
export async function sendOff(app: SeedTarget, ref: string): Promise<string> {
  const { service } = app.container.units;
  const { code } = await service.moveByAdmin(ref, 'pack', {}, 'admin');
  await service.moveByAdmin(ref, 'ship', { carrier: 'SF', number: 'SF100200300' }, 'admin');
  if (!code) throw new Error('packing gave no code');
  return code;
}

/** The whole way of a unit into the hands of a person who holds it already by signature. */
export async function handOver(
  app: SeedTarget,
  person: Pick<Actor, 'id'>,
  ref: string,
): Promise<void> {
  const code = await sendOff(app, ref);
  await app.container.units.service.accept(person.id, ref, code);
}

/** A signature for the allocation, as the pages would give it. */
export const bindingOf = (allocationId: string, personId: string, at: Date) => ({
  allocationId,
  personId,
  hardwareRevision: null,
  consent: { version: 1, language: 'en', hash: 'a'.repeat(64), at } as const,
});

let bound = 0;

/** A unit that the person has signed for, without the offer that leads there. */
export async function bindUnit(
  app: SeedTarget,
  round: Round,
  person: Pick<Actor, 'id'>,
): Promise<UnitCard> {
  await stockUnits(app, round, 1);
  bound += 1;
  const binding = bindingOf(`seat-${round.id}-${bound}`, person.id, app.clock.now());
  return app.container.units.service.bind(round.id, binding);
}

/** A unit in the person's hands, without the offer that leads there. */
export async function holdUnit(
  app: SeedTarget,
  round: Round,
  person: Pick<Actor, 'id'>,
): Promise<UnitCard> {
  const unit = await bindUnit(app, round, person);
  await handOver(app, person, unit.ref);
  return unit;
}

/** The smallest picture that our intake takes for one. */
export const PNG = Buffer.from(
  '89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de' +
    '0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082',
  'hex',
);

/** The checklist as both forms send it, without a mark. */
export const FINE = {
  check_screen: 'ok',
  check_body: 'ok',
  check_buttons: 'ok',
  check_camera: 'ok',
  check_battery: 'ok',
  check_accessories: 'ok',
} as const;

/** Sends a form as a browser does that may have photos in it. */
export async function sendForm(
  person: Pick<Actor, 'agent'>,
  to: string,
  fields: Readonly<Record<string, string>>,
  photos: readonly (readonly [name: string, bytes: Buffer])[] = [],
): Promise<Response> {
  const sending = person.agent.post(to);
  for (const [name, value] of Object.entries(fields)) void sending.field(name, value);
  for (const [name, bytes] of photos) void sending.attach('photos', bytes, name);
  return sending;
}
