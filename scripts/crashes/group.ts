import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { FoundCrash } from '../../src/features/crashes/crash.js';
import { examineFile } from '../../src/features/crashes/examine-file.js';
import { createGrouper, createRarity } from '../../src/features/crashes/grouping.js';
import { shapeOf } from '../../src/features/crashes/crash-shape.js';

interface Found {
  readonly file: string;
  readonly crash: FoundCrash;
}

/** Every file below the folder, in the order of their names, whatever the disk says. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** A file that can't be read is told and left out; the others are still grouped. */
async function crashesIn(file: string): Promise<readonly Found[]> {
  try {
    const exam = await examineFile(file);
    if (exam.reason !== undefined) console.error(`${file}: ${exam.reason}`);
    return exam.crashes.map((crash) => ({ file, crash }));
  } catch (error) {
    console.error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

/** How telling a frame is among all that was found, one shape for each key. */
function rarityOf(found: readonly Found[]) {
  const shapes = new Map(found.map(({ crash }) => [crash.key, shapeOf(crash)]));
  return createRarity([...shapes.values()].filter((shape) => shape !== undefined));
}

/**
 * `group FOLDER`: one line of JSON for each crash below the folder, with the number of the group it
 * belongs to. The same folder always gives the same lines.
 */
export async function run([folder]: readonly string[]): Promise<number> {
  if (folder === undefined) {
    console.error('Which folder?');
    return 2;
  }
  const found: Found[] = [];
  for (const file of await filesIn(folder)) found.push(...(await crashesIn(file)));
  const grouper = createGrouper(rarityOf(found));
  for (const { file, crash } of found) {
    const { group, by, score } = grouper.add(crash);
    const { entry, line, kind, process = null, key, title } = crash;
    const place = { file: path.relative(folder, file), entry, line, kind, process };
    console.log(
      JSON.stringify({ ...place, key, group, title, by, score: Number(score.toFixed(3)) }),
    );
  }
  return 0;
}
