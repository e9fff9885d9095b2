import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { toCsv } from '../../../src/kernel/csv.js';

describe('CSV', () => {
  it('gives back every cell that does not begin like a formula', () => {
    const cell = fc.string().filter((text) => !/^[=+\-@\t\r]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const read: string[][] = parse(toCsv(['a', 'b'], rows), { record_delimiter: '\r\n' });
        expect(read.slice(1)).to.deep.equal(rows);
      }),
    );
  });

  for (const formula of ['=1+1', '+1+1', '-1+A1', '@SUM(A1)', '\t=1', '\r=1'])
    it(`lets no spreadsheet run ${JSON.stringify(formula)}`, () => {
      expect(toCsv(['a'], [[formula]])).to.match(/^a\r\n"?'/);
    });

  it('leaves numbers numbers', () => {
    expect(toCsv(['a', 'b'], [[-3, '-2.5']])).to.equal('a,b\r\n-3,-2.5\r\n');
  });
});
