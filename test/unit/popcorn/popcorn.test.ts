import { expect } from 'chai';
import fc from 'fast-check';
import { figuresOf, LINES_ASKED, meanFeel } from '../../../src/features/popcorn/experience.js';
import { experienceModel } from '../../../src/features/popcorn/experience-page.js';
import {
  isAsking,
  isClosed,
  optionsOf,
  shuffledFor,
  type Option,
} from '../../../src/features/popcorn/popcorn.js';
import { isShown } from '../../../src/features/popcorn/reaction.js';
import { countVotes } from '../../../src/features/popcorn/tally.js';
import { buildUseOf, type BuildUse } from '../../../src/features/popcorn/build-use.js';
import type { Item } from '../../../src/features/releases/index.js';
import type { Acceptance, UnitCard } from '../../../src/features/units/index.js';
import { later, MINUTE } from '../../../src/kernel/clock.js';
import { TEST_START } from '../../support/app.js';
import { buildRelease } from '../../support/releases.js';

const at = (minutes: number): Date => later(TEST_START, minutes * MINUTE);
const item = (n: number, engineerIds: readonly string[]): Item => ({
  ...{ defectId: `defect-${n}`, defectRef: `D-${n}`, fixBuild: '3.0.12', section: 'fixed' },
  ...{ text: { en: `Fault ${n}`, 'zh-CN': `故障 ${n}` }, engineerIds, testerIds: [] },
});

describe('the questions on a release', () => {
  for (const [count, first] of [
    [LINES_ASKED, undefined],
    [250, { shown: LINES_ASKED, count: 250 }],
  ] as const)
    it(`name how many of ${count} changes they are about`, () => {
      const entries = Array.from({ length: count }, (_, index) => item(index + 1, ['lin']));
      const model = experienceModel({
        ...{ release: buildRelease({ entries }), viewer: undefined, at: at(0), use: undefined },
        ...{ language: 'en', say: (key) => key, people: new Map(), own: undefined },
        ...{ ownReactions: new Map(), counts: [], figures: undefined, words: undefined },
      });
      expect(model.first).to.deep.equal(first);
      expect(model.lines).to.have.length(LINES_ASKED);
    });
});

describe('a release that asks', () => {
  const published = buildRelease({ state: 'published', publishedAt: at(0), closesAt: at(60) });
  for (const [name, release, minutes, expected] of [
    ['until the last moment', published, 59, true],
    ['not at the close, even before the job closed it', published, 60, false],
    ['not once it is closed', { ...published, state: 'closed' as const }, 10, false],
    ['not while it is frozen', { ...published, state: 'frozen' as const }, 10, false],
    ['not when it is older than the questions', { ...published, closesAt: null }, 10, false],
  ] as const)
    it(`asks ${name}`, () => {
      expect(isAsking(release, at(minutes))).to.equal(expected);
    });

  it('is closed by the step and not by the time', () => {
    expect(isClosed(published)).to.equal(false);
    expect(isClosed({ ...published, state: 'closed' })).to.equal(true);
  });
});

describe('the engineers of a vote', () => {
  it('stand once each, with their lines', () => {
    const lines = [item(1, ['lin', 'gu', 'lin']), item(2, ['gu']), item(3, [])];
    const found = optionsOf(lines).map(({ engineerId, lines: own }) => [
      engineerId,
      own.map(({ defectRef }) => defectRef),
    ]);
    expect(found).to.deep.equal([
      ['lin', ['D-1']],
      ['gu', ['D-1', 'D-2']],
    ]);
  });

  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 }), { maxLength: 12 });
  const toOptions = (all: readonly string[]): readonly Option[] =>
    all.map((engineerId) => ({ engineerId, lines: [] }));
  const order = (options: readonly Option[]) => options.map(({ engineerId }) => engineerId);

  it('stand in an order that is the voter’s own, whatever the order of the lines', () => {
    fc.assert(
      fc.property(ids, fc.string(), (all, voter) => {
        const shown = order(shuffledFor(voter, 'release', toOptions(all)));
        expect(order(shuffledFor(voter, 'release', toOptions(all.toReversed())))).to.deep.equal(
          shown,
        );
        expect(shown.toSorted()).to.deep.equal(all.toSorted());
      }),
    );
  });

  it('have each place about as often as another', () => {
    const all = toOptions(['a', 'b', 'c', 'd']);
    const first = Array.from({ length: 400 }, (_, n) => order(shuffledFor(`v${n}`, 'r', all))[0]);
    for (const one of ['a', 'b', 'c', 'd'])
      expect(first.filter((id) => id === one).length, one).to.be.within(70, 130);
  });
});

