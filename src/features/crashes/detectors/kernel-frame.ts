import type { CrashFrame } from '../crash.js';

// x86, arm64, riscv, powerpc: ` [<hex>] [<hex>] function+0x12/0x34 [module] file.c:12`; a web page may
// have taken `<hex>` for a tag
const FRAME =
  /^\s{0,8}(?:<\/?[A-Z]{1,8}>\s{0,3}(?:\[ {0,12}\d{1,9}\.\d{1,9}\]\s{0,3})?)?(?:\[(?:<?[0-9a-f]{1,16}>?)?\] ?){0,2}(\?)?\s{0,3}(?:\d{1,4}:)?([\w.$]{1,300})\+0x([0-9a-f]{1,8})\/0x[0-9a-f]{1,8}(?: \[([\w-]{1,64})[^\]]{0,80}\])?(?: ([\w./-]{1,200}):(\d{1,7}))?/;
// arm: `[<hex>] (function) from [<hex>] (caller+0x12/0x34 [module])`, later without addresses
const ARM_FRAME =
  /^\s{0,8}(?:\[(?:<[0-9a-f]{1,16}>)?\] )?\(?([\w.$]{1,300})(?:\+0x([0-9a-f]{1,8})\/0x[0-9a-f]{1,8})?(?: \[([\w-]{1,64})[^\]]{0,80}\])?\)? from (?:\[(?:<[0-9a-f]{1,16}>)?\] )?\(?[\w.$]{1,300}/;
// `RIP: 0010:function+…`, `RIP: 0010:[<hex>] [<hex>] function+…`, `PC is at function+…`, `pc : …`
const COUNTER =
  /^\s{0,4}(?:[ER]?IP(?: is at)?|NIP|PC is at|pc|epc)\s{0,4}:?\s{0,4}(?:00(?:08|10|60):)?(?:\[<?[\w\s]{1,24}>?\]\s{0,4}){0,2}([\w.$]{1,300})\+0x([0-9a-f]{1,8})\/0x[0-9a-f]{1,8}(?: \[([\w-]{1,64})[^\]]{0,80}\])?/;
const USER_COUNTER = /^\s{0,4}RIP: 00(?:33|23):/;

export interface KernelFrame {
  readonly function: string;
  /** Hex, within the function. */
  readonly offset: string | undefined;
  readonly module: string | undefined;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/**
 * Reads one line of a kernel's call trace. Undefined for other text and for frames that the kernel
 * marks `?`: it found them on the stack without knowing that they were called. Inlined functions,
 * which only some logs name, are left out, so that a log reads the same with and without them.
 */
export const parseKernelFrame = (text: string): KernelFrame | undefined => {
  const arm = text.includes(' from ') ? ARM_FRAME.exec(text) : null;
  if (arm) return { function: arm[1] ?? '', offset: arm[2], module: arm[3] };
  const match = text.includes('+0x') ? FRAME.exec(text) : null;
  if (!match || match[1] !== undefined) return undefined;
  return {
    function: match[2] ?? '',
    offset: match[3],
    module: match[4],
    file: match[5],
    line: match[6] === undefined ? undefined : Number(match[6]),
  };
};

/** Reads the line that says where the processor was. */
export const parseCounter = (text: string): KernelFrame | undefined => {
  const match = text.includes('+0x') ? COUNTER.exec(text) : null;
  return match ? { function: match[1] ?? '', offset: match[2], module: match[3] } : undefined;
};

/** The call came from a program; what follows is no part of the kernel's stack. */
export const isUserCounter = (text: string): boolean => USER_COUNTER.test(text);

/** A module that can be loaded is named; the kernel itself is the empty module. */
export const toKernelFrame = (frame: KernelFrame): CrashFrame => ({
  module: frame.module ?? '',
  function: frame.function,
  ...(frame.file !== undefined && { file: frame.file }),
  ...(frame.line !== undefined && { line: frame.line }),
  ...(frame.offset !== undefined && { pc: frame.offset }),
  inApp: frame.module !== undefined,
});

export const KERNEL_FRAME_PATTERNS: readonly RegExp[] = [FRAME, ARM_FRAME, COUNTER, USER_COUNTER];
