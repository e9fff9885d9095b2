/** Words that begin a report, and its type. */
export interface KernelForm {
  readonly pattern: RegExp;
  /** The type, with `$1` and `$2` for what the pattern caught. */
  readonly type: string;
}

const FUNCTION = '([\\w.$]{1,300})';

/** Words of one warning function in one file that say more than `WARNING`. */
export const WARNING_SOURCES: readonly (readonly [RegExp, string])[] = [
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
export const KERNEL_FORMS: readonly KernelForm[] = [
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

const ONE_LINERS = /^(?:modem crash|PVR|unregister_netdevice|BUG: (?:workqueue lockup|Bad rss))/;

/** Nothing more is told of it, so what follows is another report. */
export const isOneLiner = (type: string): boolean => ONE_LINERS.test(type);

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
  ...KERNEL_FORMS.map(({ pattern }) => pattern),
  ...WARNING_SOURCES.map(([pattern]) => pattern),
  ONE_LINERS,
];
