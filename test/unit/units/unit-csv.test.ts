import { expect } from 'chai';
import fc from 'fast-check';
import { isImei, normaliseImei } from '../../../src/features/units/imei.js';
import {
  checkRows,
  IMPORT_MAX_BYTES,
  IMPORT_MAX_ROWS,
  readUnitCsv,
} from '../../../src/features/units/unit-csv.js';
import { imeiOf } from '../../support/units.js';

const RULES = {
  revisions: ['EVT', 'DVT'],
  takenSerials: new Set(['SN-TAKEN']),
  takenImeis: new Set(['356938035643809']),
};

const linesOf = (csv: string) => {
  const reading = readUnitCsv(csv);
  if ('problem' in reading) throw new Error(reading.problem.code);
  return reading.lines;
};
const problemOf = (csv: string) => {
  const reading = readUnitCsv(csv);
  return 'problem' in reading ? reading.problem : undefined;
};
const errorsOf = (csv: string) =>
  checkRows(linesOf(csv), RULES).flatMap(({ errors }) =>
    errors.map(({ line, field, code }) => `${line} ${field} ${code}`),
  );

describe('the check digit of an IMEI', () => {
  const real = ['490154203237518', '356938035643809', '352099001761481'];
  for (const imei of real)
    it(`fits ${imei}`, () => {
      expect(isImei(imei)).to.equal(true);
    });

  it('fits no other last digit', () => {
    fc.assert(
      fc.property(fc.nat(999_999), fc.integer({ min: 1, max: 9 }), (count, off) => {
        const imei = imeiOf(count);
        expect(isImei(imei)).to.equal(true);
        const wrong = `${imei.slice(0, -1)}${(Number(imei.at(-1)) + off) % 10}`;
        expect(isImei(wrong)).to.equal(false);
      }),
    );
  });

  for (const text of ['', '49015420323751', '4901542032375180', '49015420323751A', '００００'])
    it(`refuses ${text || 'nothing'}`, () => {
      expect(isImei(text)).to.equal(false);
    });

  it('is looked at without spaces and hyphens', () => {
    expect(normaliseImei('49-015420-323751-8')).to.equal('490154203237518');
  });
});

describe('a table of units', () => {
  it('is read with any separator, line end, head and mark at its start', () => {
    const tables = [
      'serial,imei,revision,build\nsn-0001,490154203237518,dvt,3.0.1',
      '\uFEFFSerial Number;Hardware revision;Build;IMEI\r\nSN-0001;DVT;3.0.1;49-015420-323751-8\r\n',
      '序列号\t硬件阶段\t版本\tIMEI\n "SN-0001"\tDVT\t3.0.1\t490154203237518\n\n',
    ];
    for (const table of tables) {
      const [row] = checkRows(linesOf(table.replace(' "', '"')), RULES);
      expect(row).to.deep.equal({
        line: 2,
        unit: {
          serial: 'SN-0001',
          imei: '490154203237518',
          hardwareRevision: 'DVT',
          build: '3.0.1',
        },
        errors: [],
      });
    }
  });

  it('may leave out IMEI and build', () => {
    expect(checkRows(linesOf('serial,revision\nSN-0001,EVT'), RULES)[0]?.unit).to.include({
      imei: null,
      build: null,
    });
  });

  it('names line and field of everything that is wrong', () => {
    const table = [
      'serial,imei,revision,build',
      'SN-0001,490154203237518,DVT,3.0.1',
      '',
      'x,490154203237519,PVT,a b',
      'sn-0001,490154203237518,EVT,',
      'SN-TAKEN,356938035643809,EVT',
      ',,,',
      ',490154203237518,,',
    ].join('\n');
    expect(errorsOf(table)).to.deep.equal([
      '4 serial units.bad_serial',
      '4 imei units.bad_imei',
      '4 revision units.bad_revision',
      '4 build units.bad_build',
      '5 serial units.repeated',
      '5 imei units.repeated',
      '6 serial units.serial_taken',
      '6 imei units.imei_taken',
      '8 serial required',
      '8 revision required',
      '8 imei units.repeated',
    ]);
  });

  it('counts lines as an editor does, also after a cell with a line break', () => {
    expect(errorsOf('serial,revision\n"SN\n0001",DVT\nSN-0002,XXX')).to.deep.equal([
      '4 revision units.bad_revision',
    ]);
  });

  const unreadable: readonly [string, string, string][] = [
    ['nothing', '', 'units.csv_empty'],
    ['a head alone', 'serial,revision\n', 'units.csv_empty'],
    ['a single quotation mark', 'serial,revision\n"SN-1,DVT\n', 'units.csv_unreadable'],
    ['more cells than heads', 'serial,revision\nSN-1,DVT,3\n', 'units.csv_unreadable'],
    ['an unknown column', 'serial,revision,colour\nSN-1,DVT,red', 'units.csv_column_unknown'],
    ['no serial column', 'imei,revision\n1,DVT', 'units.csv_column_missing'],
    ['a column twice', 'serial,SN,revision\n1,2,DVT', 'units.csv_column_twice'],
    ['too many bytes', `serial,revision\n${'x'.repeat(IMPORT_MAX_BYTES)}`, 'units.csv_too_large'],
    [
      'too many lines',
      `serial,revision\n${'SN-1,DVT\n'.repeat(IMPORT_MAX_ROWS + 1)}`,
      'units.csv_too_long',
    ],
  ];
  for (const [what, csv, code] of unreadable)
    it(`is refused as a whole for ${what}`, () => {
      expect(problemOf(csv)?.code).to.equal(code);
    });

  it('is never a bug, whatever is pasted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (tail) => {
        const reading = readUnitCsv(`serial,imei,revision\n${tail}`);
        if ('lines' in reading) checkRows(reading.lines, RULES);
      }),
    );
  });
});
