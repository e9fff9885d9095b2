import { expect } from 'chai';
import { Conflict } from '../../../src/kernel/errors.js';
import type { Round } from '../../../src/features/rounds/index.js';
import { kindsFor } from '../../../src/features/units/hand-over.js';
import {
  ADMIN_ACTIONS,
  movesFrom,
  needsCase,
  nextState,
  UNIT_ACTIONS,
  UNIT_STATES,
  type UnitAction,
  type UnitState,
} from '../../../src/features/units/unit.js';
import type { UnitCard } from '../../../src/features/units/index.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { seedRound } from '../../support/rounds.js';
import { bindUnit, FINE, sendForm, stockUnits, storedUnit } from '../../support/units.js';

type Role = 'admin' | 'tester' | 'owner' | 'qa';

/** The shortest way from the signature to the state, by the table itself. */
function wayTo(target: UnitState): readonly UnitAction[] {
  const queue: { state: UnitState; way: readonly UnitAction[] }[] = [
    { state: 'reserved', way: [] },
  ];
  for (const { state, way } of queue) {
    if (state === target) return way;
    for (const action of movesFrom(state)) {
      const next = nextState(state, action)!;
      // A hand-over and a release change who it belongs to: the long way round keeps the owner.
      if (action === 'hand_over' || action === 'release' || way.length > 9) continue;
      queue.push({ state: next, way: [...way, action] });
    }
  }
  throw new Error(`there is no way to ${target}`);
}

/** What the move form wants to know, whatever the action. */
const TOLD: Readonly<Record<string, Record<string, string>>> = {
  ship: { carrier: 'SF', number: '1' },
  send_back: { carrier: 'SF', number: '1' },
  call_back: { return_by: '2026-06-01' },
  inspect: { wiped: 'yes', note: 'Looked at' },
  exchange: { note: 'For a retail phone' },
  gift: { note: 'Kept' },
  scrap: { note: 'Broken' },
  lose: { note: 'Lost' },
  write_off: { note: 'Gone' },
};

describe('every state, action and role of the table of units', function () {
  this.timeout(60_000);
  let app: TestApp;
  let round: Round;
  let people: Readonly<Record<Role, Actor>>;
  before(async () => {
    app = await startTestApp();
    round = await seedRound(app);
    const [admin, tester, owner, qa] = await Promise.all([
      app.admin(),
      app.tester('Other'),
      app.tester('Owner'),
      app.qa(),
    ]);
    people = { admin, tester, owner, qa };
  });
  after(() => app.stop());

  /** A unit in that state that the owner has or had, and its box code while it has one. */
  async function unitIn(state: UnitState): Promise<{ unit: UnitCard; code: string }> {
    const { service } = app.container.units;
    if (state === 'in_stock') {
      const [fresh] = await stockUnits(app, round, 1);
      return { unit: fresh!, code: '' };
    }
    let unit = await bindUnit(app, round, people.owner);
    let code = '0000-0000';
    for (const action of wayTo(state))
      if (action === 'pack')
        code = (await service.moveByAdmin(unit.ref, action, {}, 'admin')).code ?? code;
      else
        unit = await service.move(unit.ref, action, { byId: 'admin', facts: TOLD[action] ?? {} });
    const stored = await storedUnit(app, unit.id);
    expect(stored.state).to.equal(state);
    return { unit: stored, code };
  }

  /** By hand, over HTTP: what the table says, 403 for whoever is no admin. */
  const byForm = (role: Role, ref: string, action: UnitAction) =>
    people[role].post(`/admin/units/${ref}/moves`, { action, ...TOLD[action] });

  const isDecidedInCase = (action: UnitAction) => needsCase(action) && 'cases' in app.container;

  for (const state of UNIT_STATES) {
    it(`${state}: every action as such leads where the table says, or names the state`, async () => {
      const { service } = app.container.units;
      let kept = (await unitIn(state)).unit;
      for (const action of UNIT_ACTIONS) {
        const to = nextState(state, action);
        const moving = service.move(kept.ref, action, { byId: 'admin', facts: {} });
        if (to) {
          expect((await moving).state, action).to.equal(to);
          kept = (await unitIn(state)).unit;
          continue;
        }
        const refusal = await moving.catch((error: unknown) => error);
        expect(refusal, action).to.be.instanceOf(Conflict);
        expect((refusal as Conflict).facts, action).to.include({
          state,
          count: movesFrom(state).length,
        });
      }
    });

    it(`${state}: the form of moves obeys admins and the table, and nobody else`, async () => {
      let kept = (await unitIn(state)).unit;
      for (const action of ADMIN_ACTIONS) {
        for (const role of ['tester', 'owner', 'qa'] as const)
          expect((await byForm(role, kept.ref, action)).status, `${role} ${action}`).to.equal(403);
        const answer = await byForm('admin', kept.ref, action);
        if (!nextState(state, action) || isDecidedInCase(action)) {
          expect(answer.status, action).to.equal(409);
          expect((await storedUnit(app, kept.id)).state, action).to.equal(state);
          continue;
        }
        expect(answer.status, action).to.be.oneOf([200, 303]);
        expect((await storedUnit(app, kept.id)).state).to.equal(nextState(state, action));
        kept = (await unitIn(state)).unit;
      }
    });

    it(`${state}: the holder's own moves are for the holder`, async () => {
      const first = await unitIn(state);
      const isHolder = first.unit.holderId === people.owner.id;
      const refused = isHolder ? 409 : 404;
      const sendBack = (role: Role, ref: string) =>
        people[role].post(`/units/${ref}/send-back`, { ...TOLD['send_back'], wiped: 'yes' });
      const accept = (role: Role, ref: string, code: string) =>
        people[role].post(`/units/${ref}/accept`, { code });
      const open = (role: Role, ref: string, kind: string) =>
        sendForm(people[role], `/units/${ref}/hand-over`, { ...FINE, kind, wiped: 'yes' });
      const { ref } = first.unit;

      for (const [role, status] of [
        ['tester', 404],
        ['qa', 403],
        ['admin', 403],
      ] as const) {
        expect((await sendBack(role, ref)).status, `${role} send_back`).to.equal(status);
        expect((await accept(role, ref, '0000-0000')).status, `${role} accept`).to.equal(status);
      }
      for (const role of ['tester', 'qa'] as const)
        expect((await open(role, ref, 'person')).status, `${role} hand_over`).to.equal(404);

      const [out] = kindsFor(state, 'admin');
      expect((await open('admin', ref, out ?? 'out')).status, 'admin hand_over').to.equal(
        out ? 200 : 409,
      );
      const kinds = isHolder ? kindsFor(state, 'holder') : [];
      for (const kind of kinds) expect((await open('owner', ref, kind)).status, kind).to.equal(200);
      if (kinds.length === 0)
        expect((await open('owner', ref, 'person')).status, 'owner hand_over').to.equal(refused);

      const isTaken = state === 'accepted' || state === 'in_test';
      const taken = await accept('owner', ref, first.code || '0000-0000');
      expect(taken.status, 'owner accept').to.equal(
        isTaken || nextState(state, 'accept') ? 303 : refused,
      );
      const last = await unitIn(state);
      expect((await sendBack('owner', last.unit.ref)).status, 'owner send_back').to.equal(
        nextState(state, 'send_back') ? 303 : refused,
      );
    });
  }
});
