import { messageTemplate } from '../message-template.js';

/** How a message of the kernel begins a report. */
export interface KernelHeader {
  /** What happened, such as `KASAN: use-after-free` or `INFO: task hung`. */
  readonly type: string;
  /** The function that the message itself names. */
  readonly site?: string | undefined;
  readonly process?: string | undefined;
  readonly pid?: number | undefined;
}

interface Form {
  readonly pattern: RegExp;
  /** The type, with `$1` and `$2` for what the pattern caught. */
  readonly type: string;
}

const FUNCTION = '([\\w.$]{1,300})';

/** Words of one warning function in one file that say more than `WARNING`. */
const WARNING_SOURCES: readonly (readonly [RegExp, string])[] = [
  [/lib\/debugobjects\.c/, 'WARNING: ODEBUG bug'],
  [/lib\/refcount\.c/, 'WARNING: refcount bug'],
  [/lib\/kobject\.c/, 'WARNING: kobject bug'],
  [/fs\/proc\/generic\.c/, 'WARNING: proc registration bug'],
  [/mm\/usercopy\.c/, 'WARNING: bad usercopy'],
  [/kernel\/locking\/(?:lockdep|mutex|rwsem|rtmutex)\.c/, 'WARNING: locking bug'],
  [/mm\/(?:page_alloc|slab_common|slub|util|vmalloc)\.c/, 'WARNING: kmalloc bug'],
];

const LOCK_ORDER =
  /(?:possible circular locking dependency|possible irq lock inversion dependency|possible recursive locking|(?:SOFT|HARD)IRQ-safe -> (?:SOFT|HARD)IRQ-unsafe lock order) ?(?:detected)?/;

