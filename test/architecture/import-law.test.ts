import { expect } from 'chai';
import { breachesOf, FEATURE_ORDER } from '../support/import-law.js';
import { importsOf, readSources, type SourceFile } from '../support/imports.js';

const planted = (file: string, text: string): SourceFile => ({
  file,
  text,
  imports: importsOf(file, text),
});

describe('the import law', () => {
  it('holds in the whole tree', () => {
    expect(breachesOf(readSources())).to.deep.equal([]);
  });

  const violations: readonly [string, string, string][] = [
    ['a kernel that imports', 'src/kernel/a.ts', "import { x } from '../platform/b.js';"],
    [
      'a platform that knows a feature',
      'src/platform/a.ts',
      "import '../features/units/index.js';",
    ],
    ['a web layer that knows a feature', 'src/web/a.ts', "import { x } from '../features/x/y.js';"],
    [
      'a feature that looks ahead',
      'src/features/units/unit-service.ts',
      "import {\n  x,\n} from '../reports/index.js';",
    ],
    [
      'a feature that reaches past an index',
      'src/features/reports/report-service.ts',
      "import type { Unit } from '../units/unit.js';",
    ],
    [
      'a rule that knows a store',
      'src/features/units/unit.ts',
      "import { x } from './unit-store.js';",
    ],
    [
      'a service that knows mongoose',
      'src/features/units/unit-service.ts',
      "import m from 'mongoose';",
    ],
    [
      'a service that knows Express',
      'src/features/units/unit-service.ts',
      "import e from 'express';",
    ],
    ['a rule that reads the clock', 'src/features/units/unit.ts', 'const now = new Date();'],
    ['a rule that throws dice', 'src/features/units/unit.ts', 'Math.random()'],
    ['a feature that reads the environment', 'src/features/a/b.ts', 'process.env.X'],
    ['a default export', 'src/kernel/a.ts', 'export default 1;'],
  ];
  for (const [what, file, text] of violations)
    it(`catches ${what}`, () => {
      expect(breachesOf([planted(file, text)])).to.have.length(1);
    });

  it('knows every feature that exists', () => {
    const features = new Set(
      readSources('src/features').map(({ file }) => file.split('/')[2] ?? ''),
    );
    expect([...features].filter((name) => !FEATURE_ORDER.includes(name))).to.deep.equal([]);
  });
});
