import type { LogLine, Preamble } from './detector.js';

// `FATAL EXCEPTION: main`; newer Studios copy the name of their button with the line.
const FATAL =
  /(?:\*\*\* )?FATAL EXCEPTION(?: (IN SYSTEM PROCESS))?: ?(.{0,200}?)(?: \((?:Ask Gemini|Explain with AI)\))?$/;
/** Two lines that became one by pasting. */
const JOINED = /^(.{0,100}) (Process: \S{1,200}, PID: \d{1,8})$/;
/** The monkey's head of a crash, which its facts and the trace follow. */
const MONKEY = /^CRASH: (\S{1,200}) \(pid (\d{1,8})\)\s{0,4}$/;

export const SYSTEM_SERVER = 'system_server';

export const isFatal = (text: string): boolean =>
  text.includes('FATAL EXCEPTION') && FATAL.test(text);

interface FatalStart {
  readonly known: Preamble;
  /** What the line holds of the next one. */
  readonly rest: string;
}

const readMonkey = (text: string): FatalStart | undefined => {
  const [, process, pid] = text.startsWith('CRASH: ') ? (MONKEY.exec(text) ?? []) : [];
  return process === undefined ? undefined : { known: { process, pid: Number(pid) }, rest: '' };
};

/** Reads the line that announces an uncaught exception of the runtime, the system or the monkey. */
export const readFatal = ({ text, head }: LogLine): FatalStart | undefined => {
  const fatal = text.includes('FATAL EXCEPTION') ? FATAL.exec(text) : null;
  if (!fatal) return readMonkey(text);
  const [, name, rest = ''] = JOINED.exec(fatal[2] ?? '') ?? [];
  const process = fatal[1] === undefined ? head?.process : SYSTEM_SERVER;
  const thread = (name ?? fatal[2])?.trim();
  return { known: { ...(process !== undefined && { process }), ...(thread && { thread }) }, rest };
};

export const JAVA_START_PATTERNS: readonly RegExp[] = [FATAL, JOINED, MONKEY];
