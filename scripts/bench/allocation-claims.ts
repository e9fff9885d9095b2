import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { createRoundStore } from '../../src/features/rounds/round-store.js';
import type { Round } from '../../src/features/rounds/index.js';
import type { Engine } from '../../src/platform/engine/engine.js';
import { crowdTickets, seedClaimRound, storedClaims } from '../../test/support/claims.js';
import { CLAIM_SECRET, openClaimTarget, type ClaimTarget } from '../../test/support/claim-sites.js';
import type { Kill } from './claim-client.js';
import { faultsOf, type Faults } from './claim-check.js';
import type { Salvo, SalvoResult } from './claim-load.js';
import { figure, median, pairRatio, type Figure } from './figure.js';
import { interleave, ROUNDS } from './interleave.js';
import { cpuMs, serveLimit, serveProgram, type Served } from './process.js';

const SEATS = 500;
/** With them each of 2,000 claimants gets a place, and all of it is journalled. */
const WAITLIST = 1_500;
const PLACES = SEATS + WAITLIST;

/** A crowd in front of the claim page. */
interface Crowd {
  readonly people: number;
  readonly clicks: 1 | 2;
  readonly connections: number;
  readonly countsConnecting?: boolean;
  readonly isPatient?: boolean;
  readonly kill?: Kill;
  /** Rounds in a row: one alone is over too soon to be measured. */
  readonly times: number;
}

const RUSH: Crowd = { people: 2_000, clicks: 1, connections: 200, times: 3 };
const CLICKS: Crowd = { people: 5_000, clicks: 2, connections: 200, times: 1 };
const AT_ONCE: Crowd = {
  ...{ people: 2_000, clicks: 1, connections: 2_000, times: 1, countsConnecting: true },
};
const KILLED: Crowd = { ...CLICKS, isPatient: true };
/** While places are still being given away. */
const KILL_AFTER_ANSWERS = 500;

/** The rush of a first-come round over HTTP, and whether every answer was true. */
export async function claimFigures(engine: Engine, dir: string): Promise<Figure[]> {
  const uri = new URL(engine.uri);
  uri.pathname = '/claims';
  const target = await openClaimTarget(uri.href, dir);
  const env = {
    ...{ MONGODB_URI: uri.href, SESSION_SECRET: CLAIM_SECRET, PORT: '0', LOG_LEVEL: 'fatal' },
    ...{ DATA_DIR: path.join(dir, 'data'), UPLOADS_DIR: path.join(dir, 'uploads') },
  };
  const first = await serveProgram(['dist/main.js'], env);
  const client = startClient();
  const bench: Bench = { client, target, dir, faults: [] };
  const figures: Figure[] = [];
  try {
    const answer = await keepAnswer(bench, first);
    figures.push(await bareRate(bench, answer));
    const limit = await serveLimit('claim', answer);
    figures.push(...(await rate(bench, first, limit, RUSH, '2,000 claims for 500 units')));
    figures.push(...(await rate(bench, first, limit, CLICKS, '10,000 claims, each sent twice')));
    figures.push(await atOnce(bench, first));
    await limit.stop();
    figures.push(...faultFigures('one process', bench.faults.splice(0)));
    const second = await serveProgram(['dist/main.js'], env);
    await salvoAtApp(bench, [first, second], CLICKS);
    figures.push(...faultFigures('two processes', bench.faults.splice(0)));
    const kill = { pid: engine.pid() ?? 0, afterAnswers: KILL_AFTER_ANSWERS };
    const { retries } = await salvoAtApp(bench, [first, second], { ...KILLED, kill });
    figures.push(figure('claims that met the killed engine and asked again', retries, 'claims'));
    figures.push(...faultFigures('two processes, engine killed', bench.faults.splice(0)));
    await second.stop();
  } finally {
    client.stop();
    await first.stop();
    await target.close();
  }
  return figures;
}

interface Bench {
  readonly client: Client;
  readonly target: ClaimTarget;
  readonly dir: string;
  /** Of every salvo at the application so far. */
  readonly faults: Faults[];
}

interface Measured {
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly lastMs: number;
  readonly cpuUs: number;
}

async function rate(
  bench: Bench,
  app: Served,
  limit: Served,
  crowd: Crowd,
  name: string,
): Promise<Figure[]> {
  const pair = await interleave(
    () => repeat(crowd, limit.pid, () => salvoAtLimit(bench, limit, crowd)),
    () => repeat(crowd, app.pid, () => salvoAtApp(bench, [app], crowd)),
  );
  const against = 'bare Express route';
  const of = (key: keyof Measured) =>
    [pair.app.map((one) => one[key]), pair.limit.map((one) => one[key])] as const;
  const [perSecond, cpu] = [of('perSecond'), of('cpuUs')];
  return [
    figure(name, median(perSecond[0]), 'claims/s', { goal: '>= 10000' }),
    figure(`${name}, beside the limit`, median(perSecond[0]), 'claims/s', {
      ...{ against, ratio: pairRatio(...perSecond), goal: '>= 0.9' },
    }),
    figure(`${name}, CPU of the server`, median(cpu[0]), 'us/claim', {
      ...{ against, ratio: pairRatio(...cpu) },
    }),
    figure(`${name}, p99`, median(of('p99Ms')[0]), 'ms', { goal: '<= 100' }),
  ];
}

