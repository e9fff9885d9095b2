import { expect } from 'chai';
import { changesBetween } from '../../../src/features/desk/answering.js';
import {
  createHeard,
  eventIdOf,
  lookFrom,
  OVERLAP_MS,
  readEventId,
} from '../../../src/features/desk/desk-events.js';

const AT = new Date('2026-03-03T02:00:00Z');
const at = (ms: number) => new Date(AT.getTime() + ms);

describe('events of the desk', () => {
  it('carry an id that says how far was heard', () => {
    expect(readEventId(eventIdOf({ id: '01H', at: AT }))).to.deep.equal(AT);
    for (const id of [undefined, '', 'x', '1.', '-1.a', '1'.repeat(20) + '.a', '1.a b'])
      expect(readEventId(id), id).to.equal(undefined);
  });

  it('are looked for from before the mark, and heard once', () => {
    expect(lookFrom(AT).at).to.deep.equal(at(-OVERLAP_MS));
    const heard = createHeard();
    const first = { id: 'a', at: at(1) };
    expect(heard.take([first])).to.deep.equal([first]);
    expect(heard.take([first])).to.deep.equal([]);
    const again = { id: 'a', at: at(2) };
    const late = { id: 'b', at: at(0) };
    expect(heard.take([late, again])).to.deep.equal([late, again]);
    heard.forgetBefore(at(3));
    expect(heard.take([again])).to.deep.equal([again]);
  });

  it('say who began and who stopped answering', () => {
    const before = new Map([
      ['R-1', ['lin']],
      ['R-2', ['lin']],
    ]);
    const now = new Map([
      ['R-2', ['lin']],
      ['R-3', ['wu']],
    ]);
    expect([...changesBetween(before, now)]).to.deep.equal([
      ['R-1', []],
      ['R-3', ['wu']],
    ]);
    expect(changesBetween(now, now).size).to.equal(0);
  });
});
