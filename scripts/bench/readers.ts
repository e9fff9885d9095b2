import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';

/** So many people who open the page again as soon as they have it. */
export interface Reading {
  readonly url: string;
  readonly cookie: string | undefined;
  readonly readers: number;
  readonly seconds: number;
}

export interface ReadResult {
  readonly pages: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** Reads in this process; every answer but a 200 fails it. */
export async function readersOf({ url, cookie, readers, seconds }: Reading): Promise<ReadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: readers });
  const headers = { 'accept-encoding': 'gzip', ...(cookie ? { cookie } : {}) };
  const times: number[] = [];
  const until = performance.now() + seconds * 1000;
  const readOnce = () =>
    new Promise<void>((resolve, reject) => {
      const started = performance.now();
      get(url, { agent, headers }, (answer) => {
        if (answer.statusCode !== 200) {
          reject(new Error(`${url} answered ${String(answer.statusCode)}`));
          return;
        }
        answer.resume().once('end', () => {
          times.push(performance.now() - started);
          resolve();
        });
      }).once('error', reject);
    });
  await Promise.all(
    Array.from({ length: readers }, async () => {
      while (performance.now() < until) await readOnce();
    }),
  );
  agent.destroy();
  times.sort((one, other) => one - other);
  const at = (share: number) => times[Math.floor((times.length - 1) * share)] ?? Number.NaN;
  return { pages: times.length, p50Ms: at(0.5), p95Ms: at(0.95) };
}

/** Reads from a third process, so that neither the server nor the bench stands in its way. */
export async function readPages(reading: Reading): Promise<ReadResult> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/bench/reader-client.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.end(JSON.stringify(reading));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`The readers of ${reading.url} failed`);
  return JSON.parse(Buffer.concat(chunks).toString()) as ReadResult;
}