// In this order: what says more goes first. Words after the kernel's own and syzkaller's titles.
const FORMS: readonly Form[] = [
  {
    pattern:
      /BUG: KASAN: (?:double-free or invalid-free|double-free|invalid-free)(?: in ([\w.$]{1,300}))?/,
    type: 'KASAN: invalid-free',
  },
  {
    pattern: new RegExp(
      `BUG: (KASAN|KMSAN): ([\\w -]{1,40}?)(?: in ${FUNCTION}| on address| at addr|:|$)`,
    ),
    type: '$1: $2',
  },
  {
    pattern: new RegExp(`BUG: (KCSAN): ([\\w -]{1,40}?) in ${FUNCTION}(?: / ${FUNCTION})?`),
    type: '$1: $2',
  },
  { pattern: new RegExp(`BUG: (KFENCE): ([\\w -]{1,40}?) in ${FUNCTION}`), type: '$1: $2' },
  {
    pattern: /(?:BUG: |Unable to handle )kernel NULL pointer dereference/i,
    type: 'BUG: unable to handle kernel NULL pointer dereference',
  },
  {
    pattern: /BUG: unable to handle kernel NULL pointer dereference/i,
    type: 'BUG: unable to handle kernel NULL pointer dereference',
  },
  {
    pattern:
      /unable to handle (?:kernel )?(?:paging request|page fault|access to user memory|read from unreadable memory|write to read-only memory|execute from non-executable memory|data access)/i,
    type: 'BUG: unable to handle kernel paging request',
  },
  { pattern: /unable to handle kernel/i, type: 'BUG: unable to handle kernel access' },
  { pattern: /(?:^|[\s:])Unhandled (?:prefetch )?(?:fault|abort): /, type: 'Unhandled fault' },
  { pattern: /(?:^|[\s:])Unhandled fault \(/, type: 'Unhandled fault' },
  {
    pattern:
      /BUG: soft lockup - CPU#\d{1,4} stuck for \d{1,9}s! \[(?<process>.{1,40}):(?<pid>\d{1,8})\]/,
    type: 'BUG: soft lockup',
  },
  { pattern: /BUG: soft lockup/, type: 'BUG: soft lockup' },
  { pattern: /hard LOCKUP/, type: 'BUG: hard lockup' },
  { pattern: /BUG: workqueue lockup/, type: 'BUG: workqueue lockup' },
  { pattern: /BUG: workqueue leaked lock or atomic/, type: 'BUG: workqueue leaked lock or atomic' },
  {
    pattern: /BUG: scheduling while atomic(?:: (?<process>.{1,40})\/(?<pid>\d{1,8})\/)?/,
    type: 'BUG: scheduling while atomic',
  },
  {
    pattern: /BUG: sleeping function called from invalid context/,
    type: 'BUG: sleeping function called from invalid context',
  },
  {
    pattern:
      /BUG: using (\w{1,40})\(\) in preemptible(?: \[\w{1,20}\] code: (?<process>.{1,40})\/(?<pid>\d{1,8}))?/,
    type: 'BUG: using $1() in preemptible code',
  },
  {
    pattern:
      /BUG: (spinlock|rwlock|mutex|rt_mutex) (lockup suspected|already unlocked|recursion|bad magic|wrong owner|wrong CPU|lockup|trylock failure)/,
    type: 'BUG: $1 $2',
  },
  { pattern: /(?:BUG|WARNING): bad unlock balance detected/, type: 'BUG: bad unlock balance' },
  { pattern: /(?:BUG|WARNING): held lock freed/, type: 'BUG: held lock freed' },
  { pattern: /(?:BUG|WARNING): .{0,60}still has locks held/, type: 'BUG: still has locks held' },
  {
    pattern: /(?:BUG|WARNING): lock held when returning to user space/,
    type: 'BUG: lock held when returning to user space',
  },
  { pattern: /BUG: Invalid wait context/, type: 'BUG: invalid wait context' },
  { pattern: /BUG: Dentry .{1,200} still in use/, type: 'BUG: Dentry still in use' },
  { pattern: /BUG: Bad (rss-counter state|page state|page map|page cache)/, type: 'BUG: Bad $1' },
  { pattern: /BUG: memory leak/, type: 'BUG: memory leak' },
  { pattern: /BUG: (?:\w{1,20} )?stack guard page was hit/, type: 'BUG: stack guard page was hit' },
  {
    pattern: /(?:^|\s)BUG [\w-]{1,60} \((?:Not tainted|Tainted).{0,60}?\): (.{1,60})$/,
    type: 'BUG: $1',
  },
  {
    pattern: /(?:Insufficient stack space to handle exception|kernel stack overflow)/,
    type: 'kernel stack overflow',
  },
  { pattern: /kernel BUG at mm\/usercopy\.c/i, type: 'BUG: bad usercopy' },
  { pattern: /kernel BUG at lib\/list_debug\.c/i, type: 'BUG: corrupted list' },
  { pattern: /kernel BUG at /i, type: 'kernel BUG' },
  {
    pattern:
      /(?:^|\s)(?:Oops: )?(general protection fault|divide error|stack segment|double fault|invalid opcode|int3)(?:: |, )/,
    type: '$1',
  },
  { pattern: /PANIC: double fault/, type: 'double fault' },
  { pattern: new RegExp(`CFI failure(?: at ${FUNCTION})?`), type: 'CFI failure' },
  { pattern: /SError Interrupt on CPU|Bad mode in .{1,40} detected/, type: 'SError interrupt' },
  { pattern: /VFS: Busy inodes after unmount/, type: 'VFS: Busy inodes after unmount' },
  { pattern: /Internal error: .{0,80}(?:\[#\d{1,4}\]|Oops|abort)/, type: 'Internal error' },
  { pattern: /UBSAN: ([\w -]{1,60}) in \S{1,200}:\d/i, type: 'UBSAN: $1' },
  { pattern: /list_(?:add|del) corruption/, type: 'BUG: corrupted list' },
  { pattern: /WARNING: Nested lock was not taken/i, type: 'WARNING: nested lock was not taken' },
  { pattern: new RegExp(`(?:INFO|WARNING|BUG): ${LOCK_ORDER.source}`), type: 'possible deadlock' },
  { pattern: /(?:INFO|WARNING): inconsistent lock state/, type: 'inconsistent lock state' },
  { pattern: /(?:INFO|WARNING): suspicious RCU usage/, type: 'WARNING: suspicious RCU usage' },
  {
    pattern: /INFO: trying to register non-static key/,
    type: 'INFO: trying to register non-static key',
  },
  {
    pattern: /INFO: rcu_\w{1,20} (?:self-)?detected (?:expedited )?stalls?/,
    type: 'INFO: rcu detected stall',
  },
  {
    pattern: /INFO: task (?<process>.{1,60}):(?<pid>\d{1,8}) (?:is )?blocked /,
    type: 'INFO: task hung',
  },
  {
    pattern: /WARNING: kernel stack (?:regs|frame pointer) .{0,120}has bad/,
    type: 'WARNING: kernel stack has bad value',
  },
  { pattern: /rust_kernel: panicked at /, type: 'rust panic' },
  {
    pattern: /unregister_netdevice: waiting for \S{1,40} to become free/,
    type: 'unregister_netdevice: waiting for a device to become free',
  },
  {
    pattern:
      /(?:AMSS FATAL ERROR|\[MODEM_IF\] CRASH|BP panicked|Resetting the SoC - modem|Fatal error on (?:the )?modem)/,
    type: 'modem crash',
  },
  { pattern: /PVR_K:\(Fatal\): Debug assertion failed/, type: 'PVR assertion failed' },
];

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
  for (const { pattern, type } of FORMS) {
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

const ONE_LINERS = /^(?:modem crash|PVR|unregister_netdevice|BUG: (?:workqueue lockup|Bad rss))/;

/** Nothing more is told of it, so what follows is another report. */
export const isOneLiner = (type: string): boolean => ONE_LINERS.test(type);

/** A panic that only ends what was reported before it. */
export const isPanicEcho = (text: string): boolean => {
  const panic = PANIC.exec(text);
  return panic !== null && ECHO.test(panic[1] ?? '');
};

export const isPanic = (text: string): boolean => PANIC.test(text);

export const KERNEL_HINTS: readonly string[] = [
  'BUG: ',
  ' BUG ',
  'WARNING',
  'INFO: ',
  'INFO    : ',
  'CFI failure',
  'SError',
  'Bad mode in',
  'Busy inodes',
  'Kernel panic',
  'nable to handle',
  'nhandled',
  'nhandle ',
  'LOCKUP',
  'stack space',
  'stack overflow',
  'protection fault',
  'divide error',
  'double fault',
  'Internal error',
  'UBSAN',
  'corruption',
  'rust_kernel',
  'unregister_net',
  'FATAL ERROR',
  'CRASH',
  'panicked',
  'PVR_K',
  'modem',
];

export const KERNEL_FORM_PATTERNS: readonly RegExp[] = [
  ...FORMS.map(({ pattern }) => pattern),
  ...WARNING_SOURCES.map(([pattern]) => pattern),
  WARNING,
  NEW_WARNING,
  PANIC,
  ECHO,
  INNOCENT,
  SOME_BUG,
  CUT_TASK,
  MAYBE,
  ONE_LINERS,
];
