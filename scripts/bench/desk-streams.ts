import { randomUUID } from 'node:crypto';
import { get, type ClientRequest } from 'node:http';
import { newId } from '../../src/kernel/ids.js';
import { signInTo } from '../../test/support/seed-site.js';
import { figure, median, type Figure } from './figure.js';
import { IS_QUICK } from './interleave.js';
import type { Site } from './site.js';

const ENGINEERS = 200;
const REPORTS = IS_QUICK ? 3 : 10;
const GIVE_UP_MS = 10_000;

interface OpenDesk {
  readonly request: ClientRequest;
  /** Resolves when the desk was told of the report. */
  hears(ref: string): Promise<void>;
}

/** How long after the tester began to send a report the last of all open desks was told of it. */
export async function streamFigures(site: Site): Promise<Figure[]> {
  const cookies = await signInEngineers(site);
  const desks = await Promise.all(cookies.map((cookie) => openDesk(site, cookie)));
  const times: number[] = [];
  for (let sent = 0; sent < REPORTS; sent += 1) {
    const started = performance.now();
    const ref = await sendReport(site);
    await Promise.all(desks.map((desk) => desk.hears(ref)));
    times.push(performance.now() - started);
  }
  for (const { request } of desks) request.destroy();
  const open = `${desks.length} open desks`;
  return [
    figure(`a report is on the last of ${open}, median`, median(times), 'ms after it is sent'),
    figure(
      `a report is on the last of ${open}, slowest`,
      Math.max(...times),
      'ms after it is sent',
      {
        goal: '<= 1000',
      },
    ),
  ];
}

/** Copies of the one engineer, each with a session of their own. */
async function signInEngineers({ database, served }: Site): Promise<string[]> {
  const people = database.connection.collection<{ _id: string }>('people');
  const lin = await people.findOne({ handle: 'lin' });
  if (!lin) throw new Error('There is no engineer to copy');
  const handles = Array.from({ length: ENGINEERS }, (_, n) => `engineer${n}`);
  await people.insertMany(
    handles.map((handle) => ({
      ...lin,
      ...{ _id: newId(new Date()), handle, name: handle, email: `${handle}@example.com` },
    })),
  );
  const cookies: string[] = [];
  for (const handle of handles) {
    // They share an address, which would soon be taken for a guesser's.
    await database.connection.collection('throttles').deleteMany({});
    cookies.push(await signInTo(served.url, handle));
  }
  return cookies;
}

const openDesk = ({ served }: Site, cookie: string): Promise<OpenDesk> =>
  new Promise((resolve, reject) => {
    const told = new Set<string>();
    const waiting = new Map<string, () => void>();
    const headers = { cookie, accept: 'text/event-stream' };
    const request = get(`${served.url}/desk/events?view=waiting`, { headers });
    request.once('error', reject).once('response', (answer) => {
      if (answer.statusCode !== 200) {
        reject(new Error(`A desk was answered ${String(answer.statusCode)}`));
        return;
      }
      answer.on('error', () => undefined);
      answer.on('data', (chunk: Buffer) => {
        for (const [, ref = ''] of chunk.toString().matchAll(/"ref":"(R-\d+)"/g)) {
          told.add(ref);
          waiting.get(ref)?.();
        }
      });
      request.on('error', () => undefined);
      resolve({
        request,
        hears: (ref) =>
          new Promise((heard, missed) => {
            const timer = setTimeout(missed, GIVE_UP_MS, new Error(`A desk never heard of ${ref}`));
            const done = () => {
              clearTimeout(timer);
              heard();
            };
            waiting.set(ref, done);
            if (told.has(ref)) done();
          }),
      });
    });
  });

async function sendReport({ served, testerCookie, unitRef }: Site): Promise<string> {
  const form = new FormData();
  const text = 'The screen stays black after a call.';
  const fields = { clientKey: randomUUID(), unit: unitRef, kind: 'problem', text };
  for (const [key, value] of Object.entries(fields)) form.append(key, value);
  const answer = await fetch(`${served.url}/reports`, {
    ...{ method: 'POST', body: form, redirect: 'manual' as const },
    headers: { cookie: testerCookie },
  });
  const [ref] = /R-\d+/.exec(answer.headers.get('location') ?? '') ?? [];
  if (!ref) throw new Error(`A report was answered ${answer.status}`);
  return ref;
}
