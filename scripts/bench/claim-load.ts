import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** Claims to be sent: each ticket in turn, by whichever connection is free next. */
export interface Salvo {
  /** Addresses of the web processes; connections are spread over them. */
  readonly urls: readonly string[];
  /** `/rounds/:slug/claims` */
  readonly path: string;
  readonly tickets: readonly string[];
  readonly connections: number;
  /** Asks again after a 503 or a broken connection, until there is an answer. */
  readonly isPatient?: boolean;
  /** Counts the time of connecting too. */
  readonly countsConnecting?: boolean;
}

/** What one ticket was answered in the end. */
export interface ClaimAnswer {
  readonly status: number;
  /** As `data-outcome` of the page says. */
  readonly outcome: string;
  readonly number: number;
  readonly ms: number;
}

export interface SalvoResult {
  readonly ms: number;
  /** In the order of the tickets. */
  readonly answers: readonly ClaimAnswer[];
  /** Answers with 503 and connections that broke, where the salvo is patient. */
  readonly retries: number;
}

const GIVE_UP_MS = 60_000;
/** Sooner than `Retry-After` says, and not so soon that the asking itself is the load. */
const BEFORE_RETRY_MS = 250;

/**
 * A client over raw sockets that costs little beside what it measures. `watch` hears how many
 * tickets have their answer.
 */
export async function fireClaims(
  salvo: Salvo,
  watch: (answered: number) => void = () => undefined,
): Promise<SalvoResult> {
  const { tickets } = salvo;
  const giveUpAt = performance.now() + GIVE_UP_MS;
  const raw: { answer: Buffer; ms: number }[] = [];
  let next = 0;
  let answered = 0;
  let retries = 0;

  async function answerTo(line: Line, index: number): Promise<void> {
    const request = requestOf(salvo.path, tickets[index] ?? '');
    const began = performance.now();
    for (;;) {
      const answer = await line.ask(request).catch((error: unknown) => {
        if (!salvo.isPatient) throw error;
        return undefined;
      });
      if (answer && !(salvo.isPatient && statusOf(answer) === 503)) {
        raw[index] = { answer, ms: performance.now() - began };
        answered += 1;
        watch(answered);
        return;
      }
      if (performance.now() > giveUpAt) throw new Error('A claim was never answered');
      retries += 1;
      await wait(BEFORE_RETRY_MS);
    }
  }

  async function work(line: Line): Promise<void> {
    while (next < tickets.length) {
      const index = next;
      next += 1;
      await answerTo(line, index);
    }
    line.end();
  }

  const lines = Array.from({ length: salvo.connections }, (_, n) =>
    openLine(salvo.urls[n % salvo.urls.length] ?? ''),
  );
  if (!salvo.countsConnecting) await Promise.all(lines.map((line) => line.ready()));
  const began = performance.now();
  await Promise.all(lines.map(work));
  return { ms: performance.now() - began, answers: raw.map(readAnswer), retries };
}

interface Line {
  ready(): Promise<unknown>;
  /** One request at a time; a broken connection is opened anew for the next. */
  ask(request: string): Promise<Buffer>;
  end(): void;
}

function openLine(url: string): Line {
  const { hostname, port } = new URL(url);
  let socket: Socket | undefined;

  function open(): Socket {
    const fresh = connect(Number(port), hostname);
    fresh.setNoDelay(true);
    fresh.on('error', () => undefined);
    fresh.once('close', () => {
      if (socket === fresh) socket = undefined;
    });
    socket = fresh;
    return fresh;
  }

  return {
    ready: () => once(open(), 'connect'),
    ask: (request) =>
      new Promise((resolve, reject) => {
        const line = socket ?? open();
        let got: Buffer | undefined;
        const settle = (act: () => void) => {
          line.off('data', take);
          line.off('close', broken);
          act();
        };
        const broken = () => {
          settle(() => {
            reject(new Error('The connection broke'));
          });
        };
        const take = (chunk: Buffer) => {
          const all = got ? Buffer.concat([got, chunk]) : chunk;
          got = all;
          if (isWhole(all))
            settle(() => {
              resolve(all);
            });
        };
        line.on('data', take);
        line.once('close', broken);
        line.write(request);
      }),
    end: () => {
      socket?.destroy();
    },
  };
}

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = Buffer.from('Content-Length: ');

function isWhole(got: Buffer): boolean {
  const head = got.indexOf(HEAD_END);
  if (head < 0) return false;
  const at = got.indexOf(LENGTH);
  const length = parseInt(got.toString('latin1', at + LENGTH.length, at + LENGTH.length + 8), 10);
  return at >= 0 && at < head && got.length >= head + HEAD_END.length + length;
}

const requestOf = (path: string, ticket: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: bench\r\nAccept: text/html\r\n` +
  'Content-Type: application/x-www-form-urlencoded\r\n' +
  `Content-Length: ${ticket.length + 7}\r\n\r\nticket=${ticket}`;

const statusOf = (answer: Buffer): number => Number(answer.toString('latin1', 9, 12));

/** Read after the race, so that reading costs it nothing. */
function readAnswer({ answer, ms }: { answer: Buffer; ms: number }): ClaimAnswer {
  const [, outcome = '', number = ''] =
    /data-outcome="(\w+)" data-number="(\d*)"/.exec(answer.toString('latin1')) ?? [];
  return { status: statusOf(answer), outcome, number: Number(number), ms };
}
