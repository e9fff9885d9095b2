import { expect } from 'chai';
import {
  chooseUnits,
  EXTRA_UNITS,
  EXTRAS_PER_PERSON,
  type Candidate,
} from '../../../src/features/retests/planning.js';

const candidate = (unitId: string, facts: Partial<Candidate> = {}): Candidate => ({
  ...{ unitId, personId: `holder of ${unitId}`, hardwareRevision: 'DVT', city: 'Wuhan' },
  ...facts,
});
const poolOf = (...all: readonly Candidate[]) => new Map(all.map((one) => [one.unitId, one]));
const many = (count: number, facts: Partial<Candidate> = {}) =>
  Array.from({ length: count }, (_, index) => candidate(`x${index}`, facts));
const fix = (reporters: readonly string[] = [], confirmers: readonly string[] = []) => ({
  ...{ fix: 'd@3.0.12', reporters, confirmers },
});
const unitsOf = (choices: ReturnType<typeof chooseUnits>, asked: string) =>
  choices.filter((one) => one.asked === asked).map(({ candidate }) => candidate.unitId);

describe('the units that are asked about a fix', () => {
  it('are those that reported it, those that confirmed it, and five more', () => {
    const pool = poolOf(candidate('a'), candidate('b'), ...many(9));
    const chosen = chooseUnits(fix(['a'], ['b', 'a']), pool, new Map());
    expect(unitsOf(chosen, 'reporter')).to.deep.equal(['a']);
    expect(unitsOf(chosen, 'confirmer')).to.deep.equal(['b']);
    expect(unitsOf(chosen, 'matching')).to.have.length(EXTRA_UNITS);
  });

  it('leave out what nobody holds any more', () => {
    expect(chooseUnits(fix(['gone'], ['lost']), new Map(), new Map())).to.deep.equal([]);
  });

  it('are of the same hardware first, and then from other cities', () => {
    const pool = poolOf(
      candidate('a'),
      ...many(4, { hardwareRevision: 'EVT', city: 'Chengdu' }),
      candidate('near'),
      candidate('far', { city: 'Chengdu' }),
    );
    const chosen = unitsOf(chooseUnits(fix(['a']), pool, new Map()), 'matching');
    expect(chosen.slice(0, 2)).to.deep.equal(['far', 'near']);
    expect(chosen).to.have.length(EXTRA_UNITS);
  });

  it('are the same each time, and others for another fix', () => {
    const pool = poolOf(...many(40));
    const choose = (name: string) =>
      unitsOf(chooseUnits({ ...fix(), fix: name }, pool, new Map()), 'matching');
    expect(choose('one')).to.deep.equal(choose('one'));
    expect(choose('one')).not.to.deep.equal(choose('two'));
  });

  it('ask nobody more than three times beside what they said themselves', () => {
    const pool = poolOf(candidate('a', { personId: 'mei' }), candidate('b', { personId: 'bo' }));
    const extras = new Map<string, number>();
    const asked = Array.from({ length: 9 }, (_, index) =>
      chooseUnits({ ...fix(['a']), fix: `d${index}@3.0.12` }, pool, extras),
    ).flat();
    expect(unitsOf(asked, 'reporter')).to.have.length(9);
    expect(unitsOf(asked, 'matching')).to.have.length(EXTRAS_PER_PERSON);
  });

  it('ask one unit of a person who has several', () => {
    const pool = poolOf(...many(9, { personId: 'mei' }));
    expect(chooseUnits(fix(), pool, new Map())).to.have.length(1);
    expect(chooseUnits(fix(['x1']), pool, new Map())).to.have.length(1);
  });
});
