import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import {
  createRetracer,
  HEAD_BYTES,
  identify,
  openSymbols,
  symbolicateLine,
  type OpenSymbols,
} from '../../src/features/symbols/thread.js';

async function readHead(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<OpenSymbols | undefined> {
  const found = identify(await readHead(path), { package: '', version: '' });
  return found && openSymbols(path, found.kind);
}

function lineReader(opened: OpenSymbols): (text: string) => readonly string[] {
  if (opened.kind === 'breakpad') return (text) => symbolicateLine(opened.symbols, text);
  const { newerVersion } = opened.mapping;
  if (newerVersion !== undefined)
    console.error(`The mapping is of the newer format ${newerVersion}; some frames may be missed`);
  return createRetracer(opened.mapping);
}

/**
 * `retrace MAPPING [FILE]`: writes the stack traces of FILE, or of standard input, with the names of
 * the source. MAPPING is a mapping.txt of ProGuard or R8, or a Breakpad .sym for native backtraces.
 * Lines that are no part of a trace come out as they went in.
 *
 * @returns 0; 1 when a file can't be read or MAPPING is neither; 2 without a MAPPING
 */
export async function run([mapping, file]: readonly string[]): Promise<number> {
  if (mapping === undefined) {
    console.error('Name a mapping.txt or a .sym: retrace MAPPING [FILE]');
    return 2;
  }
  try {
    const opened = await openFile(mapping);
    if (!opened) {
      console.error(`${mapping} is neither a mapping.txt nor a Breakpad symbol file`);
      return 1;
    }
    const read = lineReader(opened);
    const input = file === undefined ? process.stdin : (await open(file)).createReadStream();
    for await (const line of createInterface({ input, crlfDelay: Infinity }))
      for (const text of read(line)) process.stdout.write(`${text}\n`);
    opened.close();
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}
