/** What stands before the words of the kernel: when, and which task or processor speaks. */
export interface KernelLine {
  /** Seconds since boot as written (`190.154802`), or the date of `dmesg -T`. */
  readonly at: string | undefined;
  /** `T41` for a task, `C0` for an interrupt on a processor; empty when the log doesn't say. */
  readonly context: string;
  readonly pid: number | undefined;
  readonly process: string | undefined;
  readonly text: string;
}

// A console may print `login: ` or dropped messages before the stamp, a syslog its host.
const MAX_BEFORE_STAMP = 64;
const STAMP = /^\[ {0,12}(\d{1,9}\.\d{1,9})\](?: ?<\d{1,3}>)?\.?/;
const DATE = /^\[([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})\]/;
// CONFIG_PRINTK_CALLER: `[ T123]` or `[   C0]`
const CALLER = /^ ?\[ {0,8}([TC]\d{1,8})\]/;
// MediaTek: `(3)[456:comm]`
const MEDIATEK = /^ {0,4}\(\d{1,2}\)\[(\d{1,8}):([^\]]{1,40})\]/;
// Samsung: `[3:  comm:  456]`, perhaps with a level before
const SAMSUNG = /^ {0,4}[A-Z]?\[\d{1,2}: {0,16}([^\]]{1,40}): {0,8}(\d{1,8})\]/;

const spokenBy = (rest: string): Omit<KernelLine, 'at'> => {
  const caller = CALLER.exec(rest);
  if (caller) {
    const text = rest.slice(caller[0].length);
    return { context: caller[1] ?? '', pid: undefined, process: undefined, text };
  }
  const mediatek = MEDIATEK.exec(rest);
  const samsung = mediatek ? null : SAMSUNG.exec(rest);
  const pid = mediatek?.[1] ?? samsung?.[2];
  if (pid === undefined) return { context: '', pid: undefined, process: undefined, text: rest };
  return {
    context: `T${pid}`,
    pid: Number(pid),
    process: mediatek?.[2] ?? samsung?.[1],
    text: rest.slice((mediatek ?? samsung)?.[0].length),
  };
};

/**
 * Takes off what the kernel's console, dmesg, pstore and last_kmsg print before a message. A line
 * without a stamp is its own text.
 */
export const readKernelLine = (line: string): KernelLine => {
  const start = line.indexOf('[');
  if (start >= 0 && start <= MAX_BEFORE_STAMP) {
    const rest = line.slice(start);
    const stamp = STAMP.exec(rest) ?? DATE.exec(rest);
    if (stamp) return { at: stamp[1], ...spokenBy(rest.slice(stamp[0].length)) };
  }
  return { at: undefined, context: '', pid: undefined, process: undefined, text: line };
};

export const KERNEL_LINE_PATTERNS: readonly RegExp[] = [STAMP, DATE, CALLER, MEDIATEK, SAMSUNG];
