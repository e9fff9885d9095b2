import type { FieldError } from '../../kernel/errors.js';
import { clip } from '../../kernel/text.js';

/** A file of the build, which lies elsewhere: nothing here ever fetches it. */
export interface ReleaseFile {
  readonly name: string;
  /** 64 small hex digits. */
  readonly sha256: string;
  readonly size: number | null;
  /** An https address, or null. */
  readonly url: string | null;
}

export const FILES_MAX = 100;
/** Of a list that is sent as a file. */
export const LIST_MAX_KB = 64;
const NAME_MAX = 200;
const QUOTED = 60;

const GNU = /^([0-9a-f]{64}) [ *](.+)$/i;
const BSD = /^SHA256 \((.+)\) = ([0-9a-f]{64})$/i;
const BYTES = /^\d{1,15}$/;

/**
 * Reads a list of checksums: lines of `sha256sum` (GNU coreutils), `<hash>  <name>`, or those of
 * `sha256sum --tag` and BSD's `sha256`, `SHA256 (<name>) = <hash>`. Behind ` | ` may stand the size
 * in bytes and an https link, in any order. The first line that says none of this is the problem.
 */
export function parseFiles(typed: string): readonly ReleaseFile[] | FieldError {
  const files: ReleaseFile[] = [];
  for (const [index, line] of typed.split('\n').entries()) {
    if (line.trim() === '') continue;
    const file = parseLine(line.trimEnd());
    const facts = { line: index + 1, text: clip(line.trim(), QUOTED) };
    if (!file) return { code: 'releases.bad_file', facts };
    if (files.some(({ name }) => name === file.name)) return { code: 'releases.file_twice', facts };
    if (files.length === FILES_MAX)
      return { code: 'releases.too_many_files', facts: { count: FILES_MAX } };
    files.push(file);
  }
  return files;
}

function parseLine(line: string): ReleaseFile | undefined {
  const [sum = '', ...more] = line.split(' | ');
  const [, gnuHash, gnuName] = GNU.exec(sum.trimEnd()) ?? [];
  const [, bsdName, bsdHash] = BSD.exec(sum.trimEnd()) ?? [];
  const [name, hash] = [gnuName ?? bsdName, gnuHash ?? bsdHash];
  if (name === undefined || hash === undefined || name.length > NAME_MAX) return undefined;
  const details = more.map((part) => part.trim());
  const size = details.find((part) => BYTES.test(part));
  const url = details.find(isHttps);
  const isAllRead = details.length === [size, url].filter((part) => part !== undefined).length;
  if (!isAllRead) return undefined;
  const bytes = size === undefined ? null : Number(size);
  return { name, sha256: hash.toLowerCase(), size: bytes, url: url ?? null };
}

/** Without a name and password in it, which a link for everybody never has. */
function isHttps(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' && url.username === '' && url.password === '';
}

/** The lines from which `parseFiles` reads these files. */
export const filesText = (files: readonly ReleaseFile[]): string =>
  files
    .map(({ name, sha256, size, url }) =>
      [`${sha256}  ${name}`, ...(size === null ? [] : [String(size)]), ...(url ? [url] : [])].join(
        ' | ',
      ),
    )
    .join('\n');
