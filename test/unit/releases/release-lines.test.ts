import { expect } from 'chai';
import { cutLines, LINES_PER_PAGE } from '../../../src/features/releases/release-lines.js';
import { createReadRelease } from '../../../src/features/releases/reading-service.js';
import type { ChangelogEntry, Release, Section } from '../../../src/features/releases/release.js';
import { buildRelease } from '../../support/releases.js';

const lineOf = (section: Section, n: number): ChangelogEntry => ({
  ...{ defectId: `${section}-${n}`, defectRef: `D-${n}`, section },
  fixBuild: section === 'known_issue' ? null : '3.0.12',
  text: { en: `Line ${n}`, 'zh-CN': `第 ${n} 行` },
  ...{ engineerIds: [], testerIds: [] },
});
const lines = (section: Section, count: number) =>
  Array.from({ length: count }, (_, n) => lineOf(section, n));
const idsOf = (entries: readonly ChangelogEntry[]) => entries.map(({ defectId }) => defectId);

describe('the lines of a release', () => {
  const release = buildRelease({
    entries: [
      ...lines('left_out', 2),
      ...lines('fixed', 70),
      ...lines('improved', 20),
      ...lines('known_issue', 3),
    ],
  });

  it('begin with what does not work, and show what is left out only to those who write', () => {
    const few = buildRelease({ entries: [lineOf('left_out', 1), lineOf('fixed', 1)] });
    expect(idsOf(cutLines(few, 0, false).entries)).to.deep.equal(['fixed-1']);
    expect(idsOf(cutLines(few, 0, true).entries)).to.deep.equal(['fixed-1', 'left_out-1']);
    const [first] = cutLines(release, 0, false).sections;
    expect(first?.section).to.equal('known_issue');
  });

  it('come once each over all pages', () => {
    const pages: string[] = [];
    for (let at: number | undefined = 0; at !== undefined;) {
      const page = cutLines(release, at, false);
      expect(page.entries.length).to.be.at.most(LINES_PER_PAGE);
      pages.push(...idsOf(page.entries));
      at = page.next;
    }
    expect(new Set(pages).size).to.equal(93);
    expect(pages).to.have.length(93);
  });

  it('lead to the page on which each section begins', () => {
    expect(cutLines(release, 0, false).jumps).to.deep.equal([
      { section: 'known_issue', count: 3, href: '/releases/orion-2_3.0.12#known_issue' },
      { section: 'fixed', count: 70, href: '/releases/orion-2_3.0.12#fixed' },
      { section: 'improved', count: 20, href: '/releases/orion-2_3.0.12?after=50#improved' },
    ]);
    const few = buildRelease({ entries: lines('fixed', 2) });
    expect(cutLines(few, 0, false)).to.deep.include({ jumps: [], next: undefined });
  });

  it('start at the page that holds the position, and are none beyond the last', () => {
    expect(idsOf(cutLines(release, 57, false).entries)[0]).to.equal('fixed-47');
    expect(cutLines(release, 500, false)).to.deep.include({ entries: [], next: undefined });
  });
});

describe('reading a release', () => {
  it('reads the lines once for a revision, and again for the next', async () => {
    let stored: Release | undefined = buildRelease();
    let reads = 0;
    const readRelease = createReadRelease({
      editionOf: () => Promise.resolve(stored),
      byBuild: () => {
        reads += 1;
        return Promise.resolve(stored);
      },
    });
    const name = { modelCode: 'ORION-2', build: '3.0.12' };
    for (let time = 0; time < 3; time += 1) expect(await readRelease(name)).to.equal(stored);
    expect(reads).to.equal(1);
    stored = buildRelease({ revision: 1 });
    expect(await readRelease(name)).to.equal(stored);
    expect(reads).to.equal(2);
    // The draft was discarded, and its build has another.
    stored = buildRelease({ id: 'release-2', revision: 1 });
    expect(await readRelease(name)).to.equal(stored);
    stored = undefined;
    expect(await readRelease(name)).to.equal(undefined);
    expect(reads).to.equal(3);
  });
});
