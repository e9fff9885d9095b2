import { expect } from 'chai';
import {
  draftedAnew,
  staleIn,
  withKnownIssues,
  type Fix,
} from '../../../src/features/releases/drafting.js';
import { atomFeed } from '../../../src/features/releases/feed.js';
import { closeAfter, nextFriday } from '../../../src/features/releases/friday.js';
import {
  distanceTo,
  inPublicWords,
  nextReleaseState,
  parseVersion,
  RELEASE_ACTIONS,
  RELEASE_STATES,
  thanksIn,
  versionOf,
  type ChangelogEntry,
  type ReleaseAction,
  type ReleaseState,
} from '../../../src/features/releases/release.js';
import { buildRelease } from '../../support/releases.js';

/** State and action by row, and the next state; everything left out is refused. */
const LEGAL: readonly (readonly [ReleaseState, ReleaseAction, ReleaseState])[] = [
  ['draft', 'edit', 'draft'],
  ['draft', 'redraft', 'draft'],
  ['draft', 'freeze', 'frozen'],
  ['draft', 'files', 'draft'],
  ['frozen', 'files', 'frozen'],
  ['frozen', 'unfreeze', 'draft'],
  ['frozen', 'publish', 'published'],
  ['published', 'close', 'closed'],
  ['published', 'roll_back', 'published'],
  ['closed', 'roll_back', 'closed'],
];

const both = (words: string) => ({ en: words, 'zh-CN': words });
const fix = (n: number, more: Partial<Fix> = {}): Fix => ({
  defectId: `defect-${n}`,
  defectRef: `D-${n}`,
  fixBuild: '3.0.12',
  title: `Fault ${n}`,
  engineerIds: ['lin'],
  testerIds: ['mei'],
  ...more,
});
const entry = (n: number, more: Partial<ChangelogEntry> = {}): ChangelogEntry => {
  const { title, ...rest } = fix(n);
  return { ...rest, section: 'fixed', text: both(title), ...more };
};

describe('the life of a release', () => {
  for (const state of RELEASE_STATES)
    for (const action of RELEASE_ACTIONS) {
      const next = LEGAL.find(([from, by]) => from === state && by === action)?.[2];
      it(`${next ? `goes from ${state} to ${next}` : `refuses what is ${state}`} by ${action}`, () => {
        expect(nextReleaseState(state, action)).to.equal(next);
      });
    }

  it('is named by model and build, and by nothing else', () => {
    for (const build of ['3.0.12', '0.9.5-rc1+dev_2', 'A'])
      expect(parseVersion(versionOf({ modelCode: 'ORION-2', build }))).to.deep.equal({
        modelCode: 'ORION-2',
        build,
      });
    for (const odd of ['', 'feed.xml', 'orion-2', '_3.0', 'orion_', 'ORION_1', 'a_b/c', 'a_中'])
      expect(parseVersion(odd), odd).to.equal(undefined);
  });

  it('thanks each person once for each line', () => {
    const release = buildRelease({
      entries: [
        entry(1, { testerIds: ['mei', 'bo'] }),
        entry(2, { testerIds: ['lin'] }),
        entry(3, { section: 'left_out', testerIds: ['cy'] }),
        entry(4, { section: 'known_issue', fixBuild: null, testerIds: ['di'] }),
      ],
    });
    expect([...thanksIn(release)]).to.deep.equal([
      ['lin', ['D-1', 'D-2']],
      ['mei', ['D-1']],
      ['bo', ['D-1']],
    ]);
  });
});

describe('a draft', () => {
  it('starts with every fix, in the words of its defect', () => {
    expect(draftedAnew([], [fix(1), fix(2)])).to.deep.equal([entry(1), entry(2)]);
  });

  it('keeps words and sections when it is drafted again, and adds what is new', () => {
    const edited = [
      entry(1, { text: both('Better now') }),
      entry(2, { section: 'improved' }),
      entry(3, { section: 'left_out' }),
    ];
    const fixes = [fix(1, { testerIds: ['mei', 'bo'] }), fix(2), fix(3), fix(4)];
    expect(draftedAnew(edited, fixes)).to.deep.equal([
      entry(1, { text: both('Better now'), testerIds: ['mei', 'bo'] }),
      ...edited.slice(1),
      entry(4),
    ]);
  });

  it('keeps those off a line who were taken off it, unless they made another fix', () => {
    const edited = [entry(1, { engineerIds: ['gu'] })];
    const [same] = draftedAnew(edited, [fix(1)]);
    expect(same?.engineerIds).to.deep.equal(['gu']);
    const [anew] = draftedAnew(edited, [{ ...fix(1), fixBuild: '3.0.13' }]);
    expect(anew?.engineerIds).to.deep.equal(['gu', ...fix(1).engineerIds]);
  });

  it('drops what came back, and calls a known issue fixed once it is', () => {
    const known = entry(2, { section: 'known_issue', fixBuild: null, engineerIds: [] });
    const entries = [entry(1), known];
    expect(staleIn(entries, [fix(2)])).to.deep.equal([entry(1)]);
    expect(draftedAnew(entries, [fix(2)])).to.deep.equal([entry(2)]);
    expect(draftedAnew(entries, [])).to.deep.equal([known]);
  });

  it('takes exactly the known issues that are chosen', () => {
    const issue = (n: number) => ({ id: `defect-${n}`, ref: `D-${n}`, title: `Fault ${n}` });
    const [one] = withKnownIssues([], [issue(7)]);
    expect(one).to.include({ defectRef: 'D-7', section: 'known_issue', fixBuild: null });
    const reworded = { ...one!, text: both('Wait for the next build') };
    const entries = withKnownIssues([entry(1), reworded], [issue(8), issue(7)]);
    expect(entries.map(({ defectRef, text }) => [defectRef, text.en])).to.deep.equal([
      ['D-1', 'Fault 1'],
      ['D-8', 'Fault 8'],
      ['D-7', 'Wait for the next build'],
    ]);
  });
});

