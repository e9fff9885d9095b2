import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { EngineLibrary } from './library.js';

const KILL_AFTER_MS = 10_000;
const KEPT_ERROR_CHARACTERS = 2_000;

/** One run of the engine host. */
export interface HostProcess {
  readonly pid: number | undefined;
  /** The socket the engine answers on; rejects when the process ends before it answers. */
  readonly ready: Promise<string>;
  /** Resolves, never rejects, with the reason once the process is gone. */
  readonly ended: Promise<string>;
  /** Asks for a clean close and kills after ten seconds; resolves once the process is gone. */
  stop(): Promise<void>;
}

export interface HostOptions {
  readonly dataDir: string;
  /** Where the engine makes its socket; only this data directory's hosts use it. */
  readonly socketDir: string;
  readonly library: EngineLibrary | undefined;
}

/** Starts the host in a small environment of its own, so that it holds none of our secrets. */
export function spawnHost(options: HostOptions): HostProcess {
  const [program, ...args] = commandLine(options);
  const child = spawn(program, args, {
    // One arena: with a million documents the process stays near 0.5 GB instead of 1.4 GB.
    env: { MALLOC_ARENA_MAX: '2', TMPDIR: options.socketDir },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // Writing to a host that has just died is no error of ours: `ended` tells.
  child.stdin.on('error', () => undefined);
  const errors = keepTail(child.stderr);
  const ended = whenEnded(child, errors);
  const ready = Promise.race([
    firstLine(child.stdout).then(socketPathOf),
    ended.then((reason) => Promise.reject(new Error(`The database engine ended: ${reason}`))),
  ]);
  ready.catch(() => undefined);
  const stop = async () => {
    child.stdin.end();
    const killer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
    await ended;
    clearTimeout(killer);
  };
  return { pid: child.pid, ready, ended, stop };
}

function commandLine({ dataDir, library }: HostOptions): [string, ...string[]] {
  const host = [process.execPath, fileURLToPath(new URL('./host.mjs', import.meta.url)), dataDir];
  return library
    ? [library.loader, '--library-path', library.path, ...host]
    : (host as [string, ...string[]]);
}

function whenEnded(child: ChildProcess, errors: () => string): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('close', (code, signal) => {
      resolve([signal ?? `exit code ${code ?? '?'}`, errors()].filter(Boolean).join(': '));
    });
  });
}

/** Never resolves when the stream ends without a line; the caller races it with the end. */
function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => {
    createInterface({ input: stream }).on('line', resolve);
  });
}

function keepTail(stream: NodeJS.ReadableStream): () => string {
  let tail = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-KEPT_ERROR_CHARACTERS);
  });
  return () => tail.trim();
}

const socketPathOf = (line: string): string =>
  (JSON.parse(line) as { socketPath: string }).socketPath;
