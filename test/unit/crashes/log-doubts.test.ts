import { expect } from 'chai';
import type { DeviceFacts } from '../../../src/features/crashes/crash.js';
import { doubtsOf, type ReportedPhone } from '../../../src/features/crashes/log-doubts.js';

const PHONE: ReportedPhone = {
  modelNames: ['ORION-2', 'Orion 2 Pro'],
  familiar: [],
  build: '3.0.11',
  isOwn: false,
  otherUnitRef: null,
};
const LOG: DeviceFacts = { device: 'orion2', product: 'orion2_cn', build: '3.0.11' };

const CASES: readonly (readonly [
  string,
  Partial<DeviceFacts>,
  Partial<ReportedPhone>,
  readonly string[],
])[] = [
  ['its own model and build', {}, {}, []],
  ['another build', { build: '3.0.12' }, {}, ['crashes.other_build']],
  ['the same build in other letters', { build: ' 3.0.11 ' }, { build: '3.0.11' }, []],
  ['the build under its ROM name', { build: 'X1', romVersion: '3.0.11' }, {}, []],
  ['no known build to compare with', { build: '3.0.12' }, { build: null }, []],
  ['another model', { device: 'vega', product: 'vega_cn' }, {}, ['crashes.other_model']],
  [
    'another model and build',
    { device: 'vega', product: 'vega_cn', build: '1.0' },
    {},
    ['crashes.other_model', 'crashes.other_build'],
  ],
  ['the model by its name', { device: 'x', product: 'y', marketName: 'ORION 2 Pro' }, {}, []],
  [
    'a name that logs of other units gave',
    { device: 'vega', product: 'vega_cn' },
    { familiar: ['vega'] },
    [],
  ],
  ["the unit's own serial number", { device: 'vega', product: 'v' }, { isOwn: true }, []],
  ["another unit's serial number", { build: '9' }, { otherUnitRef: 'U-7' }, ['crashes.other_unit']],
  ["both units' serial numbers", {}, { otherUnitRef: 'U-7', isOwn: true }, []],
];

describe('what in a log does not fit its report', () => {
  for (const [what, log, phone, codes] of CASES)
    it(`is told of ${what}: ${codes.join(', ') || 'nothing'}`, () => {
      const doubts = doubtsOf({ ...LOG, ...log }, { ...PHONE, ...phone });
      expect(doubts.map(({ code }) => code)).to.deep.equal(codes);
    });

  it('is nothing where the log says nothing of the phone', () => {
    expect(doubtsOf({}, PHONE)).to.deep.equal([]);
  });

  it('names both builds', () => {
    const [doubt] = doubtsOf({ ...LOG, build: '3.0.12' }, PHONE);
    expect(doubt?.facts).to.deep.equal({ log: '3.0.12', ours: '3.0.11' });
  });
});
