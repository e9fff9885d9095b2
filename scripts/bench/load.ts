import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { once } from 'node:events';
import { cpuMs } from './process.js';

export interface LoadResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly requests: number;
  /** Server CPU per request in microseconds. */
  readonly cpuUs: number;
}

export interface LoadOptions {
  readonly pid: number;
  /** How long, or how many requests. */
  readonly seconds?: number;
  readonly amount?: number;
  readonly connections: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Any other status fails the run. */
  readonly expect: number;
}

interface CannonReport {
  requests: { average: number; total: number };
  latency: { p50: number; p99: number };
  statusCodeStats: Record<string, { count: number }>;
  errors: number;
}

/** Closed-loop load from a third process. */
export async function load(url: string, options: LoadOptions): Promise<LoadResult> {
  const before = cpuMs(options.pid);
  const report = await cannon(url, options);
  const unexpected = Object.keys(report.statusCodeStats).filter(
    (status) => Number(status) !== options.expect,
  );
  if (unexpected.length > 0 || report.errors > 0)
    throw new Error(`${url} answered ${unexpected.join(', ')} with ${report.errors} errors`);
  return {
    perSecond: report.requests.average,
    p50Ms: report.latency.p50,
    p99Ms: report.latency.p99,
    requests: report.requests.total,
    cpuUs: ((cpuMs(options.pid) - before) * 1000) / report.requests.total,
  };
}

async function cannon(url: string, options: LoadOptions): Promise<CannonReport> {
  const headers = Object.entries(options.headers ?? {}).flatMap(([name, value]) => [
    '-H',
    `${name}=${value}`,
  ]);
  const { amount, seconds = 1 } = options;
  const child = spawn(
    process.execPath,
    [
      'node_modules/autocannon/autocannon.js',
      ...['--json', '-c', String(options.connections)],
      ...(amount ? ['-a', String(amount)] : ['-d', String(seconds)]),
      ...headers,
      url,
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  return JSON.parse(Buffer.concat(chunks).toString()) as CannonReport;
}

const CHUNK = Buffer.alloc(
  1024 * 1024,
  'logcat line of the very usual length, nothing to see here\n',
);

/** Sends one multipart file over a raw socket; resolves with the milliseconds until the answer. */
export async function upload(
  to: { url: string; path: string; headers?: Readonly<Record<string, string>> },
  size: number,
): Promise<number> {
  const { hostname, port } = new URL(to.url);
  const boundary = `----firstbatch${randomUUID()}`;
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="clientKey"\r\n\r\n${randomUUID()}\r\n` +
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="bench.log"\r\n` +
      'Content-Type: text/plain\r\n\r\n',
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  // Different bytes each time: an equal file would be stored once and cost less.
  const first = Buffer.from(`${randomUUID()}\n`);
  const started = performance.now();
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const answered = answerOf(socket);
  const send = async (bytes: Buffer) => {
    if (!socket.write(bytes)) await once(socket, 'drain');
  };
  await send(
    Buffer.from(
      `POST ${to.path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n` +
        Object.entries(to.headers ?? {})
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join('') +
        `Content-Type: multipart/form-data; boundary=${boundary}\r\n` +
        `Content-Length: ${head.length + size + tail.length}\r\n\r\n`,
    ),
  );
  await send(head);
  await send(first);
  for (let left = size - first.length; left > 0; left -= CHUNK.length)
    await send(left >= CHUNK.length ? CHUNK : CHUNK.subarray(0, left));
  await send(tail);
  const status = await answered;
  if (!/^HTTP\/1\.1 20\d/.test(status)) throw new Error(`An upload was answered: ${status}`);
  return performance.now() - started;
}

const answerOf = (socket: ReturnType<typeof connect>): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
    socket.once('close', () => {
      resolve(answer.slice(0, 300));
    });
    socket.once('error', reject);
  });
