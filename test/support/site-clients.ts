import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** What was written and answered as done. */
export interface Acknowledged {
  readonly kind: 'report' | 'message' | 'upload';
  readonly clientKey: string;
  /** Of the file that went with it. */
  readonly sha256: string | undefined;
}

interface Client {
  readonly kind: Acknowledged['kind'];
  readonly cookie: string;
  readonly unitRef: string;
}

export type SiteClients = ReturnType<typeof startClients>;

/** Longer than any answer may take. */
const PATIENCE_MS = 20_000;
const BEFORE_NEXT_TRY_MS = 25;
const DONE: Readonly<Record<Acknowledged['kind'], number>> = {
  report: 303,
  message: 303,
  upload: 201,
};

/**
 * Clients that write through HTTP until they are told to stop and remember what was acknowledged.
 * What was answered otherwise than with success or 503 is kept in `strange`; connections that broke
 * are neither.
 */
export function startClients(
  where: () => string,
  clients: readonly Client[],
  fileBytes: { readonly min: number; readonly max: number },
) {
  const acknowledged: Acknowledged[] = [];
  const strange: string[] = [];
  const statuses = new Map<number, number>();
  /** By cookie: what a person writes messages on. */
  const latestReports = new Map<string, string>();
  let slowestMs = 0;
  let isWriting = true;

  async function write({ kind, cookie, unitRef }: Client): Promise<boolean> {
    const clientKey = randomUUID();
    const file = kind === 'message' ? undefined : logOf(randomInt(fileBytes.min, fileBytes.max));
    const request = requestOf(kind, clientKey, file, unitRef, latestReports.get(cookie));
    if (!request) return false;
    const began = performance.now();
    const answer = await fetch(where() + request.path, {
      ...{ method: 'POST', body: request.body, redirect: 'manual' as const },
      headers: { cookie },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await answer.arrayBuffer();
    slowestMs = Math.max(slowestMs, performance.now() - began);
    const { status } = answer;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status !== DONE[kind]) {
      if (status !== 503) strange.push(`${kind}: ${status}`);
      return false;
    }
    if (kind === 'report') latestReports.set(cookie, answer.headers.get('location') ?? '');
    const sha256 = file && createHash('sha256').update(file).digest('hex');
    acknowledged.push({ kind, clientKey, sha256 });
    return true;
  }

  async function run(client: Client): Promise<void> {
    while (isWriting) {
      const isDone = await write(client).catch((error: unknown) => {
        if ((error as Error).name === 'TimeoutError') strange.push(`${client.kind}: no answer`);
        return false;
      });
      if (!isDone) await wait(BEFORE_NEXT_TRY_MS);
    }
  }
  const runs = clients.map(run);

  return {
    acknowledged,
    strange,
    /** How often each status was answered. */
    statuses,
    slowestMs: () => slowestMs,
    async stop(): Promise<void> {
      isWriting = false;
      await Promise.all(runs);
    },
  };
}

/** Other bytes each time, and never the beginning of a kind that is refused. */
const logOf = (size: number): Buffer => Buffer.concat([Buffer.from('log\n'), randomBytes(size)]);

function requestOf(
  kind: Acknowledged['kind'],
  clientKey: string,
  file: Buffer | undefined,
  unit: string,
  latestReport: string | undefined,
): { path: string; body: FormData | URLSearchParams } | undefined {
  if (kind === 'message') {
    const body = new URLSearchParams({ clientKey, text: 'It happened once more.' });
    return latestReport ? { path: `${latestReport}/messages`, body } : undefined;
  }
  const body = new FormData();
  body.append('clientKey', clientKey);
  if (kind === 'report') {
    body.append('unit', unit);
    body.append('kind', 'problem');
    body.append('text', 'The torch flickers.');
  }
  const name = kind === 'report' ? 'files' : 'file';
  body.append(name, new Blob([new Uint8Array(file ?? [])]), 'torch.log');
  return { path: kind === 'report' ? '/reports' : '/uploads', body };
}
