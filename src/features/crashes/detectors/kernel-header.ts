import { messageTemplate } from '../message-template.js';
import { KERNEL_FORMS, WARNING_SOURCES } from './kernel-forms.js';

/** How a message of the kernel begins a report. */
export interface KernelHeader {
  /** What happened, such as `KASAN: use-after-free` or `INFO: task hung`. */
  readonly type: string;
  /** The function that the message itself names. */
  readonly site?: string | undefined;
  readonly process?: string | undefined;
  readonly pid?: number | undefined;
}

// `WARNING: CPU: 0 PID: 1 at file.c:12 function+…`, before 3.x without processor, from 6.15 on
// `WARNING: file.c:12 at function+…, CPU#0: comm/1`
const WARNING =
  /WARNING: (?:CPU: \d{1,4} PID: (?<pid>\d{1,8}) )?at (?<source>[\w./-]{1,200}):\d{1,7}(?: (?<site>[\w.$]{1,300})(?:\+0x|\(\)))?/;
const NEW_WARNING =
  /WARNING: (?<source>[\w./-]{1,200}\.[chS]):\d{1,7} at (?<site>[\w.$]{1,300})\+0x[^,]{1,40}(?:, CPU#\d{1,4}: (?<process>.{1,40})\/(?<pid>\d{1,8}))?/;

// The reason in words; for what was reported just before, the kernel only says that it gives up.
const PANIC = /Kernel panic(?: - not syncing)?(?:: ?(.{0,300}))?$/;
const ECHO =
  /Fatal exception|panic_on_warn|hung_task: blocked|softlockup: hung|RCU Stall|hard LOCKUP|kernel stack overflow|^(?:KASAN|KFENCE|UBSAN): |scheduling while atomic|sysrq triggered/i;

/** Words of which one is in every pattern above; most lines of a report have none. */
const MAYBE =
  /BUG|CFI|SError|Bad mode|Busy inodes|WARNING: |INFO: |panic|UBSAN: |[Uu]n(?:able to handle|handled )|LOCKUP|rror: |PANIC|stack|general protection|double fault|invalid opcode|int3|corruption|netdevice|MODEM_IF|FATAL ERROR|modem|PVR_K/;

// What speaks of bugs but reports none.
const INNOCENT =
  /ODEBUG: |Boot_DEBUG:|lockdep is turned off|Stall ended before|NMI handler|took too long|recovery required|workqueue cpumask/;

const numberOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);

const warningHeader = (text: string): KernelHeader | undefined => {
  const groups = (WARNING.exec(text) ?? NEW_WARNING.exec(text))?.groups;
  if (!groups) return undefined;
  const { source = '', site, process, pid } = groups;
  const type = WARNING_SOURCES.find(([pattern]) => pattern.test(source))?.[1] ?? 'WARNING';
  return { type, site, process, pid: numberOf(pid) };
};

const formHeader = (text: string): KernelHeader | undefined => {
  for (const { pattern, type } of KERNEL_FORMS) {
    const match = pattern.exec(text);
    if (!match) continue;
    const { process, pid } = match.groups ?? {};
    const named = process === undefined ? match.slice(1) : [match[1]];
    const words = type.replace(/\$([12])/g, (_whole, n: string) => named[Number(n) - 1] ?? '');
    const used = type.includes('$2') ? 2 : type.includes('$1') ? 1 : 0;
    const sites = process === undefined ? named.slice(used).filter((one) => one !== undefined) : [];
    return {
      type: words.replace(/\s{1,9}$/, ''),
      site: sites.length > 0 ? sites.join(' / ') : undefined,
      process,
      pid: numberOf(pid),
    };
  }
  return undefined;
};

const SOME_BUG = /(?:^|[\s:])BUG: (\S.{2,200})$/;
/** The name of a task may hold a line end. */
const CUT_TASK = /INFO: task /;

/**
 * Reads a message that begins a report: an oops, a panic, a warning, a lockup, a stall, a report of
 * the kernel's sanitizers or of its lock checker. Some words count only where `isSure` says that
 * it is the kernel who speaks: apps call things bugs, too.
 */
export const readKernelHeader = (text: string, isSure: boolean): KernelHeader | undefined => {
  if (!MAYBE.test(text) || INNOCENT.test(text)) return undefined;
  const known = warningHeader(text) ?? formHeader(text);
  if (known) return known;
  const panic = PANIC.exec(text);
  if (panic)
    return { type: ['kernel panic', messageTemplate(panic[1] ?? '')].filter(Boolean).join(': ') };
  if (!isSure) return undefined;
  if (CUT_TASK.test(text)) return { type: 'INFO: task hung' };
  const bug = SOME_BUG.exec(text)?.[1];
  return bug === undefined ? undefined : { type: `BUG: ${messageTemplate(bug)}` };
};

/** A panic that only ends what was reported before it. */
export const isPanicEcho = (text: string): boolean => {
  const panic = PANIC.exec(text);
  return panic !== null && ECHO.test(panic[1] ?? '');
};

export const isPanic = (text: string): boolean => PANIC.test(text);

export const KERNEL_HEADER_PATTERNS: readonly RegExp[] = [
  WARNING,
  NEW_WARNING,
  PANIC,
  ECHO,
  MAYBE,
  INNOCENT,
  SOME_BUG,
  CUT_TASK,
];
