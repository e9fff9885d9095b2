import type { CrashFrame, FoundCrash } from '../../src/features/crashes/crash.js';
import { frameText } from '../../src/features/crashes/crash-page.js';
import { examineFile } from '../../src/features/crashes/examine-file.js';
import type { Exam } from '../../src/features/crashes/exam.js';

const TOP_FRAMES = 10;

const print = (value: object): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

const topFrames = (frames: readonly CrashFrame[]): readonly string[] =>
  frames.slice(0, TOP_FRAMES).map((frame, index) => frameText(frame, index).trim());

const crashLine = (file: string, exam: Exam, crash: FoundCrash): object => {
  const { entry, line, lastLine, kind, frames, outerFrames, device, ...rest } = crash;
  return {
    ...{ file, entry, line, lastLine, kind, ...rest },
    frames: topFrames(frames),
    ...(outerFrames && { outerFrames: topFrames(outerFrames) }),
    device,
    state: exam.state,
    warnings: exam.warnings,
  };
};

const fileLine = (file: string, { state, reason, warnings, lines, encoding }: Exam): object => ({
  file,
  state,
  ...(reason !== undefined && { reason }),
  ...(encoding !== undefined && { encoding }),
  lines,
  warnings,
});

async function read(file: string): Promise<boolean> {
  try {
    const exam = await examineFile(file);
    for (const crash of exam.crashes) print(crashLine(file, exam, crash));
    if (exam.crashes.length === 0) print(fileLine(file, exam));
    const reason = exam.reason === undefined ? '' : `, ${exam.reason}`;
    console.error(
      `${file}: ${exam.state}${reason}, ${exam.lines} lines, ${exam.crashes.length} crashes`,
    );
    return true;
  } catch (error) {
    console.error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/**
 * `read FILE…`: one line of JSON a crash, with its place (`file`, `entry`, `line`, `lastLine`), its
 * facts as far as the log states them, the first frames, the device, and the file's warnings. A file
 * without a crash gives one line without `kind`: its `state`, `reason` and warnings.
 *
 * @returns 0; 1 when a file could not be opened, after the others were read; 2 without a file
 */
export async function run(files: readonly string[]): Promise<number> {
  if (files.length === 0) {
    console.error('Name at least one file: read FILE…');
    return 2;
  }
  let isWhole = true;
  for (const file of files) isWhole = (await read(file)) && isWhole;
  return isWhole ? 0 : 1;
}
