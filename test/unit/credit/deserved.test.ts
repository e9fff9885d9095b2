import { expect } from 'chai';
import fc from 'fast-check';
import { countEntries, totalOf, weekOf } from '../../../src/features/credit/balance.js';
import { correctionsOf, standing, type CreditEntry } from '../../../src/features/credit/credit.js';
import { CREDIT_RULES, WORTH } from '../../../src/features/credit/credit-rule.js';
import {
  deservedBy,
  lateAnswer,
  type ConfirmationFact,
  type Deserved,
  type FamilyFacts,
  type HelpFact,
  type ReportFact,
  type RetestFact,
} from '../../../src/features/credit/deserved.js';

const ZONE = 'Asia/Shanghai';
const minute = (n: number) => new Date(Date.UTC(2026, 2, 4, 2, n));
const seen = (n: number, personId: string, facts: object = {}) => ({
  ...{ id: `fact-${n}`, personId, defectId: 'A', at: minute(n), unitId: `of ${personId}` },
  ...{ hardwareRevision: 'DVT', build: '3.0.11' },
  ...facts,
});
const report = (n: number, personId: string, facts: Partial<ReportFact> = {}): ReportFact => ({
  ...{ ...seen(n, personId), ref: `R-${n}`, hasLog: false },
  ...facts,
});
const confirmation = (n: number, personId: string, facts: Partial<ConfirmationFact> = {}) =>
  seen(n, personId, facts);
const retest = (n: number, personId: string, defectId = 'A'): RetestFact => ({
  ...{ id: `card-${n}`, personId, defectId, at: minute(n), fixBuild: '3.0.12' },
});
const help = (n: number, personId: string, kind: HelpFact['kind']): HelpFact => ({
  ...{ id: `help-${n}`, personId, defectId: 'A', at: minute(n), kind },
});
const NOTHING: FamilyFacts = { reports: [], confirmations: [], retests: [], help: [] };
const told = (facts: Partial<FamilyFacts>) =>
  deservedBy({ ...NOTHING, ...facts }).map(
    ({ personId, rule, points }) => `${personId} ${rule} ${points}`,
  );

const CASES: readonly (readonly [string, Partial<FamilyFacts>, readonly string[]])[] = [
  ['no fact at all: nothing', {}, []],
  ['the first report', { reports: [report(1, 'mei')] }, ['mei first_report 16']],
  [
    'the first report and the first log, whoever sent them',
    { reports: [report(2, 'bo', { hasLog: true }), report(1, 'mei')] },
    ['mei first_report 16', 'bo first_log 12', 'bo confirmation 4'],
  ],
  [
    'a duplicate only where it is from another phone',
    { reports: [report(1, 'mei'), report(2, 'mei'), report(3, 'bo')] },
    ['mei first_report 16', 'bo confirmation 4'],
  ],
  [
    'other hardware and other builds more than another phone',
    {
      reports: [report(1, 'mei'), report(2, 'bo', { hardwareRevision: 'EVT' })],
      confirmations: [
        confirmation(3, 'an', { build: '3.0.12' }),
        confirmation(4, 'li', { build: '3.0.12' }),
      ],
    },
    ['mei first_report 16', 'bo new_hardware 6', 'an new_hardware 6', 'li confirmation 4'],
  ],
  [
    'the first accepted steps, and each duplicate that was found',
    { help: [help(2, 'bo', 'steps'), help(1, 'mei', 'steps'), help(3, 'bo', 'duplicate')] },
    ['mei first_steps 8', 'bo triage_help 4'],
  ],
  [
    'half for each repetition on one defect, and in the end nothing',
    { retests: [1, 2, 3, 4].map((n) => retest(n, 'mei')) },
    ['mei retest 6', 'mei retest 3', 'mei retest 1'],
  ],
  [
    'each person by themselves',
    { retests: [retest(1, 'mei'), retest(2, 'bo')] },
    ['mei retest 6', 'bo retest 6'],
  ],
];

/** A ledger kept by the very steps of the reconciler, one family after another. */
function keep(
  ledger: readonly CreditEntry[],
  families: readonly (readonly string[])[],
  factsOf: (family: readonly string[]) => FamilyFacts,
): readonly CreditEntry[] {
  return families.reduce<readonly CreditEntry[]>((lines, family) => {
    const deserved = deservedBy(factsOf(family));
    const names = new Set(deserved.map(({ rule, subject }) => `${rule} ${subject}`));
    const known = lines.filter(
      ({ defectId, rule, subject }) =>
        (defectId !== null && family.includes(defectId)) || names.has(`${rule} ${subject}`),
    );
    return [...lines, ...correctionsOf(deserved, known, minute(59))];
  }, ledger);
}

