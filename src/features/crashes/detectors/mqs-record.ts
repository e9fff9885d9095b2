import type { CrashKind } from '../crash.js';
import { javaCrash } from './java-crash.js';
import { nativeCrash } from './native-crash.js';
import { readBootReason } from './reboot.js';
import { findThrowable, parseThrowable } from './java-frame.js';
import type { CrashDraft, Detector, Finding, LogLine, ScanContext, Section } from './detector.js';
import { MAX_MESSAGE_CHARS, clip, defined } from './detector.js';

// Records of MIUI's quality service, as `dumpsys miui.mqsas.MQSService` prints them: one fact a line,
// `dgt` the maker's digest, `sum` a line about it, and after `det` the crash itself.
const START = /^\s{0,8}record time {0,20}: {0,4}(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/;
const FACT = /^\s{0,8}([a-z][a-z ]{1,20}?) {0,20}: {0,4}(.{0,1000})$/;
const END = /^\s{0,8}-{8,}/;
const DIGEST = /^[0-9a-f]{32}$/i;
const MAX_LINES = 2000;
/** Whose formats the details of a record are in. */
const INNER: readonly Detector[] = [nativeCrash, javaCrash];

const KINDS: readonly (readonly [RegExp, CrashKind])[] = [
  [/^java/i, 'java'],
  [/^native/i, 'native'],
  [/^watchdog|^half/i, 'watchdog'],
];

/** What a record says without its details. */
const toDraft = (
  facts: ReadonlyMap<string, string>,
  line: number,
  lastLine: number,
): CrashDraft | undefined => {
  const sum = facts.get('sum') ?? '';
  const kernel = facts.get('kernelreboot') ?? facts.get('kernel reboot');
  const told = KINDS.find(([pattern]) => pattern.test(facts.get('vm reboot') ?? ''))?.[1];
  const kind = kernel === undefined ? told : 'reboot';
  const thrown = kind === 'java' ? (parseThrowable(sum) ?? findThrowable(sum)) : undefined;
  const exception = kernel === undefined ? thrown?.type : readBootReason(kernel);
  const message = thrown?.message ?? kernel ?? sum;
  if (kind === undefined || (exception === undefined && message === '')) return undefined;
  if (kind === 'reboot' && exception === undefined) return undefined;
  return defined<CrashDraft>({
    kind,
    exception,
    message: message === '' ? undefined : clip(message, MAX_MESSAGE_CHARS),
    frames: [],
    line,
    lastLine,
    device: {},
  });
};

const createDetails = (context: ScanContext) => {
  const inner: ScanContext = { ...context, previous: '', mayPaste: true, preamble: {} };
  let section: Section | undefined;
  return {
    take: (line: LogLine): void => {
      if (section?.take(line) === true) return;
      for (const detector of section ? [] : INNER) section ??= detector.open(line, inner);
    },
    finish: (): Finding | undefined => {
      const found = section?.finish();
      return found === undefined ? undefined : [found].flat()[0];
    },
  };
};

const createRecord = (start: LogLine, at: string, context: ScanContext): Section => {
  const facts = new Map<string, string>();
  const details = createDetails(context);
  let lastLine = start.number;
  let lines = 0;
  let isInDetails = false;

  return {
    take: (line) => {
      lines += 1;
      if (lines > MAX_LINES || END.test(line.text) || START.test(line.text)) return false;
      if (line.text.trim() !== '') lastLine = line.number;
      const fact = isInDetails ? null : FACT.exec(line.text);
      if (isInDetails) details.take(line);
      else if (fact) facts.set(fact[1] ?? '', fact[2]?.trim() ?? '');
      isInDetails ||= fact?.[1] === 'det';
      return true;
    },
    finish: () => {
      const draft = details.finish()?.draft ?? toDraft(facts, start.number, lastLine);
      const digest = facts.get('dgt') ?? '';
      const process = facts.get('process') ?? '';
      return (
        draft && {
          isCertain: true,
          draft: {
            ...(process !== '' && { process }),
            ...draft,
            at,
            ...(DIGEST.test(digest) && { digest: digest.toLowerCase() }),
          },
        }
      );
    },
  };
};

/** A reboot or hang as MIUI remembers it, with the digest by which its maker knows it. */
export const mqsRecord: Detector = {
  name: 'mqs-record',
  hints: ['record time'],
  open: (line, context) => {
    const at = line.head === undefined ? START.exec(line.text)?.[1] : undefined;
    return at === undefined ? undefined : createRecord(line, at, context);
  },
};

export const MQS_PATTERNS: readonly RegExp[] = [
  START,
  FACT,
  END,
  DIGEST,
  ...KINDS.map(([pattern]) => pattern),
];
