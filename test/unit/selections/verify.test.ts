import { expect } from 'chai';
import fc from 'fast-check';
import {
  commitmentOf,
  hashText,
  type ListRow,
  type Terms,
} from '../../../src/features/selections/draw.js';
import {
  decideList,
  listText,
  readList,
  readResult,
  UnreadableList,
} from '../../../src/features/selections/draw-file.js';
import { verify, type DrawFile, type Published } from '../../../src/features/selections/verify.js';
import { oneQuota, row, seedOf } from '../../support/draws.js';

const terms: Terms = oneQuota(2);
const seed = seedOf('verified');
const rows = [1, 2, 3, 4, 5].map((name) => row(name, { weight: name, score: name - 2 }));

function publish(list = listText(rows), fields: Partial<DrawFile> = {}): Published {
  const { listHash, result, resultHash } = decideList(list, { terms, seed, beacon: '4 8 15' });
  const draw: DrawFile = {
    format: 'firstbatch-draw-1',
    round: 'first-batch',
    commitment: commitmentOf(seed),
    terms,
    listed: rows.length,
    listHash,
    beacon: { value: '4 8 15' },
    seed,
    resultHash,
    ...fields,
  };
  return { draw, list, result };
}

describe('the published list', () => {
  it('reads back as it was written', () => {
    expect(readList(listText(rows))).to.have.deep.members(rows);
    const { outcomes, result } = decideList(listText(rows), { terms, seed, beacon: '' });
    expect([...readResult(result)]).to.deep.equal(outcomes);
  });

  it('is the same text for any order of the rows', () => {
    expect(listText(rows.toReversed())).to.equal(listText(rows));
  });

  it('has another hash when one row changes', () => {
    const change = fc.constantFrom<(one: ListRow) => ListRow>(
      (one) => ({ ...one, weight: one.weight + 1 }),
      (one) => ({ ...one, score: one.score - 1 }),
      (one) => ({ ...one, quotas: [] }),
      (one) => ({ ...one, id: hashText(one.id).slice(0, 24) }),
    );
    fc.assert(
      fc.property(change, fc.nat({ max: rows.length - 1 }), (changed, at) => {
        const other = rows.map((one, index) => (index === at ? changed(one) : one));
        expect(hashText(listText(other))).not.to.equal(hashText(listText(rows)));
      }),
      { seed: 4 },
    );
  });

  for (const [what, spoil, line] of [
    ['another head', (text: string) => text.replace('weight', 'lots'), 1],
    ['a weight below nothing', (text: string) => text.replace(/,\d+,/, ',-1,'), 2],
    ['a row twice', (text: string) => text + text.split('\n')[5]! + '\n', 7],
    ['a cut last line', (text: string) => text.slice(0, -1), 6],
  ] as const)
    it(`is not read with ${what}`, () => {
      const read = () => readList(spoil(listText(rows)));
      expect(read).to.throw(UnreadableList);
      if (line > 0) expect(read).to.throw(`line ${line} `);
    });
});

describe('checking a draw', () => {
  it('finds nothing in what was really drawn', () => {
    expect(verify(publish())).to.equal(undefined);
  });

  it('says when there is nothing to check yet', () => {
    expect(verify(publish(undefined, { seed: null }))).to.include({ what: 'not_decided' });
  });

  it('finds a seed that was not committed to', () => {
    const { list, result, draw } = publish();
    const other = { ...draw, seed: seedOf('other') };
    expect(verify({ list, result, draw: other })).to.include({ what: 'commitment' });
  });

  it('finds a list that is not the frozen one', () => {
    const { draw, result } = publish();
    const list = listText(rows.slice(1));
    expect(verify({ draw, result, list })).to.include({ what: 'list_hash' });
  });

  it('names the first line of the result that is wrong', () => {
    const published = publish();
    const lines = published.result.split('\n');
    lines[3] = lines[3]!.replace(/,\d+,/, ',99,');
    expect(verify({ ...published, result: lines.join('\n') })).to.include({
      what: 'line',
      line: 4,
      found: lines[3],
    });
  });

  it('finds another beacon in the lines it leads to', () => {
    const published = publish();
    const draw = { ...published.draw, beacon: { value: '4 8 16' } };
    expect(verify({ ...published, draw })).to.include({ what: 'line' });
  });

  it('finds a wrong hash of the result', () => {
    expect(verify(publish(undefined, { resultHash: hashText('') }))).to.include({
      what: 'result_hash',
    });
  });
});
