import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** A server under test, in a process of its own. */
export interface Served {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a program that prints one line with its address. */
export async function serveProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Whatever fails, nothing that was started outlives the bench.
  process.once('exit', () => child.kill('SIGKILL'));
  const url = await addressOf(child);
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** One of `limits/`, by the name of its file. */
export const serveLimit = (name: string, ...args: readonly string[]): Promise<Served> =>
  serveProgram(['--import', 'tsx', `scripts/bench/limits/${name}.ts`, ...args]);

const addressOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [url] = /http:\/\/[\w.]+:\d+/.exec(text) ?? [];
      if (url) resolve(url);
    });
    child.once('exit', (code) => {
      reject(new Error(`The server ended with ${String(code)}`));
    });
  });

const TICKS_PER_SECOND = 100;

/** User and system time of the process so far, in milliseconds; Linux only, else NaN. */
export function cpuMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
}

/** Forgets the highest memory so far, so that the next reading is of what follows. */
export function resetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Not Linux: the figures of memory are NaN there.
  }
}

const memoryMb = (pid: number, field: 'VmHWM' | 'VmRSS'): number => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
};
export const peakMb = (pid: number): number => memoryMb(pid, 'VmHWM');
export const residentMb = (pid: number): number => memoryMb(pid, 'VmRSS');
