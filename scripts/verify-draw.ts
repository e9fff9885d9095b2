import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UnreadableList } from '../src/features/selections/draw-file.js';
import { DRAW_FORMAT, verify, type DrawFile } from '../src/features/selections/verify.js';

/**
 * `npm run verify-draw -- FOLDER`, `-- ADDRESS` or `-- draw.json list.csv result.csv` makes a
 * published selection again. Prints OK, or the first difference and ends with 1; 2 when the files
 * can't be read. A saved folder needs no network and no database.
 */
const NAMES = ['draw.json', 'list.csv', 'result.csv'] as const;

const isAddress = (place: string): boolean => /^https?:\/\//.test(place);

async function readText(place: string): Promise<string> {
  if (!isAddress(place)) return readFile(place, 'utf8');
  const answer = await fetch(place, { headers: { accept: '*/*' } });
  if (!answer.ok) throw new Error(`${place} answered ${answer.status}`);
  return answer.text();
}

/** Where the three files are: all in one place, or named one by one in any order. */
function placesOf(named: readonly string[]): readonly string[] {
  const [first = ''] = named;
  if (named.length === NAMES.length)
    return NAMES.map((name) => named.find((one) => one.endsWith(name)) ?? '');
  if (isAddress(first)) return NAMES.map((name) => `${first.replace(/\/+$/, '')}/${name}`);
  return named.length === 1 && existsSync(first) && statSync(first).isDirectory()
    ? NAMES.map((name) => path.join(first, name))
    : [];
}

const places = placesOf(process.argv.slice(2));
if (places.length === 0 || places.includes('')) {
  console.error(
    'Name a folder or an address with draw.json, list.csv and result.csv, or the files.',
  );
  process.exit(2);
}
try {
  const [facts = '', list = '', result = ''] = await Promise.all(places.map(readText));
  const draw = JSON.parse(facts) as Omit<DrawFile, 'format'> & { format: string };
  if (draw.format !== DRAW_FORMAT) throw new Error(`${places[0] ?? ''} is not a ${DRAW_FORMAT}`);
  const difference = verify({ draw: { ...draw, format: DRAW_FORMAT }, list, result });
  if (difference === undefined) {
    console.log(`OK: ${draw.listed} applicants of ${draw.round}, every line is as it must be.`);
  } else {
    const where = difference.line === undefined ? '' : `, line ${difference.line} of the result`;
    console.log(`DIFFERENT: ${difference.what}${where}`);
    console.log(`  must be: ${difference.expected}`);
    console.log(`  is:      ${difference.found}`);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UnreadableList ? 1 : 2;
}