const balancesOf = (ledger: readonly CreditEntry[]) =>
  Object.fromEntries<number>(
    [...new Set(ledger.map(({ personId }) => personId))]
      .sort()
      .map((id): readonly [string, number] => {
        const own = ledger.filter(({ personId }) => personId === id);
        return [id, totalOf(countEntries(own, ZONE))];
      })
      .filter(([, total]) => total !== 0),
  );

const person = fc.constantFrom('mei', 'bo', 'an');
const defect = fc.constantFrom('A', 'B');
const place = fc.record({
  person,
  defectId: defect,
  n: fc.nat(55),
  hardwareRevision: fc.constantFrom('EVT', 'DVT'),
  build: fc.constantFrom('3.0.11', '3.0.12'),
  hasLog: fc.boolean(),
  kind: fc.constantFrom('report', 'confirmation', 'retest', 'steps', 'duplicate'),
});
/** Any facts about two defects, each with an id of its own. */
const anyFacts = fc.array(place, { maxLength: 14 }).map((all) => (family: readonly string[]) => {
  const found = all
    .map((one, index) => ({ ...one, id: `fact-${index}`, at: minute(one.n) }))
    .filter(({ defectId }) => family.includes(defectId));
  const of = <T>(kind: string, make: (one: (typeof found)[number]) => T) =>
    found.filter((one) => one.kind === kind).map(make);
  const common = ({ id, person: personId, defectId, at }: (typeof found)[number]) => ({
    ...{ id, personId, defectId, at },
  });
  const phone = (one: (typeof found)[number]) => ({
    ...common(one),
    ...{ unitId: one.person, hardwareRevision: one.hardwareRevision, build: one.build },
  });
  return {
    reports: of('report', (one) => ({ ...phone(one), ref: one.id, hasLog: one.hasLog })),
    confirmations: of('confirmation', phone),
    retests: of('retest', (one) => ({ ...common(one), fixBuild: '3.0.12' })),
    help: (['steps', 'duplicate'] as const).flatMap((kind) =>
      of(kind, (one) => ({ ...common(one), kind })),
    ),
  };
});
const APART = [['A'], ['B']];
const MERGED = [['A', 'B']];

describe('credit', () => {
  for (const [what, facts, expected] of CASES)
    it(`rewards ${what}`, () => {
      expect(told(facts)).to.have.members(expected);
    });

  it('does not depend on the order in which facts are read', () => {
    fc.assert(
      fc.property(anyFacts, (factsOf) => {
        const facts = factsOf(['A', 'B']);
        const turned = Object.fromEntries(
          Object.entries(facts).map(([name, list]) => [name, [...list].reverse()]),
        ) as unknown as FamilyFacts;
        expect(deservedBy(turned)).to.deep.equal(deservedBy(facts));
      }),
    );
  });

  it('is written once, however often it is reckoned', () => {
    fc.assert(
      fc.property(anyFacts, (factsOf) => {
        const once = keep([], APART, factsOf);
        expect(keep(once, APART, factsOf)).to.deep.equal(once);
      }),
    );
  });

  it('is the same after a merge and its undoing, and nothing is ever erased', () => {
    fc.assert(
      fc.property(anyFacts, fc.boolean(), (factsOf, turn) => {
        const before = keep([], APART, factsOf);
        const merged = keep(before, MERGED, factsOf);
        const after = keep(merged, turn ? [...APART].reverse() : APART, factsOf);
        expect(balancesOf(after)).to.deep.equal(balancesOf(before));
        expect(after.slice(0, before.length)).to.deep.equal(before);
        expect(new Set(after.map(({ id }) => id)).size).to.equal(after.length);
        expect(balancesOf(merged)).to.deep.equal(balancesOf(keep([], MERGED, factsOf)));
      }),
    );
  });

  it('follows a report that moves to another defect, whichever is reckoned first', () => {
    const facts = (place: string) => (family: readonly string[]) => ({
      ...NOTHING,
      reports: family.includes(place) ? [report(1, 'mei', { defectId: place })] : [],
    });
    const before = keep([], APART, facts('A'));
    for (const order of [APART, [...APART].reverse()]) {
      const after = keep(before, order, facts('B'));
      expect(balancesOf(after)).to.deep.equal({ mei: 16 });
      expect(standing(after).map(({ defectId }) => defectId)).to.deep.equal(['B']);
    }
  });

  it('comes to nothing when its facts fall away', () => {
    fc.assert(
      fc.property(anyFacts, (factsOf) => {
        const given = keep([], APART, factsOf);
        const gone = keep(given, APART, () => NOTHING);
        expect(balancesOf(gone)).to.deep.equal({});
        expect(gone.reduce((sum, { points }) => sum + points, 0)).to.equal(0);
      }),
    );
  });
});

