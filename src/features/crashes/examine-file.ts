import type { CrashFacts, FoundCrash } from './crash.js';
import type { CrashCollector } from './crash-merge.js';
import { createCrashCollector } from './crash-merge.js';
import { crashKey } from './crash-signature.js';
import { crashTitle } from './crash-title.js';
import type { Encoding, Exam, ExamBudgets, ExamReason, ExamWarning } from './exam.js';
import { EXAM_BUDGETS } from './exam.js';
import { buildOf, createLogScanner } from './log-scanner.js';
import type { LogBytes, LogPart } from './log-source.js';
import { LogTrouble, readLogFile } from './log-source.js';
import { createTextReader } from './log-text.js';
import { createOwnNames, type OwnNames } from './own-names.js';
import { MAX_TOMBSTONE_BYTES, readTombstone } from './tombstone-proto.js';

interface Progress {
  readonly budgets: ExamBudgets;
  readonly collector: CrashCollector;
  readonly own: OwnNames;
  readonly troubles: { readonly entry: string; readonly code: ExamReason }[];
  encoding: Encoding | undefined;
  texts: number;
  lines: number;
  bytes: number;
  dropped: number;
}

const toFound = (facts: CrashFacts): FoundCrash => {
  const { fingerprint } = facts.device;
  const build = fingerprint === undefined ? undefined : buildOf(fingerprint);
  const device = { ...facts.device, ...(build !== undefined && { build }) };
  return { ...facts, device, key: crashKey(facts), title: crashTitle(facts) };
};

/** Feeds the bytes of a part to `take`; how they end badly is noted, and what was read is kept. */
const readBytes = async (
  { entry, bytes }: LogBytes,
  progress: Progress,
  take: (chunk: Buffer) => void,
): Promise<void> => {
  try {
    for await (const chunk of bytes) {
      progress.bytes += chunk.length;
      progress.own.write(chunk);
      take(chunk);
    }
  } catch (error) {
    if (!(error instanceof LogTrouble)) throw error;
    progress.troubles.push({ entry, code: error.code });
  }
  progress.own.end();
  progress.texts += 1;
};

const readText = async (text: LogBytes, progress: Progress): Promise<void> => {
  const { maxCrashes, maxLineBytes } = progress.budgets;
  const scanner = createLogScanner(text.entry, maxCrashes);
  const reader = createTextReader(maxLineBytes, (line) => {
    scanner.line(line);
  });
  await readBytes(text, progress, (chunk) => {
    reader.write(chunk);
  });
  reader.end();
  progress.lines += scanner.lines();
  progress.encoding ??= reader.encoding();
  for (const crash of scanner.end()) progress.collector.add(crash);
  progress.dropped += scanner.dropped();
};

const readProto = async (part: LogBytes, progress: Progress): Promise<void> => {
  const chunks: Buffer[] = [];
  let size = 0;
  await readBytes(part, progress, (chunk) => {
    size += chunk.length;
    if (size > MAX_TOMBSTONE_BYTES) throw new LogTrouble('crashes.over_limit');
    chunks.push(chunk);
  });
  const draft = readTombstone(Buffer.concat(chunks));
  if (draft) progress.collector.add({ ...draft, entry: part.entry });
  else progress.troubles.push({ entry: part.entry, code: 'crashes.damaged' });
};

const readPart = async (part: LogPart, progress: Progress): Promise<void> => {
  if (part.kind === 'refusal') progress.troubles.push({ entry: part.entry, code: part.code });
  else if (part.kind === 'text') await readText(part, progress);
  else await readProto(part, progress);
};

/** Pictures and empty files are what archives are full of; nothing to warn of. */
const ORDINARY: readonly ExamReason[] = ['crashes.not_a_log', 'crashes.empty'];

const warningsOf = (progress: Progress): readonly ExamWarning[] => [
  ...progress.troubles
    .filter(({ entry, code }) => entry !== '' && !ORDINARY.includes(code))
    .slice(0, progress.budgets.maxWarnings)
    .map(({ entry, code }) => ({ code, facts: { entry } })),
  ...(progress.dropped + progress.collector.dropped() > 0
    ? [{ code: 'crashes.too_many' as const, facts: { kept: progress.budgets.maxCrashes } }]
    : []),
];

/** The trouble of the file as a whole; for one that gave no text, the most telling of its entries. */
const reasonOf = ({ troubles, texts }: Progress): ExamReason | undefined => {
  const whole = troubles.find(({ entry }) => entry === '');
  if (whole || texts > 0) return whole?.code;
  const telling = troubles.find(({ code }) => !ORDINARY.includes(code));
  return telling?.code ?? troubles[0]?.code ?? 'crashes.empty';
};

const toExam = (progress: Progress): Exam => {
  const reason = reasonOf(progress);
  const isUsable = progress.texts > 0 && reason !== 'crashes.bomb';
  return {
    state: reason === undefined ? 'examined' : isUsable ? 'partial' : 'unreadable',
    ...(reason !== undefined && { reason }),
    warnings: warningsOf(progress),
    crashes: isUsable ? progress.collector.crashes().map(toFound) : [],
    ...(progress.encoding !== undefined && { encoding: progress.encoding }),
    lines: progress.lines,
    bytesRead: progress.bytes,
    ...(progress.own.wasFound() && { seen: true }),
  };
};

/**
 * Reads a stored file of any shape to the crashes in it, within the budgets. It rejects only when
 * the file can't be opened; everything the file itself may be is a state with a reason.
 */
export const examineFile = async (
  path: string,
  {
    budgets = EXAM_BUDGETS,
    names = [],
  }: { readonly budgets?: ExamBudgets; readonly names?: readonly string[] } = {},
): Promise<Exam> => {
  const progress: Progress = {
    budgets,
    collector: createCrashCollector(budgets.maxCrashes),
    own: createOwnNames(names),
    dropped: 0,
    troubles: [],
    encoding: undefined,
    texts: 0,
    lines: 0,
    bytes: 0,
  };
  for await (const part of readLogFile(path, budgets)) await readPart(part, progress);
  return toExam(progress);
};
