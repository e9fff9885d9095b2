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
// Since boot; LG and Sony add the date and LG the processor: `[   12.345678 / 08-14 21:03:11.402][3]`
const STAMP =
  /^\[ {0,12}(\d{1,9}\.\d{1,9})(?: \/ [\d:. -]{5,30})?\](?:\[\d{1,2}\](?! ?\[))?(?: ?<\d{1,3}>)?\.?/;
// `dmesg -T`, and `dmesg -H` with `[  +0.000012]` for what came soon after
const DATE =
  /^\[(?:([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}|[A-Z][a-z]{2} ?\d{1,2} \d\d:\d\d)| {1,8}\+\d{1,9}\.\d{1,9})\]/;
// A journal without stamps: `Aug 14 21:03:11 host kernel: `, `2026-08-14T21:03:11+0800 host kernel: `
const JOURNAL =
  /^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.,:+Z-]{0,20}) (?:[\w.-]{1,64} )?kernel: /;
// CONFIG_PRINTK_CALLER: `[ T123]` or `[   C0]`
const CALLER = /^ ?\[ {0,8}([TC]\d{1,8})\]/;
// Who speaks, in the words of a maker.
const SPEAKERS: readonly RegExp[] = [
  // MediaTek: `(3)[456:comm]`, with a dash where interrupts are off
  /^ {0,4}-?\(\d{1,2}\)\[(?<pid>\d{1,8}):(?<process>[^\]]{1,40})\]/,
  // Samsung: `[3:  comm:  456]`, perhaps with a level before
  /^ {0,4}[A-Z]?\[\d{1,2}: {0,16}(?<process>[^\]]{1,40}): {0,8}(?<pid>\d{1,8})\]/,
  // OnePlus: `(CPU:3-pid:456:comm) [21:03:11.402123456]`
  /^ {0,4}\(CPU:\d{1,2}-pid:(?<pid>\d{1,8}):(?<process>[^)]{1,40})\)(?: \[[\d:.]{8,24}\])?/,
  // Unisoc: `c3    456 (comm)`
  /^ {0,4}c\d{1,2} {1,8}(?<pid>\d{1,8}) {0,2}\((?<process>[^)]{1,40})\)/,
];

const spokenBy = (rest: string): Omit<KernelLine, 'at'> => {
  const caller = CALLER.exec(rest);
  if (caller) {
    const text = rest.slice(caller[0].length);
    return { context: caller[1] ?? '', pid: undefined, process: undefined, text };
  }
  for (const speaker of SPEAKERS) {
    const match = speaker.exec(rest);
    if (!match) continue;
    const { pid = '', process } = match.groups ?? {};
    const text = rest.slice(match[0].length);
    return { context: `T${pid}`, pid: Number(pid), process, text };
  }
  return { context: '', pid: undefined, process: undefined, text: rest };
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
  const journal = line.includes('kernel: ') ? JOURNAL.exec(line) : null;
  const text = line.slice(journal?.[0].length ?? 0);
  return { at: journal?.[1], context: '', pid: undefined, process: undefined, text };
};

export const KERNEL_LINE_PATTERNS: readonly RegExp[] = [
  ...[STAMP, DATE, JOURNAL, CALLER],
  ...SPEAKERS,
];