describe('the limits of credit', () => {
  const entry = (n: number, deserved: Partial<Deserved>): CreditEntry => ({
    ...{ personId: 'mei', rule: 'confirmation', subject: `s${n}`, defectId: 'A', points: 4 },
    ...{ note: {}, turn: 0, reverses: null, recordedAt: minute(59), id: `e${n}` },
    ...{ at: minute(n), ...deserved },
  });
  const many = (count: number, at: (n: number) => Date) =>
    Array.from({ length: count }, (_, n) => entry(n, { at: at(n) }));

  it('cut a day, in the zone of the programme', () => {
    const counted = countEntries(many(5, minute), ZONE);
    expect(counted.map((one) => one.counted)).to.deep.equal([4, 4, 4, 0, 0]);
    expect(counted.at(-1)?.cappedBy).to.equal('day');
    // 15:50 and 16:10 of the same day in London are two days in Shanghai.
    const late = countEntries(
      many(4, (n) => new Date(Date.UTC(2026, 2, 4, n < 3 ? 15 : 16, 50))),
      ZONE,
    );
    expect(totalOf(late)).to.equal(16);
  });

  it('cut a week, which begins on Monday', () => {
    const daily = many(36, (n) => new Date(Date.UTC(2026, 2, 2 + Math.floor(n / 3), 2, n % 3)));
    const counted = countEntries(daily, ZONE);
    const of = (from: number, to: number) =>
      counted.slice(from, to).reduce((sum, one) => sum + one.counted, 0);
    expect([of(0, 21), of(21, 36)]).to.deep.equal([32, 32]);
    expect(['2026-03-08', '2026-03-09'].map(weekOf)).to.deep.equal(['2026-03-02', '2026-03-09']);
  });

  it('never count more than a rule gives in a day or a week', () => {
    const some = fc.record({ rule: fc.constantFrom(...CREDIT_RULES), n: fc.nat(60 * 24 * 20) });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 60 }), (all) => {
        const entries = all.map(({ rule, n }, index) =>
          entry(index, { rule, at: minute(n), points: WORTH[rule].points }),
        );
        const counted = countEntries(entries, ZONE);
        for (const rule of CREDIT_RULES) {
          const weeks = new Map<string, number>();
          for (const one of counted.filter((line) => line.rule === rule)) {
            const week = weekOf(one.at.toISOString().slice(0, 10));
            weeks.set(week, (weeks.get(week) ?? 0) + one.counted);
          }
          // A week here and a week in the zone share all but a day.
          for (const sum of weeks.values())
            expect(sum).to.be.at.most(WORTH[rule].perWeek + WORTH[rule].perDay);
        }
      }),
    );
  });

  it('are not used up by what was taken back', () => {
    const lines = many(4, minute);
    const back = lines.slice(0, 3).map((one) => ({
      ...{ ...one, id: `${one.id}:back`, points: -4, reverses: one.id },
    }));
    expect(totalOf(countEntries([...lines, ...back], ZONE))).to.equal(4);
  });

  it('make up a little for a late answer', () => {
    const late = lateAnswer({ id: 'r', ref: 'R-1', personId: 'mei', at: minute(1) });
    const first = correctionsOf([late], [], minute(2));
    expect(first.map(({ points }) => points)).to.deep.equal([2]);
    const back = correctionsOf([], first, minute(3));
    expect(back.map(({ points }) => points)).to.deep.equal([-2]);
    const again = correctionsOf([late], [...first, ...back], minute(4));
    expect(again.map(({ turn, points }) => [turn, points])).to.deep.equal([[1, 2]]);
  });
});
