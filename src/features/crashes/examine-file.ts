import { createDigest, createRedactor, type Redactor } from '../redaction/index.js';
import { MAX_ACRA_BYTES, readAcra } from './acra.js';
import type { CrashFacts, DeviceFacts, FoundCrash } from './crash.js';
import type { CrashCollector } from './crash-merge.js';
import { createCrashCollector } from './crash-merge.js';
import { protectDevice, protectFacts } from './crash-protect.js';
import { crashKey } from './crash-signature.js';
import { instantInLog, knownZone, type ClockFacts } from './crash-time.js';
import { crashTitle } from './crash-title.js';
import { completeDevice, mergeDevices } from './device-facts.js';
import type { Encoding, Exam, ExamBudgets, ExamReason, ExamWarning } from './exam.js';
import { EXAM_BUDGETS } from './exam.js';
import { createLogScanner, type LogScanner } from './log-scanner.js';
import type { LogBytes, LogPart } from './log-source.js';
import { LogTrouble, readLogFile } from './log-source.js';
import { createTextReader } from './log-text.js';
import { createOwnNames, type OwnNames } from './own-names.js';
import { MAX_TOMBSTONE_BYTES, readTombstone } from './tombstone-proto.js';

interface Progress {
  readonly budgets: ExamBudgets;
  readonly redactor: Redactor;
  /** What is personal is to be hidden in what is given back. */
  readonly isProtected: boolean;
  readonly collector: CrashCollector;
  readonly own: OwnNames;
  readonly troubles: { readonly entry: string; readonly code: ExamReason }[];
  /** What the texts say of the phone, and whether one of them is the phone's own word. */
  device: DeviceFacts;
  isSureOfDevice: boolean;
  readonly serials: Set<string>;
  readonly unread: string[];
  encoding: Encoding | undefined;
  texts: number;
  lines: number;
  bytes: number;
  dropped: number;
}

/**
 * The crash with its name; what it doesn't say of the phone, the whole file does. Key and title hold
 * nothing personal, whether or not the rest does.
 */
const toFound = (
  facts: CrashFacts,
  whole: DeviceFacts,
  { redactor, isProtected }: Progress,
  clock: ClockFacts,
): FoundCrash => {
  const device = mergeDevices(facts.device, whole);
  const seenAt = facts.at === undefined ? undefined : instantInLog(facts.at, clock);
  const crash = { ...facts, device, ...(seenAt !== undefined && { seenAt }) };
  const safe = protectFacts(crash, redactor);
  return { ...(isProtected ? safe : crash), key: crashKey(safe), title: crashTitle(safe) };
};

const noteDevice = (scanned: LogScanner['device'], progress: Progress): void => {
  const device = scanned.device();
  const isNewer = scanned.isSure() && !progress.isSureOfDevice;
  const [main, other] = isNewer ? [device, progress.device] : [progress.device, device];
  progress.device = mergeDevices(main, other);
  progress.isSureOfDevice ||= scanned.isSure();
  for (const serial of scanned.serials()) progress.serials.add(serial);
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
  const scanner = createLogScanner(text.entry, maxCrashes, maxLineBytes);
  const reader = createTextReader(maxLineBytes, scanner.block);
  await readBytes(text, progress, (chunk) => {
    reader.write(chunk);
  });
  reader.end();
  progress.lines += scanner.lines();
  progress.encoding ??= reader.encoding();
  for (const crash of scanner.end()) progress.collector.add(crash);
  noteDevice(scanner.device, progress);
  progress.dropped += scanner.dropped();
};

/** The bytes of a part that only makes sense as a whole. */
const readWhole = async (part: LogBytes, progress: Progress, limit: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  await readBytes(part, progress, (chunk) => {
    size += chunk.length;
    if (size > limit) throw new LogTrouble('crashes.over_limit');
    chunks.push(chunk);
  });
  return Buffer.concat(chunks);
};

const readReport = async (part: LogBytes, progress: Progress): Promise<void> => {
  const text = (await readWhole(part, progress, MAX_ACRA_BYTES)).toString('utf8');
  const { lines, line, at, device, app, isWhole } = readAcra(text);
  const scanner = createLogScanner(part.entry, progress.budgets.maxCrashes);
  for (const one of lines) scanner.line(one);
  const place = { line, lastLine: line, ...(at !== undefined && { at }), ...(app && { app }) };
  for (const crash of scanner.end()) progress.collector.add({ ...crash, ...place, device });
  progress.lines += text.split('\n').length;
  if (!isWhole) progress.troubles.push({ entry: part.entry, code: 'crashes.damaged' });
};

