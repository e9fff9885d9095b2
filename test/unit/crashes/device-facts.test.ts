import { expect } from 'chai';
import type { DeviceFacts } from '../../../src/features/crashes/crash.js';
import { createDeviceReader, mergeDevices } from '../../../src/features/crashes/device-facts.js';

const read = (...lines: readonly string[]): DeviceFacts => {
  const reader = createDeviceReader();
  for (const line of lines) reader.read(line);
  return reader.device();
};

const FINGERPRINT =
  'Firstbatch/aurora_cn/aurora:16/BP2A.250805.005/V816.0.7.0.VXACNXM:user/release-keys';
const PARTS: DeviceFacts = {
  fingerprint: FINGERPRINT,
  brand: 'Firstbatch',
  product: 'aurora_cn',
  device: 'aurora',
  androidVersion: '16',
  build: 'V816.0.7.0.VXACNXM',
  romVersion: 'V816.0.7.0.VXACNXM',
};

const CASES: readonly (readonly [string, readonly string[], DeviceFacts])[] = [
  [
    'the header of a bug report',
    [
      '== dumpstate: 2026-08-14 21:30:00',
      `Build fingerprint: '${FINGERPRINT}'`,
      'Bootloader: unknown',
      'Radio: 1.0.c3-00007',
      'Android SDK version: 36',
      'Kernel: Linux version 6.12.23-android16-5 (builder@host) #1 SMP PREEMPT',
      'Command line: androidboot.serialno=FB0001',
      'Uptime: up 1 weeks, 2 days, 3 hours, 32 minutes,  load average: 1.1',
      '------ SYSTEM LOG (logcat) ------',
      "Build fingerprint: 'other/other/other:1/A/B:user/release-keys'",
    ],
    {
      ...PARTS,
      takenAt: '2026-08-14 21:30:00',
      radio: '1.0.c3-00007',
      sdk: 36,
      kernel: '6.12.23-android16-5',
      uptimeSeconds: ((9 * 24 + 3) * 60 + 32) * 60,
    },
  ],
  [
    'system properties',
    [
      '[ro.boot.bootreason]: [reboot]',
      '[ro.build.version.sdk]: [36]',
      '[ro.build.version.security_patch]: [2026-08-05]',
      '[ro.mi.os.version.incremental]: [OS3.0.7.0.VXACNXM]',
      '[ro.product.marketname]: [Aurora Pro]',
      '[ro.product.model]: [26014FB00C]',
      '[ro.serialno]: [FB0001]',
      '[persist.sys.timezone]: [Asia/Shanghai]',
      '[sys.boot.reason]: [kernel_panic,bug]',
    ],
    {
      sdk: 36,
      securityPatch: '2026-08-05',
      romVersion: 'OS3.0.7.0.VXACNXM',
      marketName: 'Aurora Pro',
      model: '26014FB00C',
      timeZone: 'Asia/Shanghai',
      bootReason: 'kernel_panic,bug',
    },
  ],
  ['the head of a tombstone', [`Build fingerprint: '${FINGERPRINT}'`], PARTS],
  [
    'the head that an in-app collector writes',
    ["OS version: '16'", "API level: '36'", "Brand: 'Firstbatch'", "Model: 'Aurora Pro'"],
    { androidVersion: '16', sdk: 36, brand: 'Firstbatch', model: 'Aurora Pro' },
  ],
  ['no words of people', ['Model: of the year', 'the Kernel: is fine', '[a]: b'], {}],
];

describe('what a log says of its phone', () => {
  for (const [name, lines, facts] of CASES) {
    it(`is read from ${name}`, () => {
      expect(read(...lines)).to.deep.equal(facts);
    });
  }

  it('keeps facts of another build apart, and takes none of another phone', () => {
    const whole = { ...PARTS, marketName: 'Aurora Pro', securityPatch: '2026-08-05' };
    const older = FINGERPRINT.replace('V816.0.7', 'V816.0.6');
    const before = mergeDevices({ fingerprint: older }, whole);
    expect(before).to.include({ build: 'V816.0.6.0.VXACNXM', marketName: 'Aurora Pro' });
    expect(before).not.to.have.property('securityPatch');
    const other = mergeDevices(
      { fingerprint: FINGERPRINT.replaceAll('aurora', 'borealis') },
      whole,
    );
    expect(other).to.include({ device: 'borealis' }).and.not.have.property('marketName');
  });
});

describe('the serial numbers that a phone states', () => {
  const CASES: readonly (readonly [string, string, readonly string[]])[] = [
    ['a property', '[ro.serialno]: [FB0001]', ['FB0001']],
    ['the command line', 'Command line: a=1 androidboot.serialno=FB0001 b=2', ['FB0001']],
    ['a property of which it was taken out', '[ro.serialno]: [[SERIAL:0a1b2c3d]]', []],
    ['an unknown one', '[ro.boot.serialno]: [unknown]', []],
  ];
  for (const [where, line, serials] of CASES)
    it(`are read from ${where}`, () => {
      const reader = createDeviceReader();
      reader.read(line);
      expect(reader.serials()).to.deep.equal(serials);
      expect(reader.device()).to.deep.equal({});
      expect(reader.isSure()).to.equal(false);
    });
});
