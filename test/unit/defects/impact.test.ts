import { expect } from 'chai';
import fc from 'fast-check';
import {
  impactOf,
  severityAlarm,
  type AlarmFacts,
  type Reach,
} from '../../../src/features/defects/impact.js';
import { DAY, later } from '../../../src/kernel/clock.js';

const NOW = new Date('2026-03-03T02:00:00Z');
const ago = (days: number) => later(NOW, -days * DAY);
const reach = (more: Partial<Reach> = {}): Reach => ({
  ...{ kind: 'problem', severity: 'major', units: 3, cities: 2, builds: 2, votes: 0 },
  ...more,
});

describe('the impact of a defect', () => {
  const table: readonly [string, Partial<Reach>, number][] = [
    ['weighs a major problem', {}, 3 * (12 + 4 + 2)],
    ['weighs a critical one three times as much', { severity: 'critical' }, 9 * 18],
    ['counts no votes for a problem', { votes: 40 }, 3 * 18],
    ['counts votes for an idea, whatever its severity', { kind: 'suggestion', votes: 5 }, 18 + 20],
    ['is nothing where nobody has it', { units: 0, cities: 0, builds: 0 }, 0],
  ];
  for (const [claim, more, score] of table)
    it(claim, () => {
      expect(impactOf(reach(more)).score).to.equal(score);
    });

  it('is the sum of the rows of its table, times the weight', () => {
    const count = fc.nat(5000);
    fc.assert(
      fc.property(
        fc.record({
          kind: fc.constantFrom('problem' as const, 'suggestion' as const),
          severity: fc.constantFrom('critical' as const, 'major' as const, 'minor' as const),
          ...{ units: count, cities: count, builds: count, votes: count },
        }),
        (given) => {
          const { rows, weight, score } = impactOf(given);
          expect(rows.reduce((sum, { points }) => sum + points, 0) * weight).to.equal(score);
          const more = impactOf({ ...given, units: given.units + 1 });
          expect(more.score).to.be.greaterThan(score);
        },
      ),
    );
  });
});

describe('the alarm of a severity', () => {
  const facts = (more: Partial<AlarmFacts> = {}): AlarmFacts => ({
    ...{ kind: 'problem', severity: 'minor', severityAt: ago(30), alarm: null },
    ...{ mergedAt: [], confirmedAt: [], now: NOW },
    ...more,
  });
  const times = (count: number, days: number) => Array.from({ length: count }, () => ago(days));
  const table: readonly [string, Partial<AlarmFacts>, boolean][] = [
    ['rings at three duplicates', { mergedAt: times(3, 1) }, true],
    ['is quiet at two', { mergedAt: times(2, 1) }, false],
    ['rings at ten confirmations', { confirmedAt: times(10, 20) }, true],
    ['is quiet at nine', { confirmedAt: times(9, 1) }, false],
    ['is quiet about what is older than three weeks', { mergedAt: times(3, 22) }, false],
    [
      'is quiet about what was known when somebody looked',
      { severityAt: ago(1), mergedAt: times(3, 2) },
      false,
    ],
    [
      'is quiet for what is critical already',
      { severity: 'critical', mergedAt: times(9, 1) },
      false,
    ],
    ['is quiet for ideas', { kind: 'suggestion', confirmedAt: times(20, 1) }, false],
    [
      'goes on until somebody looks',
      { alarm: { at: ago(25), duplicates: 3, confirmations: 0 }, mergedAt: times(3, 26) },
      true,
    ],
    [
      'ends when the merges are taken back',
      { alarm: { at: ago(2), duplicates: 3, confirmations: 0 }, mergedAt: times(2, 3) },
      false,
    ],
  ];
  for (const [claim, more, rings] of table)
    it(claim, () => {
      expect(severityAlarm(facts(more)) !== null).to.equal(rings);
    });

  it('keeps the time at which it rang first', () => {
    const alarm = { at: ago(2), duplicates: 3, confirmations: 0 };
    expect(severityAlarm(facts({ alarm, mergedAt: times(4, 3) }))).to.deep.equal({
      ...{ at: ago(2), duplicates: 4, confirmations: 0 },
    });
  });
});
