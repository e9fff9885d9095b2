import type { CrashDraft, Detector, LogLine } from './detector.js';
import { MAX_MESSAGE_CHARS, clip, defined } from './detector.js';

// Where Android writes why it started: properties, the kernel's command line, bootstat, and what
// boot loaders and watchdog drivers say in the first lines of the kernel's log.
const SOURCES: readonly RegExp[] = [
  /\[(?:sys\.boot\.reason(?:\.last)?|ro\.boot\.bootreason|persist\.sys\.boot\.reason(?:\.history)?)\]: \[([\w,.:-]{1,120})/,
  /androidboot\.bootreason=["']?([\w,.:-]{1,120})/,
  /[Cc]anonical boot reason: ([\w,.:-]{1,120})/,
  /Last boot reason: ([\w,.:-]{1,120})/,
  /Last reset (?:was|is|due to) ([\w ().,=-]{1,120})/i,
];

// Reasons in the words of AOSP's bootstat and of the boot loaders it translates. A person's wish and
// an empty battery are no faults, so those go first.
const CAUSES: readonly (readonly [RegExp, string | undefined])[] = [
  [
    /^(?:reboot|shutdown)?,?(?:userrequested|user|shell|adb|ota|recovery|bootloader|fastboot|quiescent|unattended|factory|longkey|container|battery|hotreboot)/,
    undefined,
  ],
  [/kernel_?panic|^panic|[,_]panic|oops|ramoops/, 'kernel_panic'],
  [/wdog|watchdog|\bwdt|bark|bite/, 'watchdog'],
  [/thermal|over_?heat|over_?temp|tsens/, 'thermal'],
  [/(modem|adsp|cdsp|rpm|tz|mba|wcnss|slpi)_(?:err|crash|fail)/, '$1'],
  [/hw_reset|hard_reset/, 'hw_reset'],
  [/uvlo|ocp|brown_?out|pmic_fault|sudden_power|power_loss/, 'power_fault'],
  [/rescueparty/, 'rescueparty'],
  [
    /init_(?:fatal|user0)|(?:vold|apexd|fs_mgr|netbpfload|mount_userdata)[\w-]{0,20}(?:fail|missing)|critical_process/,
    'boot_failure',
  ],
];

/** The canonical reason of a restart that nobody asked for; undefined for an ordinary start. */
export const readBootReason = (raw: string): string | undefined => {
  const reason = raw.toLowerCase();
  const cause = CAUSES.find(([pattern]) => pattern.test(reason));
  return cause?.[1]?.replace('$1', () => cause[0].exec(reason)?.[1] ?? '');
};

const toDraft = (canonical: string, raw: string, { head, number }: LogLine): CrashDraft =>
  defined<CrashDraft>({
    kind: 'reboot',
    process: undefined,
    pid: undefined,
    tid: undefined,
    thread: undefined,
    at: head?.at,
    exception: canonical,
    outerException: undefined,
    message: clip(raw.trim(), MAX_MESSAGE_CHARS),
    signal: undefined,
    signalCode: undefined,
    faultAddress: undefined,
    component: undefined,
    frames: [],
    outerFrames: undefined,
    line: number,
    lastLine: number,
    device: {},
  });

/** A restart that nobody asked for, as the next start remembers it. */
export const rebootReason: Detector = {
  name: 'reboot',
  hints: ['bootreason', 'boot.reason', 'boot_reason', 'oot reason', 'ast reset'],
  open: (line) => {
    for (const source of SOURCES) {
      const raw = source.exec(line.text)?.[1];
      const canonical = raw === undefined ? undefined : readBootReason(raw);
      if (raw === undefined || canonical === undefined) continue;
      const draft = toDraft(canonical, raw, line);
      return { isWhole: true, take: () => false, finish: () => ({ draft, isCertain: true }) };
    }
    return undefined;
  },
};

export const REBOOT_PATTERNS: readonly RegExp[] = [
  ...SOURCES,
  ...CAUSES.map(([pattern]) => pattern),
];
