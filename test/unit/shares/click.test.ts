import { expect } from 'chai';
import {
  addressPrefix,
  isPrefetch,
  markRepeats,
  sumByDay,
  visitorKey,
  type Click,
} from '../../../src/features/shares/click.js';
import { isLanding } from '../../../src/features/shares/tracked-link.js';

const click = (id: string, change: Partial<Click> = {}): Click => ({
  id,
  linkId: 'L1',
  roundId: 'R1',
  personId: 'P1',
  day: '2026-03-03',
  visitorKey: 'mei',
  kind: 'counted',
  at: new Date('2026-03-03T02:00:00Z'),
  ...change,
});

describe('a click', () => {
  it('counts only the first of a visitor, link and day of a batch', () => {
    const kinds = markRepeats([
      click('1'),
      click('2'),
      click('3', { visitorKey: 'lin' }),
      click('4', { linkId: 'L2' }),
      click('5', { day: '2026-03-04' }),
      click('6', { kind: 'bot' }),
      click('7', { kind: 'own' }),
      click('8'),
    ]).map(({ kind }) => kind);
    expect(kinds).to.deep.equal([
      ...['counted', 'repeat', 'counted', 'counted', 'counted', 'bot', 'own', 'repeat'],
    ]);
  });

  it('is summed per link and day with its kind', () => {
    const sums = sumByDay([
      click('1'),
      click('2', { kind: 'bot' }),
      click('3', { day: '2026-03-04' }),
    ]);
    expect(sums).to.have.length(2);
    expect(sums[0]).to.deep.include({ day: '2026-03-03', counted: 1, repeat: 0, own: 0, bot: 1 });
  });

  const ADDRESSES: readonly [ip: string, prefix: string][] = [
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['not an address', ''],
  ];
  for (const [ip, prefix] of ADDRESSES)
    it(`keys ${ip} as ${prefix || 'nothing'}`, () => {
      expect(addressPrefix(ip)).to.equal(prefix);
    });

  it('has another visitor for another address, browser, link or salt', () => {
    const facts = { ip: '203.0.113.9', userAgent: 'A', linkId: 'L1' };
    const keys = [
      visitorKey('salt', facts),
      visitorKey('salt', { ...facts, ip: '203.0.113.10' }),
      visitorKey('salt', { ...facts, userAgent: 'B' }),
      visitorKey('salt', { ...facts, linkId: 'L2' }),
      visitorKey('another', facts),
    ];
    expect(new Set(keys)).to.have.property('size', keys.length);
    expect(visitorKey('salt', { ...facts })).to.equal(keys[0]);
    expect(keys[0]).to.match(/^[\w-]{22}$/);
  });

  const PREFETCHES: readonly [headers: Record<string, string>, is: boolean][] = [
    [{ 'sec-purpose': 'prefetch;prerender' }, true],
    [{ purpose: 'prefetch' }, true],
    [{ 'x-purpose': 'preview' }, true],
    [{ 'x-moz': 'prefetch' }, true],
    [{ purpose: 'reading' }, false],
    [{}, false],
  ];
  for (const [headers, is] of PREFETCHES)
    it(`${is ? 'is none' : 'is one'} with ${JSON.stringify(headers)}`, () => {
      expect(isPrefetch(headers)).to.equal(is);
    });
});

describe('a landing', () => {
  const PATHS: readonly [path: string, is: boolean][] = [
    ['/', true],
    ['/honours', true],
    ['/rounds/first-batch', true],
    ['/awards/0f8fad5b-d9cb-469f-a165-70867728950e', true],
    ['/rounds', false],
    ['/rounds/a/apply', false],
    ['/rounds/../admin', false],
    ['/awards/x', false],
    ['/sign-out', false],
    ['//evil.example', false],
    ['https://evil.example', false],
    ['/\\evil.example', false],
    ['/honours\n', false],
  ];
  for (const [path, is] of PATHS)
    it(`${is ? 'may' : "can't"} be ${JSON.stringify(path)}`, () => {
      expect(isLanding(path)).to.equal(is);
    });
});