describe('the tally', () => {
  const ballot = (personId: string, choices: readonly (readonly [string, number])[]) => ({
    personId,
    choices: choices.map(([engineerId, minutes]) => ({ engineerId, at: at(minutes) })),
  });

  for (const [name, ballots, winners] of [
    [
      'the most votes win',
      [
        ballot('a', [['lin', 1]]),
        ballot('b', [
          ['lin', 9],
          ['gu', 2],
        ]),
      ],
      ['lin'],
    ],
    [
      'of equal votes those that were complete first win',
      [
        ballot('a', [
          ['lin', 1],
          ['gu', 2],
        ]),
        ballot('b', [['gu', 3]]),
        ballot('c', [['lin', 4]]),
      ],
      ['gu'],
    ],
    [
      'at the very same moment both win',
      [
        ballot('a', [
          ['lin', 1],
          ['gu', 1],
        ]),
      ],
      ['gu', 'lin'],
    ],
    ['a vote for oneself is none', [ballot('lin', [['lin', 1]])], []],
    ['nobody wins without votes', [ballot('a', [])], []],
  ] as const)
    it(`says that ${name}`, () => {
      expect(countVotes(ballots).winnerIds).to.deep.equal(winners);
    });

  const someBallot = fc.record({
    personId: fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5', 'lin'),
    choices: fc
      .uniqueArray(
        fc.record({
          engineerId: fc.constantFrom('lin', 'gu', 'tao', 'xu'),
          at: fc.integer({ min: 0, max: 5 }).map(at),
        }),
        { selector: ({ engineerId }) => engineerId, maxLength: 3 },
      )
      .map((choices) => choices),
  });

  it('neither loses nor makes votes, and does not care who is counted first', () => {
    fc.assert(
      fc.property(fc.array(someBallot, { maxLength: 30 }), (ballots) => {
        const tally = countVotes(ballots);
        expect(countVotes(ballots.toReversed())).to.deep.equal(tally);
        const valid = ballots.map(({ personId, choices }) =>
          choices.filter(({ engineerId }) => engineerId !== personId),
        );
        expect(tally.counts.reduce((sum, { votes }) => sum + votes, 0)).to.equal(
          valid.flat().length,
        );
        expect(tally.voters).to.equal(valid.filter((own) => own.length > 0).length);
        for (const id of tally.winnerIds) {
          const winner = tally.counts.find(({ engineerId }) => engineerId === id)!;
          for (const other of tally.counts) expect(other.votes).to.be.at.most(winner.votes);
        }
      }),
    );
  });
});

describe('who has used a build', () => {
  const builds = ['3.0.11', '3.0.12', '3.0.13']
    .map((version, index) => ({
      modelCode: 'ORION-2',
      version,
      branch: 'stable',
      order: index + 1,
    }))
    .concat({ modelCode: 'ORION-2', version: '4.0.1', branch: 'beta', order: 4 });
  const release = { modelCode: 'ORION-2', build: '3.0.12' };
  const unit = (more: Partial<UnitCard> = {}): UnitCard => ({
    ...{ id: 'unit', ref: 'U-0042', modelCode: 'ORION-2', hardwareRevision: 'DVT', roundId: 'r' },
    ...{ state: 'in_test', holderId: 'mei', allocationId: 'a', build: '3.0.12', returnBy: null },
    lastSeenAt: at(60),
    ...more,
  });
  const accepted = (one: UnitCard, by: string, minutes = 0): Acceptance => ({
    ...{ unit: one, personId: by, allocationId: 'a', at: at(minutes) },
  });
  const cases: readonly (readonly [string, readonly Acceptance[], BuildUse['kind']])[] = [
    ['whoever runs it', [accepted(unit(), 'mei')], 'used'],
    ['whoever runs a newer one', [accepted(unit({ build: '3.0.13' }), 'mei')], 'used'],
    ['nobody on an older one', [accepted(unit({ build: '3.0.11' }), 'mei')], 'older'],
    ['nobody on another branch', [accepted(unit({ build: '4.0.1' }), 'mei')], 'apart'],
    ['nobody whose unit never told', [accepted(unit({ build: null }), 'mei')], 'silent'],
    [
      'nobody with a unit of another model',
      [accepted(unit({ modelCode: 'VEGA' }), 'mei')],
      'no_unit',
    ],
    ['nobody without a unit', [], 'no_unit'],
    [
      'nobody by what the holder before them told',
      [
        accepted(unit({ lastSeenAt: at(30) }), 'bo'),
        accepted(unit({ lastSeenAt: at(30) }), 'mei', 30),
      ],
      'silent',
    ],
    [
      'a second holder whose unit told since',
      [accepted(unit(), 'bo'), accepted(unit(), 'mei', 30)],
      'used',
    ],
    [
      'whoever has one such unit beside an older one',
      [accepted(unit({ build: '3.0.11' }), 'mei'), accepted(unit({ id: 'other' }), 'mei')],
      'used',
    ],
  ];
  for (const [name, acceptances, kind] of cases)
    it(`are: ${name}`, () => {
      expect(buildUseOf(acceptances, release, builds, []).kind).to.equal(kind);
    });

  it('are, too: whoever reported or sent a log from it', () => {
    const onlyTold = (one: UnitCard, told: readonly string[]) =>
      buildUseOf([accepted(one, 'mei')], release, builds, told).kind;
    expect(onlyTold(unit({ build: '3.0.11' }), ['3.0.11', '3.0.12'])).to.equal('used');
    expect(onlyTold(unit({ build: null }), ['4.0.1'])).to.equal('silent');
    expect(buildUseOf([], release, builds, ['3.0.12']).kind).to.equal('no_unit');
  });
});

describe('what people say', () => {
  it('is counted line by line, each person once', () => {
    const figures = figuresOf([
      { liked: ['D-1', 'D-1', 'D-2'], annoyed: [], feel: 5 },
      { liked: ['D-1'], annoyed: ['D-2'], feel: 4 },
      { liked: [], annoyed: [], feel: 2 },
    ]);
    expect(figures).to.deep.equal({
      people: 3,
      feelSum: 11,
      lines: [
        { defectRef: 'D-1', liked: 2, annoyed: 0 },
        { defectRef: 'D-2', liked: 1, annoyed: 1 },
      ],
    });
    expect(meanFeel(figures)).to.equal(3.7);
    expect(meanFeel(figuresOf([]))).to.equal(undefined);
  });

  it('is a reaction that shows from five on', () => {
    const count = (greatCount: number, needsWorkCount: number) =>
      isShown({ releaseId: 'r', defectRef: 'D-1', greatCount, needsWorkCount });
    expect([count(4, 0), count(4, 1), count(0, 5)]).to.deep.equal([false, true, true]);
  });
});
