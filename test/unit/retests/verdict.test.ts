import { expect } from 'chai';
import fc from 'fast-check';
import {
  RESULTS,
  tallyOf,
  type Answer,
  type Asked,
  type Result,
} from '../../../src/features/retests/retest.js';
import { judge as judgeOf } from '../../../src/features/retests/verdict.js';

const said = (result: Result, minute: number, reportRef: string | null = null): Answer => ({
  ...{ result, personId: 'mei', build: '3.0.12', reason: '', reportRef },
  at: new Date(Date.UTC(2026, 2, 9, 9, minute)),
});
let units = 0;
const card = (asked: Asked, ...answers: readonly Answer[]) => {
  units += 1;
  return { unitId: `unit-${units}`, asked, answers };
};
const at = (minute: number) => said('fixed', minute).at;
type Cards = Parameters<typeof judgeOf>[0];
/** As the reporters were when the question was asked; some may have given their units back. */
const judge = (cards: Cards, gone = 0, since = new Date(0)) =>
  judgeOf(cards, cards.filter(({ asked }) => asked === 'reporter').length + gone, since);
const fixed = (minute = 1) => said('fixed', minute);
const broken = (minute = 1, reportRef: string | null = null) =>
  said('still_broken', minute, reportRef);

const CASES: readonly (readonly [string, ReturnType<typeof judge>, ReturnType<typeof judge>])[] = [
  ['nobody answered', judge([card('reporter'), card('matching')]), undefined],
  [
    'two units see it gone',
    judge([card('reporter'), card('reporter', fixed()), card('matching', fixed())]),
    'verified',
  ],
  [
    'one of two reporters sees it gone',
    judge([card('reporter'), card('reporter', fixed())]),
    undefined,
  ],
  [
    'the only reporter sees it gone',
    judge([card('reporter', fixed()), card('matching')]),
    'verified',
  ],
  [
    'the only reporter who still has the unit sees it gone',
    judge([card('reporter', fixed()), card('matching')], 1),
    undefined,
  ],
  [
    'somebody else than the only reporter sees it gone',
    judge([card('reporter'), card('matching', fixed())]),
    undefined,
  ],
  [
    'one unit saw it again after two had not',
    judge([card('reporter', fixed(1)), card('matching', fixed(2)), card('matching', broken(3))]),
    undefined,
  ],
  [
    'two units saw it gone after one had seen it',
    judge([card('reporter', fixed(4)), card('matching', fixed(5)), card('matching', broken(3))]),
    'verified',
  ],
  [
    'the one who saw it again saw it gone later',
    judge([card('reporter', fixed(1)), card('matching', broken(2), fixed(3))]),
    'verified',
  ],
  [
    'two units still see it',
    judge([card('reporter', broken()), card('matching', broken()), card('matching', fixed(9))]),
    'contradicted',
  ],
  ['one unit still sees it', judge([card('reporter', broken()), card('matching')]), undefined],
  [
    'one unit still sees it and sent a report',
    judge([card('reporter', broken(1, 'R-9'))]),
    'contradicted',
  ],
  [
    'two units saw it gone before it came back',
    judge([card('reporter', fixed(1)), card('matching', fixed(2))], 0, at(2)),
    undefined,
  ],
  [
    'one of two saw it gone again after it came back',
    judge([card('matching', fixed(1), fixed(3)), card('matching', fixed(1))], 0, at(2)),
    undefined,
  ],
  [
    'two units saw it gone again after it came back',
    judge([card('matching', fixed(1), fixed(3)), card('matching', fixed(1), fixed(4))], 0, at(2)),
    'verified',
  ],
  [
    'two units saw it before it came back and was fixed anew',
    judge([card('matching', broken(1)), card('matching', broken(1))], 0, at(2)),
    undefined,
  ],
  ['nobody could try it', judge([card('reporter', said('cannot_test', 1))]), undefined],
];

describe('the verdict on a fix', () => {
  for (const [when, verdict, expected] of CASES)
    it(`is ${expected ?? 'open'} when ${when}`, () => {
      expect(verdict).to.equal(expected);
    });

  it('is the same in whatever order the units stand', () => {
    const cards = fc.array(
      fc
        .tuple(fc.constantFrom('reporter', 'matching'), fc.constantFrom(...RESULTS), fc.nat(20))
        .map(([asked, result, minute]) => card(asked as Asked, said(result, minute))),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(cards, (all) => {
        expect(judge([...all].reverse())).to.equal(judge(all));
      }),
    );
  });

  it('is what it would be without the answers given before the defect came back', () => {
    const answers = fc.array(fc.tuple(fc.constantFrom(...RESULTS), fc.nat(20)), { maxLength: 4 });
    const cards = fc.array(fc.tuple(fc.constantFrom('reporter', 'matching'), answers));
    fc.assert(
      fc.property(cards, fc.nat(20), (all, minute) => {
        const asked = all.map(([kind, given]) => {
          const sorted = given.toSorted(([, one], [, other]) => one - other);
          return card(kind, ...sorted.map(([result, when]) => said(result, when)));
        });
        const later = asked.map((one) => ({
          ...one,
          answers: one.answers.filter((answer) => answer.at > at(minute)),
        }));
        expect(judge(asked, 0, at(minute))).to.equal(judge(later, 0, new Date(0)));
      }),
    );
  });

  it('counts the last answer of each unit', () => {
    const cards = [
      card('reporter', broken(1), fixed(2)),
      card('matching', broken(1)),
      card('matching', said('cannot_test', 1)),
      card('matching'),
    ];
    expect(tallyOf(cards, true)).to.deep.equal({
      ...{ asked: 4, fixed: 1, stillBroken: 1, cannotTest: 1, isInLogs: true },
    });
  });
});
