import type { CrashFacts, CrashFrame } from './crash.js';
import { messageTemplate } from './message-template.js';

/**
 * How a kernel report names its place. `stack`: the first function that tells something. `stall`:
 * the code that was running when the clock struck is chance, so what it was called for counts.
 * `hang`: the same, but waiting for one common thing is one defect. `site`: the report names the
 * place itself. `nowhere`: the type says all.
 */
export type PlaceRule = 'stack' | 'stall' | 'hang' | 'site' | 'nowhere';

interface TypeRule {
  readonly type: RegExp;
  readonly place: PlaceRule;
  /** Functions that tell nothing under this type. */
  readonly skip?: RegExp;
}

const ALLOCATION =
  '^_{0,4}(?:k?v?z?m?alloc|k[mzc]alloc|kv?free|kmem_|slab_|vunmap|vfree|v[mz]alloc|krealloc|kmemdup|kstrdup|free_)|alloc|slab|kmem';

const TYPE_RULES: readonly TypeRule[] = [
  {
    type: /^KASAN: invalid-free/,
    place: 'stack',
    skip: /^_{0,3}(?:kmem_|slab_|k?v?free|vunmap|kfree)/,
  },
  { type: /^KCSAN/, place: 'site' },
  {
    type: /^BUG: (?:soft|hard) lockup|^INFO: rcu detected stall|^kernel stack overflow/,
    place: 'stall',
  },
  { type: /^kernel panic: corrupted stack end/, place: 'stall' },
  { type: /^INFO: task hung/, place: 'hang' },
  { type: /^(?:possible deadlock|inconsistent lock state|WARNING: nested lock)/, place: 'site' },
  {
    type: /^BUG: (?:bad unlock|held lock freed|still has locks|lock held|workqueue leaked)/,
    place: 'site',
  },
  { type: /^BUG: (?:Dentry|Bad|workqueue lockup)/, place: 'nowhere' },
  {
    type: /^(?:unregister_netdevice|modem crash|VFS|WARNING: kernel stack|kernel panic: Attempted to kill)/,
    place: 'nowhere',
  },
  {
    type: /^BUG: memory leak/,
    place: 'stack',
    skip: /alloc|slab|kmem|create_object|str(?:n?dup|ndup)|memdup|printf|idr_get|list_lru/,
  },
  { type: /^BUG: scheduling while atomic/, place: 'stack', skip: /schedule/ },
  { type: /^BUG: using .{1,40} in preemptible/, place: 'stack', skip: /preempt/ },
  { type: /^BUG: (?:spinlock|rwlock|mutex|rt_mutex)/, place: 'stack', skip: /spin_|mutex|rwlock/ },
  {
    type: /^WARNING: ODEBUG/,
    place: 'stack',
    skip: new RegExp(`debug_|rcu|timer_|work_|percpu_|kobject_|${ALLOCATION}`),
  },
  { type: /^WARNING: refcount/, place: 'stack', skip: /refcount|kobject_|kref/ },
  { type: /^WARNING: kobject/, place: 'stack', skip: /kobject_/ },
  { type: /^WARNING: proc registration/, place: 'stack', skip: /proc_/ },
  { type: /bad usercopy/, place: 'stack', skip: /usercopy|__check/ },
  { type: /^WARNING: locking bug/, place: 'stack', skip: /lock_sock|release_sock|mutex|rwsem/ },
  { type: /^WARNING: kmalloc bug/, place: 'stack', skip: new RegExp(ALLOCATION) },
  { type: /^WARNING: suspicious RCU/, place: 'stack', skip: new RegExp(`rcu|${ALLOCATION}`) },
  { type: /^INFO: trying to register/, place: 'stack', skip: /stack|lock|IRQ/ },
  { type: /^UBSAN/, place: 'stack', skip: /ubsan|overflow/ },
  {
    type: /^rust panic/,
    place: 'stack',
    skip: /^_RNv.{0,80}(?:rust_begin_unwind|9panicking|4core)|^rust_/,
  },
];

const ruleOf = (type: string): TypeRule | undefined =>
  TYPE_RULES.find((rule) => rule.type.test(type));

export const placeRuleOf = (type: string): PlaceRule => ruleOf(type)?.place ?? 'stack';

