import { expect } from 'chai';
import { Conflict } from '../../../src/kernel/errors.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createTestClock } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';
import { createDefectWorld, type DefectWorld } from '../../support/defects.js';

const LIN = { id: 'lin' };
const MEI = { id: 'mei' };

describe('what testers add to defects', () => {
  let database: Database;
  const clock = createTestClock();
  let world: DefectWorld;

  beforeEach(async () => {
    database = await openTestDatabase();
    world = createDefectWorld(database.connection, clock, ['R-1']);
    await syncIndexes(database.connection, quietLog);
  });
  afterEach(() => database.close());

  const open = async (kind: 'problem' | 'suggestion') =>
    (await world.service.open('ORION-2', { kind, title: 'T', note: '', severity: 'major' }, LIN))
      .ref;
  const ideas = async (count: number) => {
    const refs: string[] = [];
    for (let n = 0; n < count; n += 1) refs.push(await open('suggestion'));
    return refs;
  };
  const words = { unit: 'U-mei', build: '3.0.11', note: '' };

  it('is ten votes of fifty sent at once', async () => {
    const refs = await ideas(50);
    const sent = await Promise.allSettled(refs.map((ref) => world.supporting.vote(ref, MEI)));
    expect(sent.filter(({ status }) => status === 'fulfilled')).to.have.length(10);
    for (const one of sent)
      if (one.status === 'rejected')
        expect(one.reason)
          .to.be.instanceOf(Conflict)
          .and.include({ code: 'defects.no_votes_left' });
    expect(await world.support.votesOf('mei')).to.have.length(10);
    const counts = await Promise.all(refs.map((ref) => world.service.byRef(ref)));
    expect(counts.reduce((sum, { voteCount }) => sum + voteCount, 0)).to.equal(10);
  });

  it('is one vote for an idea, however often it is sent at once', async () => {
    const [ref = ''] = await ideas(1);
    const sent = await Promise.allSettled(
      Array.from({ length: 20 }, () => world.supporting.vote(ref, MEI)),
    );
    const refused = sent.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as Conflict] : [],
    );
    expect(refused.map(({ code }) => code)).to.deep.equal(Array(19).fill('defects.voted_already'));
    expect((await world.service.byRef(ref)).voteCount).to.equal(1);
  });

  it('gives a vote back when it is taken back, and when the idea is closed', async () => {
    const refs = await ideas(12);
    for (const ref of refs.slice(0, 10)) await world.supporting.vote(ref, MEI);
    const [first = '', second = ''] = refs;
    await world.supporting.takeBack(first, MEI);
    await world.supporting.vote(refs[10] ?? '', MEI);
    await world.service.decline(second, 'wont_fix', 'Not in this phone.', LIN);
    await world.supporting.vote(refs[11] ?? '', MEI);
    const closed = await world.service.byRef(second);
    expect(closed).to.include({ voteCount: 1 });
    expect((await world.supporting.myVotes('mei')).filter(({ isOpen }) => isOpen)).to.have.length(
      10,
    );
  });

  it('is no vote for a problem and no confirmation of an idea', async () => {
    const [problem, idea] = [await open('problem'), await open('suggestion')];
    for (const [act, code] of [
      [() => world.supporting.vote(problem, MEI), 'defects.only_suggestions'],
      [() => world.supporting.confirm(idea, words, MEI), 'defects.only_problems'],
    ] as const)
      await act().then(
        () => expect.fail('it was taken'),
        (error: unknown) => expect(error).to.include({ code }),
      );
  });

  it('is one confirmation of a unit, however often it is sent at once', async () => {
    const ref = await open('problem');
    const sent = await Promise.allSettled(
      Array.from({ length: 10 }, () => world.supporting.confirm(ref, words, MEI)),
    );
    expect(sent.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    const { id, confirmationCount } = await world.service.byRef(ref);
    expect(confirmationCount).to.equal(1);
    const [given] = (await world.supporting.confirmationsOf([id])).get(id) ?? [];
    expect(given).to.include({ personId: 'mei', unitId: 'unit-mei', build: '3.0.11' });
    await world.supporting.withdraw(ref, 'U-mei', MEI);
    expect(await world.service.byRef(ref)).to.include({ confirmationCount: 0, unitCount: 0 });
  });

  it('rings once when ten units confirm what is said to be minor', async () => {
    const { ref } = await world.service.open(
      'ORION-2',
      { title: 'T', note: '', severity: 'minor' },
      LIN,
    );
    clock.advance(1000);
    for (let n = 0; n < 11; n += 1) {
      const unit = `U-fan${n}`;
      await world.supporting.confirm(ref, { ...words, unit }, { id: `fan${n}` });
    }
    expect((await world.service.byRef(ref)).alarm).to.include({ confirmations: 11 });
    expect(world.notices).to.have.length(1);
  });
});