describe('a line whose defect is under embargo', () => {
  it('says what its twin says, and its own words again afterwards', () => {
    const line = entry(1);
    const hidden = inPublicWords(line, both('A security fix'));
    expect(hidden.text).to.deep.equal(both('A security fix'));
    expect(inPublicWords(hidden, both('A security fix'))).to.equal(hidden);
    const reworded = inPublicWords(hidden, both('Under embargo'));
    expect(reworded.text).to.deep.equal(both('Under embargo'));
    expect(inPublicWords(reworded, null)).to.deep.equal(line);
    expect(inPublicWords(line, null)).to.equal(line);
  });
});

describe('the build of a unit', () => {
  const along = (branch: string, versions: readonly string[]) =>
    versions.map((version, n) => ({ modelCode: 'ORION-2', version, branch, order: n + 1 }));
  const builds = [
    ...along('stable', ['3.0.11', '3.0.12']),
    ...along('beta', ['4.0.0-b1']),
    ...along('stable', ['3.0.13']),
  ];
  for (const [unit, expected] of [
    ['4.0.0-b1', 'apart'],
    ['3.0.11', 'older'],
    ['3.0.12', 'same'],
    ['3.0.13', 'newer'],
    ['3.0.9-local', 'unknown'],
    [null, 'unknown'],
  ] as const)
    it(`is ${expected} when it is ${unit ?? 'not known'}`, () => {
      expect(distanceTo('3.0.12', unit, builds)).to.equal(expected);
    });
});

describe('the next Friday', () => {
  for (const [zone, from, to] of [
    ['Asia/Shanghai', '2026-03-03T02:00:00Z', '2026-03-06T09:00:00Z'],
    // A minute before, the very minute, and a Friday that is still Thursday elsewhere.
    ['Asia/Shanghai', '2026-03-06T08:59:00Z', '2026-03-06T09:00:00Z'],
    ['Asia/Shanghai', '2026-03-06T09:00:00Z', '2026-03-13T09:00:00Z'],
    ['Asia/Shanghai', '2026-03-05T17:00:00Z', '2026-03-06T09:00:00Z'],
    ['Asia/Shanghai', '2026-12-26T00:00:00Z', '2027-01-01T09:00:00Z'],
    // The clocks of Berlin change on 29 March and 25 October 2026.
    ['Europe/Berlin', '2026-03-27T15:59:00Z', '2026-03-27T16:00:00Z'],
    ['Europe/Berlin', '2026-03-27T16:00:00Z', '2026-04-03T15:00:00Z'],
    ['Europe/Berlin', '2026-10-23T15:00:00Z', '2026-10-30T16:00:00Z'],
  ] as const)
    it(`of ${from} in ${zone} is ${to}`, () => {
      expect(nextFriday(new Date(from), zone).toISOString()).to.equal(new Date(to).toISOString());
    });
});

describe('the close', () => {
  for (const [zone, from, to] of [
    // Published on Friday, by hand on Monday, and too late for this Thursday.
    ['Asia/Shanghai', '2026-03-06T09:00:00Z', '2026-03-12T16:00:00Z'],
    ['Asia/Shanghai', '2026-03-09T16:00:00Z', '2026-03-12T16:00:00Z'],
    ['Asia/Shanghai', '2026-03-09T16:00:01Z', '2026-03-19T16:00:00Z'],
    // The clocks of Berlin change on 29 March 2026.
    ['Europe/Berlin', '2026-03-27T16:00:00Z', '2026-04-02T22:00:00Z'],
  ] as const)
    it(`of what is published at ${from} in ${zone} is ${to}`, () => {
      expect(closeAfter(new Date(from), zone).toISOString()).to.equal(new Date(to).toISOString());
    });
});

describe('the feed', () => {
  const facts = {
    language: 'en',
    baseUrl: 'https://fans.example',
    now: new Date('2026-03-03T02:00:00Z'),
    say: (key: string) => key,
  } as const;

  it('keeps its ids wherever it is read, and has others in the other language', () => {
    const releases = [buildRelease({ id: 'r1', entries: [entry(1)] })];
    const idsOf = (more: object) =>
      [...atomFeed({ ...facts, releases, ...more }).matchAll(/<id>(.*?)<\/id>/g)].map(
        ([, id]) => id,
      );
    const [feed, one] = idsOf({});
    expect(one).to.match(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(idsOf({ baseUrl: 'https://other.example' })[1]).to.equal(one);
    expect(idsOf({ language: 'zh-CN' })).not.to.include.members([feed, one]);
  });

  it('writes nothing that breaks XML', () => {
    const text = both('<b>& "one" \u0001\uFFFE]]> 😀');
    const xml = atomFeed({
      ...facts,
      releases: [buildRelease({ title: text, entries: [entry(1, { text })] })],
    });
    expect(xml).to.contain('<title>&lt;b&gt;&amp; &quot;one&quot; ]]&gt; 😀</title>');
    expect(xml).not.to.match(/[\u0001\uFFFE]/);
  });
});
