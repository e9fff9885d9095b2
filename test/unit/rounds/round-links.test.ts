import { expect } from 'chai';
import { roundLinks } from '../../../src/features/rounds/index.js';
import type { RoundMode } from '../../../src/features/rounds/index.js';
import { wholeQuota } from '../../../src/features/rounds/round.js';

const NOW = new Date('2026-03-03T02:00:00Z');
const keysOf = (modes: readonly RoundMode[], publishedAt: Date | null, decidedAt: Date | null) =>
  roundLinks({
    slug: 'spring',
    quotas: modes.map((mode) => wholeQuota(mode, 1)),
    publishedAt,
    decidedAt,
  }).map(({ key }) => key);

describe('the pages of a round', () => {
  const always = ['edit', 'applications', 'duplicates'];
  const cases: readonly [string, ...Parameters<typeof keysOf>, readonly string[]][] = [
    ['drawn', ['draw'], NOW, null, [...always, 'selection', 'dry_run', 'draw']],
    ['scored', ['merit'], NOW, null, [...always, 'selection', 'dry_run', 'draw']],
    ['decided', ['draw'], NOW, NOW, [...always, 'selection', 'draw']],
    ['a draft', ['draw', 'first_come'], null, null, [...always, 'selection', 'dry_run']],
    ['claimed', ['first_come'], NOW, null, always],
    ['given for codes', ['invite'], NOW, null, [...always, 'codes']],
    [
      'drawn and given for codes',
      ['draw', 'invite'],
      NOW,
      NOW,
      [...always, 'selection', 'codes', 'draw'],
    ],
  ];
  for (const [name, modes, publishedAt, decidedAt, keys] of cases)
    it(`are the ones it needs when it is ${name}`, () => {
      expect(keysOf(modes, publishedAt, decidedAt)).to.deep.equal(keys);
    });
});
