import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config.js';
import type { Told } from './tell-story.js';

/** Stands in the data directory and says that all in it, and in `uploadsDir`, is invented. */
export interface StoryMark {
  readonly uploadsDir: string;
  /** The story's last instant, in ISO 8601. */
  readonly toldAt: string;
  /** Absent while the story is being told: a directory that was left like this is told anew. */
  readonly told?: Told;
}

type Places = Pick<Config, 'dataDir' | 'uploadsDir'>;

const markFile = ({ dataDir }: Pick<Places, 'dataDir'>): string => path.join(dataDir, 'story.json');

export function readMark(places: Places): StoryMark | undefined {
  const file = markFile(places);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StoryMark) : undefined;
}

export function writeMark(places: Places, mark: Omit<StoryMark, 'uploadsDir'>): void {
  mkdirSync(places.dataDir, { recursive: true, mode: 0o700 });
  const whole: StoryMark = { uploadsDir: places.uploadsDir, ...mark };
  writeFileSync(markFile(places), `${JSON.stringify(whole, null, 2)}\n`, { mode: 0o600 });
}

/** Why the story may not be told here, in a sentence for the terminal; undefined when it may. */
export function refusalFor(places: Places): string | undefined {
  const { dataDir, uploadsDir } = places;
  const mark = readMark(places);
  if (mark && path.resolve(mark.uploadsDir) !== path.resolve(uploadsDir))
    return `The story in ${dataDir} has its files in ${mark.uploadsDir}, not in ${uploadsDir}.`;
  if (mark) return undefined;
  if (existsSync(path.join(dataDir, 'database')))
    return `${dataDir} holds a database that is not the story's. Set DATA_DIR to another directory.`;
  if (hasFiles(uploadsDir))
    return `${uploadsDir} holds files that are not the story's. Set UPLOADS_DIR to another directory.`;
  return undefined;
}

/** Removes what an earlier telling left; call it only where there is a mark and no refusal. */
export function wipeStory({ dataDir, uploadsDir }: Places): void {
  rmSync(uploadsDir, { recursive: true, force: true });
  rmSync(path.join(dataDir, 'database'), { recursive: true, force: true });
  rmSync(markFile({ dataDir }), { force: true });
}

const hasFiles = (dir: string): boolean =>
  existsSync(dir) && readdirSync(dir).some((name) => name !== '.gitkeep');