/** Beginnings (after underscores) of what reports, locks, copies, lists, prints and takes down. */
const NOT_TELLING = new RegExp(
  `^_{0,4}(?:${[
    'dump_(?:stack|backtrace)|show_(?:stack|regs|trace)|unwind_|save_stack|stack_trace|print_',
    '(?:hw)?asan|msan|kmsan|kcsan|tsan|ubsan|sanitizer|kcov|kfence|check_memory_region|check_region|read_word_at_a_time|memory_is_|should_fail|fail_dump',
    'panic|nmi_panic|warn|report_bug|fixup_bug|bug_handler|do_error|do_trap|do_invalid|invalid_op|exc_|asm_exc|do_undef|die|oops|handle_bug|bad_stack|bad_mode|panic_bad_stack|handle_bad_stack|el[01]h?_|el1t?_|call_break_hook|brk_handler|do_debug_exception|do_mem_abort|do_(?:page|translation|tag_check|kernel|bad|user_addr|alignment)_fault|do_sp_pc|die_kernel_fault|program_check|dabt_svc$|schedule_bug|might_(?:fault|sleep|resched)',
    'debug_|lockdep|lock_acquire|lock_release|lock_class|lock_(?:is_)?held|reacquire_held|mark_lock|mark_held|validate_chain|check_prev|check_noncircular|register_lock_class|assign_lock_key|look_up_lock|trace_(?:hard|soft)irqs|perf_trace|rcu_read_|rcu_is_watching|rcu_lockdep',
    'raw_(?:spin|read|write)|do_raw_|spin_|queued_|native_queued|rwlock_|rwsem_|down(?:$|_)|up_(?:read|write)|mutex_|ww_mutex|rt_mutex|rt_spin|rtmutex|osq_|percpu_(?:down|up)|lock_sock|arch_(?:local_irq|spin)|wake_up|seqcount',
    'refcount_|kref_|atomic(?:64)?_|arch_atomic|instrument_atomic|cmpxchg|xchg|test_(?:and_)?(?:set|clear)?_?bit|set_bit|clear_bit',
    'mem(?:cpy|cmp|set|chr|move|scan)|str(?:n?cmp|n?l?s?cpy|n?len|n?str|r?chr|n?cat|n?casecmp|scpy|sep)|(?:raw_)?copy_(?:to|from|in)_user|arch_copy_|(?:put|get)_user|clear_user|fortify|usercopy',
    'list_(?:add|del|replace|move|splice|empty)|hlist_(?:add|del)|x86_indirect_thunk|indirect_thunk',
    'string(?:$|_nocheck)|pointer(?:$|_)|v?s[cn]*printf|k?v?asprintf|vprintk|v?printk|console_unlock|dev_(?:info|notice|warn|err|alert|crit|emerg|printk)|number$|hex_dump',
    'del_timer|timer_delete|try_to_del_timer|timer_shutdown|flush_work|cancel_(?:delayed_)?work|try_to_grab|(?:flush|drain|destroy)_workqueue|queue_work|queue_delayed|insert_work|finish_wait|kthread_stop|complete(?:$|_all)|wait_for_common|wait_for_completion',
    'kobject_(?:del|put|uevent|cleanup|release)|add_uevent_var|get_device_parent|device_(?:add|del|unregister|destroy|for_each_child|remove_file|release_driver)|(?:dpm_)?sysfs_remove|hwrng_unregister|i2c_del_adapter|unregister_client|rollback_registered|unregister_netdev|tty_unregister_device',
    'dummy_urb_enqueue|usb_kill_(?:anchored_)?urbs?|usb_control_msg|usb_hcd_submit|usb_submit_urb|usb_start_wait_urb',
    'unlock_page|compound_head|folio_(?:put|unlock)|put_page|kunmap|page_to_',
    'cfi_|rust_helper_|rust_begin_unwind|stack_chk',
  ].join('|')})`,
);
const REPORTING = /kasan|^panic|_trap$/;

const SURVIVED =
  /^(?:WARNING|INFO|UBSAN|KCSAN|possible deadlock|inconsistent|unregister_netdevice|modem crash)/;

/** A fault that ends in a restart, not one that is only reported. */
export const isFatalKernelType = (type: string): boolean => !SURVIVED.test(type);

/** A name without what compilers add to it. */
const plainName = (name: string): string =>
  name
    .replace(/(?:\.(?:isra|part|constprop|cold|llvm)(?:\.\d{1,20})?){1,4}$/, '')
    .replace(/\.\d{1,20}$/, '');

const isTelling = ({ function: name }: CrashFrame, skip: RegExp | undefined): boolean =>
  !NOT_TELLING.test(name) && !REPORTING.test(name) && skip?.test(name) !== true;