/** What Node's server and this client can do at all, with nothing to be done. */
async function bareRate(bench: Bench, answer: string): Promise<Figure> {
  const bare = await serveLimit('claim-http', answer);
  const rates: number[] = [];
  for (let n = 0; n <= ROUNDS; n += 1)
    rates.push((await repeat(RUSH, bare.pid, () => salvoAtLimit(bench, bare, RUSH))).perSecond);
  await bare.stop();
  return figure(
    'answers of a bare Node server to the same client',
    median(rates.slice(1)),
    'answers/s',
  );
}

async function atOnce(bench: Bench, app: Served): Promise<Figure> {
  const lasts: number[] = [];
  for (let n = 0; n < 3; n += 1) lasts.push((await salvoAtApp(bench, [app], AT_ONCE)).ms);
  return figure('2,000 sockets at once, last answer', median(lasts), 'ms', { goal: '<= 500' });
}

async function repeat(
  { times }: Crowd,
  pid: number,
  run: () => Promise<SalvoResult>,
): Promise<Measured> {
  const before = cpuMs(pid);
  const results: SalvoResult[] = [];
  for (let n = 0; n < times; n += 1) results.push(await run());
  const ms = results.reduce((sum, result) => sum + result.ms, 0);
  const each = results.flatMap(({ answers }) => answers.map((answer) => answer.ms));
  each.sort((a, b) => a - b);
  return {
    perSecond: each.length / (ms / 1000),
    p99Ms: each[Math.floor(each.length * 0.99)] ?? Number.NaN,
    lastMs: Math.max(...results.map((result) => result.ms)),
    cpuUs: ((cpuMs(pid) - before) * 1000) / each.length,
  };
}

/** A round of its own for each salvo; afterwards it ends, so that nobody is offered its seats. */
async function salvoAtApp(
  bench: Bench,
  apps: readonly Served[],
  crowd: Crowd,
): Promise<SalvoResult> {
  const { target, faults } = bench;
  const round = await seedClaimRound(target, SEATS, { waitlistPlaces: WAITLIST });
  const result = await fire(bench, round, apps, crowd);
  const stored = await reached(() => storedClaims(target.database, round, target.clock.now()));
  const people = clicksOf(crowd, (n) => `p-${n}`);
  faults.push(faultsOf({ seats: SEATS, places: PLACES }, people, result.answers, stored));
  await createRoundStore(target.database.connection).end(round.id, target.clock.now());
  return result;
}

async function salvoAtLimit(bench: Bench, limit: Served, crowd: Crowd): Promise<SalvoResult> {
  const round = await seedClaimRound(bench.target, SEATS, { publishedAt: null });
  return fire(bench, round, [limit], crowd);
}

const TRIES = 10;

/** Asks again while a killed database comes back. */
async function reached<T>(ask: () => Promise<T>, tries = TRIES): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (tries === 0) throw error;
    await wait(300);
    return reached(ask, tries - 1);
  }
}

const clicksOf = <T>({ people, clicks }: Crowd, of: (n: number) => T): T[] =>
  Array.from({ length: people * clicks }, (_, n) => of(Math.floor(n / clicks)));

async function fire(
  { dir, client }: Bench,
  round: Round,
  at: readonly Served[],
  crowd: Crowd,
): Promise<SalvoResult> {
  const tickets = crowdTickets(CLAIM_SECRET, round, crowd.people);
  const salvo: Salvo & Crowd = {
    ...crowd,
    urls: at.map(({ url }) => url),
    path: `/rounds/${round.slug}/claims`,
    tickets: clicksOf(crowd, (n) => tickets[n] ?? ''),
  };
  const file = path.join(dir, 'salvo.json');
  await writeFile(file, JSON.stringify(salvo));
  return client.fire(file);
}

interface Client {
  /** Fires the salvo of that file. */
  fire(file: string): Promise<SalvoResult>;
  stop(): void;
}

/** One process for all salvos, warm like a browser that has seen a page before. */
function startClient(): Client {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/bench/claim-client.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async fire(file) {
      child.stdin.write(`${file}\n`);
      const line: IteratorResult<string, undefined> = await lines.next();
      if (line.done) throw new Error('The client ended');
      return JSON.parse(line.value) as SalvoResult;
    },
    stop: () => child.kill('SIGTERM'),
  };
}

/** The bytes of a real answer, for the limit to answer with. */
async function keepAnswer({ target, dir }: Bench, app: Served): Promise<string> {
  const round = await seedClaimRound(target, SEATS);
  const [ticket = ''] = crowdTickets(CLAIM_SECRET, round, 1);
  const answer = await fetch(`${app.url}/rounds/${round.slug}/claims`, {
    method: 'POST',
    body: new URLSearchParams({ ticket }),
  });
  if (answer.status !== 200) throw new Error(`A claim was answered ${answer.status}`);
  const file = path.join(dir, 'answer.html');
  await writeFile(file, await answer.text());
  await createRoundStore(target.database.connection).end(round.id, target.clock.now());
  return file;
}

function faultFigures(where: string, all: readonly Faults[]): Figure[] {
  const sum = (key: keyof Faults) => all.reduce((total, faults) => total + faults[key], 0);
  const against = `${all.length} rounds`;
  return (['oversold', 'undersold', 'twice', 'untrue'] as const).map((key) =>
    figure(`${WORDS[key]}, ${where}`, sum(key), 'claims', { against, goal: '<= 0' }),
  );
}

const WORDS: Readonly<Record<keyof Faults, string>> = {
  oversold: 'oversold',
  undersold: 'undersold',
  twice: 'granted twice',
  untrue: 'answered and not so stored',
};
