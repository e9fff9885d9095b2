import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface SourceFile {
  /** Relative to the project, with forward slashes. */
  readonly file: string;
  readonly text: string;
  readonly imports: readonly ImportLine[];
}

export interface ImportLine {
  /** A package name, or for a relative import the file it means, relative to the project. */
  readonly target: string;
  readonly isRelative: boolean;
}

const IMPORT = /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?\s*['"]([^'"\n]+)['"]/g;

/** All TypeScript files under `src` (or another folder) with what they import. */
export function readSources(root = 'src'): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => {
      const file = path.posix.join(root, name.split(path.sep).join('/'));
      const text = readFileSync(file, 'utf8');
      return { file, text, imports: importsOf(file, text) };
    });
}

/** What the text of a file imports; exported so that planted violations can prove the check. */
export function importsOf(file: string, text: string): ImportLine[] {
  return [...text.matchAll(IMPORT)].map(([, target = '']) =>
    target.startsWith('.')
      ? {
          target: path.posix.join(path.posix.dirname(file), target).replace(/\.js$/, '.ts'),
          isRelative: true,
        }
      : { target, isRelative: false },
  );
}