const readProto = async (part: LogBytes, progress: Progress): Promise<void> => {
  const draft = readTombstone(await readWhole(part, progress, MAX_TOMBSTONE_BYTES));
  if (draft) progress.collector.add({ ...draft, entry: part.entry });
  else progress.troubles.push({ entry: part.entry, code: 'crashes.damaged' });
};

const readPart = async (part: LogPart, progress: Progress): Promise<void> => {
  if (part.kind === 'refusal') progress.troubles.push({ entry: part.entry, code: part.code });
  else if (part.kind === 'unread') progress.unread.push(part.entry);
  else if (part.kind === 'text') await readText(part, progress);
  else if (part.kind === 'acra') await readReport(part, progress);
  else await readProto(part, progress);
};

const MAX_SERIALS = 20;

/** Pictures and empty files are what archives are full of; nothing to warn of. */
const ORDINARY: readonly ExamReason[] = ['crashes.not_a_log', 'crashes.empty'];

const shownEntry = (entry: string, { redactor, isProtected }: Progress): string =>
  isProtected ? redactor.path(entry) : entry;

const shownDevice = (device: DeviceFacts, { redactor, isProtected }: Progress): DeviceFacts =>
  isProtected ? protectDevice(device, redactor) : device;

const warningsOf = (progress: Progress): readonly ExamWarning[] => [
  ...progress.troubles
    .filter(({ entry, code }) => entry !== '' && !ORDINARY.includes(code))
    .slice(0, progress.budgets.maxWarnings)
    .map(({ entry, code }) => ({ code, facts: { entry: shownEntry(entry, progress) } })),
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

const unreadOf = (progress: Progress): Exam['unread'] => ({
  count: progress.unread.length,
  names: progress.unread
    .slice(0, progress.budgets.maxWarnings)
    .map((entry) => shownEntry(entry, progress)),
});

/** The phone's own word, else that of its crashes. */
const deviceOf = ({ device, isSureOfDevice, collector }: Progress): DeviceFacts => {
  const told = isSureOfDevice ? [] : collector.crashes().map((crash) => crash.device);
  return told.reduce(mergeDevices, completeDevice(device));
};

const toExam = (progress: Progress, receivedAt: Date | undefined): Exam => {
  const reason = reasonOf(progress);
  const isUsable = progress.texts > 0 && reason !== 'crashes.bomb';
  const device = deviceOf(progress);
  const takenAt = device.takenAt ?? receivedAt?.toISOString();
  const clock = { takenAt, timeZone: knownZone(device.timeZone) };
  return {
    state: reason === undefined ? 'examined' : isUsable ? 'partial' : 'unreadable',
    ...(reason !== undefined && { reason }),
    warnings: warningsOf(progress),
    crashes: isUsable
      ? progress.collector.crashes().map((crash) => toFound(crash, device, progress, clock))
      : [],
    ...(Object.keys(device).length > 0 && { device: shownDevice(device, progress) }),
    ...(progress.encoding !== undefined && { encoding: progress.encoding }),
    ...(progress.unread.length > 0 && { unread: unreadOf(progress) }),
    lines: progress.lines,
    bytesRead: progress.bytes,
    ...(progress.own.wasFound() && { seen: true }),
    ...(progress.serials.size > 0 && { serials: [...progress.serials].slice(0, MAX_SERIALS) }),
  };
};

export interface ExamOptions {
  readonly budgets?: ExamBudgets;
  /** Serial and IMEI of the unit, to look for. */
  readonly names?: readonly string[];
  /** Under which pseudonyms hide what is personal; without it crashes say what the file says. */
  readonly key?: string | undefined;
  /** Tells the year of a log that has none. */
  readonly receivedAt?: Date | undefined;
}

/**
 * Reads a stored file of any shape to the crashes in it, within the budgets. It rejects only when
 * the file can't be opened; everything the file itself may be is a state with a reason.
 */
export const examineFile = async (
  path: string,
  { budgets = EXAM_BUDGETS, names = [], key, receivedAt }: ExamOptions = {},
): Promise<Exam> => {
  const progress: Progress = {
    budgets,
    redactor: createRedactor({ digest: createDigest(key ?? ''), own: names }),
    isProtected: key !== undefined,
    collector: createCrashCollector(budgets.maxCrashes),
    own: createOwnNames(names),
    device: {},
    isSureOfDevice: false,
    serials: new Set(),
    dropped: 0,
    troubles: [],
    unread: [],
    encoding: undefined,
    texts: 0,
    lines: 0,
    bytes: 0,
  };
  for await (const part of readLogFile(path, budgets)) await readPart(part, progress);
  return toExam(progress, receivedAt);
};
