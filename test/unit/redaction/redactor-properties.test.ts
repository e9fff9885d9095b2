import { expect } from 'chai';
import fc from 'fast-check';
import { BLOCK_PATTERNS } from '../../../src/features/redaction/blocks.js';
import { NAME_PATTERNS } from '../../../src/features/redaction/file-names.js';
import { createDigest, createRedactor } from '../../../src/features/redaction/index.js';
import { RULE_PATTERNS } from '../../../src/features/redaction/rules/all.js';
import { cpuMsOf } from '../../support/cpu-time.js';

const redact = (text: string): string =>
  createRedactor({ digest: createDigest('a key of tests') }).text(text);

const KEYS = [
  'imei',
  'ssid',
  'phone',
  'token',
  'password',
  'name',
  'lat',
  'cookie',
  '姓名',
  '地址',
];
const SIGNS = ['=', ': ', '":"', '%3D', ' ', '\\":\\"', '： ', ']: ['];
const VALUES = [
  '860123045678904',
  '13812345678',
  'Home WiFi',
  'a4:50:46:11:22:33',
  '192.168.1.2',
  'lei@example.com',
  '李雷',
  '[IMEI:0123abcd]',
  'eyJhbGciOiJI.eyJzdWIiOiIx.abc',
  '31.230416,121.473701',
  '{T:own text}',
  '/sdcard/Download/a b.pdf',
  '-----BEGIN KEY-----',
  'memory near x0:',
  '\uE000',
];
const piece = fc.oneof(
  fc.constantFrom(...KEYS, ...SIGNS, ...VALUES, ' ', ', ', '"', '\n', '[', ']'),
  fc.string({ maxLength: 6 }),
);
const lines = fc.array(piece, { maxLength: 24 }).map((parts) => parts.join(''));

describe('redaction of anything', () => {
  it('changes nothing that is protected already', function () {
    this.timeout(20_000);
    fc.assert(
      fc.property(lines, (text) => {
        const once = redact(text);
        expect(redact(once)).to.equal(once);
      }),
      { numRuns: 3000, seed: 4 },
    );
  });

  it('keeps the number of lines', () => {
    fc.assert(
      fc.property(lines, (text) => {
        expect(redact(text).split('\n')).to.have.length(text.split('\n').length);
      }),
      { numRuns: 500, seed: 5 },
    );
  });
});

const LENGTH = 20_000;
const PUMPS = [
  'a',
  '1',
  ' ',
  '"',
  'a.',
  '1.',
  'a@',
  ':',
  'ssid',
  'name=',
  'imei 1 ',
  '/a',
  '[',
  '0 ',
]
  .concat([
    'name: a',
    'phone 1',
    '张',
    '(1',
    'ab ',
    '\\"',
    '%3',
    'clip ',
    'android.title=String (a ',
  ])
  .map((part) => part.repeat(Math.ceil(LENGTH / part.length)));

describe('patterns of redaction on hostile lines', () => {
  for (const pattern of [...RULE_PATTERNS, ...BLOCK_PATTERNS, ...NAME_PATTERNS]) {
    it(`bounds the work of ${pattern.source.slice(0, 60)}`, function () {
      this.timeout(60_000);
      for (const text of PUMPS) {
        expect(
          cpuMsOf(() => text.replace(pattern, '')),
          text.slice(0, 12),
        ).to.be.below(1500);
      }
    });
  }
});