/** Where the kernel enters: what dispatches system calls, interrupts, work, timers and faults. */
const ENTRY =
  /process_one_work|worker_thread|do_syscall_|do_fast_syscall_|sysenter_dispatch|tracesys_phase2|invoke_syscall|el0_svc|ret_fast_syscall|netif_receive_skb|do_softirq|call_timer_fn|run_timers?(?:$|_)|expire_timers|run_timer_softirq|run_ksoftirqd|smpboot_thread_fn|^kthread$|start_secondary|secondary_start_kernel|cpu_startup_entry|do_idle|ret_from_fork|hrtimer_run_queues|^vfs_(?:write|read|iter_read|iter_write|ioctl|open|fsync)|do_iter_(?:read|write)|^_{0,2}blkdev_(?:driver_)?ioctl|^call_(?:read|write)_iter|^new_sync_|^call_mmap|mmap_region|do_mmap|do_dentry_open|^_{0,3}sock_(?:sendmsg|recvmsg|release|mmap|do_ioctl|ioctl)|^compat_sock_ioctl|sys_setsockopt|kernel_setsockopt|sock_common_setsockopt|sys_listen|kernel_listen|sk_common_release|sys_accept|kernel_accept|^nfnetlink_rcv_msg|^rtnetlink_rcv_msg|^netlink_(?:rcv_skb|unicast)|^(?:compat_)?(?:SYSC|SyS|___?sys|__do_sys|__se_sys|__x64_sys|__arm64_sys)_(?:socketpair|connect|ioctl)|do_fault$|handle_mm_fault|do_page_fault|do_user_addr_fault|^(?:asm_)?(?:exc_)?page_fault$|do_mem_abort|^_{0,4}fput$|task_work_run|exit_to_user|syscall_exit|do_exit|smp_call_function/;
const COMMON_WAIT = 'smp_call_function';
const SYSCALL_PREFIX =
  /^(?:compat_)?(?:__(?:x64|ia32|arm64|se|do)_|SYSC_|SyS_)(?:compat_)?(?:sys_)?/;

const withoutSyscallPrefix = (name: string): string =>
  SYSCALL_PREFIX.test(name) ? `sys_${name.replace(SYSCALL_PREFIX, '')}` : name;

/** What was called by the first entry from inside; without an entry, the first telling function. */
const stallPlace = (frames: readonly CrashFrame[]): CrashFrame | undefined => {
  const index = frames.findIndex((frame) => ENTRY.test(frame.function));
  const entry = frames[index];
  if (!entry) return frames.find((frame) => isTelling(frame, undefined));
  if (entry.function.includes(COMMON_WAIT)) return { ...entry, function: COMMON_WAIT };
  const place = frames[Math.max(0, index - 1)];
  return place && { ...place, function: withoutSyscallPrefix(plainName(place.function)) };
};

const WAITING =
  /sched|_lock|_slowlock|down|completion|kthread|wait|synchronize|context_switch|__switch_to|flush_work|cancel_(?:delayed_)?work|io_timeout|mutex|rwsem/;
/** Whoever waits for these waits for one holder somewhere else. */
const SHARED_WAITS: readonly (readonly [RegExp, string])[] = [
  [/^_{0,2}(?:synchronize_(?:rcu|srcu|net|sched)|rcu_barrier$)/, 'synchronize_rcu'],
  [/^rtnl_lock/, 'rtnl_lock'],
];

const hangPlace = (frames: readonly CrashFrame[]): CrashFrame | undefined => {
  for (const frame of frames) {
    const shared = SHARED_WAITS.find(([pattern]) => pattern.test(frame.function));
    if (shared) return { ...frame, function: shared[1] };
  }
  return frames.find((frame) => !WAITING.test(frame.function));
};

/** The frame that names the place of a kernel report of this type. */
export const kernelPlace = (
  type: string,
  frames: readonly CrashFrame[],
): CrashFrame | undefined => {
  const rule = ruleOf(type);
  if (rule?.place === 'nowhere') return undefined;
  if (rule?.place === 'site') return frames[0];
  if (rule?.place === 'stall') return stallPlace(frames);
  if (rule?.place === 'hang') return hangPlace(frames);
  return frames.find((frame) => isTelling(frame, rule?.skip));
};

/** `module:function`, or the function alone for the kernel itself. */
export const kernelPlaceName = (crash: CrashFacts): string | undefined => {
  const frame = kernelPlace(crash.exception ?? '', crash.frames);
  if (!frame) return undefined;
  const name = plainName(frame.function);
  return frame.module === '' ? name : `${frame.module}:${name}`;
};

/** Type and place; without a place, the words of the message with its numbers masked. */
export const kernelParts = (crash: CrashFacts): readonly string[] => {
  const type = crash.exception ?? '';
  if (placeRuleOf(type) === 'nowhere') return [type];
  const place = kernelPlaceName(crash);
  return [type, place ?? messageTemplate(crash.message ?? '')];
};

export const KERNEL_SIGNATURE_PATTERNS: readonly RegExp[] = [
  ...TYPE_RULES.flatMap(({ type, skip }) => (skip ? [type, skip] : [type])),
  NOT_TELLING,
  REPORTING,
  ENTRY,
  SYSCALL_PREFIX,
  WAITING,
  ...SHARED_WAITS.map(([pattern]) => pattern),
];
