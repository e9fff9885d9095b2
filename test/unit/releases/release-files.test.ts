import { expect } from 'chai';
import { filesText, parseFiles } from '../../../src/features/releases/release-files.js';

const A = 'a'.repeat(64);
const B = '0123456789abcdef'.repeat(4);
const file = (name: string, sha256 = A) => ({ name, sha256, size: null, url: null });

/** What is pasted, and the file or the refused line that it is. */
const LINES: readonly (readonly [string, string, object])[] = [
  ['what sha256sum prints', `${A}  orion-2.zip`, file('orion-2.zip')],
  ['a binary file', `${A} *orion-2.zip`, file('orion-2.zip')],
  ['capital digits', `${B.toUpperCase()}  a.img`, file('a.img', B)],
  ['the form of BSD', `SHA256 (orion 2 (full).zip) = ${B}`, file('orion 2 (full).zip', B)],
  ['a size', `${A}  a.zip | 2048`, { ...file('a.zip'), size: 2048 }],
  [
    'a link and a size',
    `${A}  a.zip | https://dl.example.com/a.zip | 7`,
    { ...file('a.zip'), size: 7, url: 'https://dl.example.com/a.zip' },
  ],
];
const REFUSED: readonly (readonly [string, string])[] = [
  ['a short hash', `${A.slice(1)}  a.zip`],
  ['a hash alone', A],
  ['the checksum of another kind', `MD5 (a.zip) = ${A.slice(32)}`],
  ['a link without encryption', `${A}  a.zip | http://dl.example.com/a.zip`],
  ['a script for a link', `${A}  a.zip | javascript:alert(1)`],
  ['a link with a password', `${A}  a.zip | https://me:secret@dl.example.com/a.zip`],
  ['two sizes', `${A}  a.zip | 1 | 2`],
  ['more than that', `${A}  a.zip | 1 | https://dl.example.com/ | yes`],
];

describe('a list of checksums', () => {
  for (const [what, line, expected] of LINES)
    it(`reads ${what}`, () => {
      expect(parseFiles(`\n${line}\n\n`)).to.deep.equal([expected]);
    });
  for (const [what, line] of REFUSED)
    it(`refuses ${what} and names the line`, () => {
      const problem = parseFiles(`${B}  fine.zip\n\n${line}`);
      expect(problem).to.have.property('code', 'releases.bad_file');
      expect(problem).to.have.nested.property('facts.line', 3);
    });

  it('refuses a name that stands twice, and more files than a release lists', () => {
    expect(parseFiles(`${A}  a.zip\n${B}  a.zip`)).to.have.property('code', 'releases.file_twice');
    const many = Array.from({ length: 101 }, (_, n) => `${A}  part-${n}.zip`).join('\n');
    expect(parseFiles(many)).to.have.property('code', 'releases.too_many_files');
    expect(parseFiles('')).to.deep.equal([]);
  });

  it('is written as it is read', () => {
    const files = [
      { ...file('a b.zip'), size: 2048, url: 'https://dl.example.com/a%20b.zip' },
      file('c.img', B),
    ];
    expect(parseFiles(filesText(files))).to.deep.equal(files);
  });
});
