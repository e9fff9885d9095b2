import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { expect } from 'chai';
import express from 'express';
import { Refusal, TooManyRequests } from '../../../src/kernel/errors.js';
import type { Viewer } from '../../../src/kernel/people.js';
import { sha256 } from '../../../src/kernel/ids.js';
import { handler, type ReceivedFile } from '../../../src/web/route.js';
import { createUploads, type UploadDeps } from '../../../src/web/upload.js';

const KB = 1024;
const viewer = { id: 'mei' } as Viewer;
const LIMITS = {
  fileBytes: 64 * KB,
  freeDiskBytes: 0,
  idleMs: 30_000,
  floorBytesPerMinute: 0,
  inFlight: 3,
  inFlightPerPerson: 2,
  busyCode: 'busy',
};

interface Site {
  readonly url: string;
  readonly port: number;
  readonly seen: { files: readonly ReceivedFile[]; texts: string[]; body: unknown }[];
  /** Bytes that count against the person now. */
  readonly reserved: () => number;
  readonly leftovers: () => Promise<string[]>;
  stop(): Promise<void>;
}

/** One route with a receiver whose handler reads the files and takes over those named `keep…`. */
async function startSite(overrides: Partial<UploadDeps> = {}): Promise<Site> {
  const dir = await mkdtemp(path.join(tmpdir(), 'firstbatch-upload-'));
  let [count, reserved] = [0, 0];
  const uploads = createUploads({
    limits: LIMITS,
    newPath: () => path.join(dir, String((count += 1))),
    freeBytes: () => Promise.resolve(1e12),
    admit: (_viewer, bytes) => {
      reserved += bytes;
      return Promise.resolve(() => Promise.resolve(void (reserved -= bytes)));
    },
    ...overrides,
  });
  const receiver = uploads.receiver({ field: 'files', files: 3, filesBytes: 128 * KB });
  const seen: Site['seen'] = [];
  const app = express();
  app.post(
    '/',
    handler(async (req, res) => {
      try {
        await receiver.receive(req, res, viewer);
        const files = req.received ?? [];
        const texts = await Promise.all(files.map((file) => readFile(file.path, 'utf8')));
        seen.push({ files, texts, body: { ...(req.body as object) } });
        for (const file of files) if (file.name.startsWith('keep')) await rm(file.path);
        res.json({ files: files.length });
      } catch (error) {
        const refusal = error instanceof Refusal ? error : new Refusal(500, 'internal');
        res.status(refusal.status).json({ code: refusal.code });
      } finally {
        await receiver.discard(req);
      }
    }),
  );
  const server: Server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    seen,
    reserved: () => reserved,
    leftovers: () => readdir(dir),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const form = (...files: readonly [name: string, content: BlobPart][]): FormData => {
  const body = new FormData();
  for (const [name, content] of files) body.append('files', new Blob([content]), name);
  return body;
};

/** Sends bytes over a bare connection and gives back what came until it was closed. */
async function raw(port: number, head: readonly string[], body = ''): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(['POST / HTTP/1.1', 'Host: x', ...head, '', body].join('\r\n'));
  let answer = '';
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString();
    if (answer.includes('}')) socket.end();
  });
  await once(socket, 'close');
  return answer;
}

const MULTIPART = 'Content-Type: multipart/form-data; boundary=x';
const part = (name: string, file: string, content: string) =>
  `--x\r\nContent-Disposition: form-data; name="${name}"; filename="${file}"\r\n\r\n${content}\r\n`;

/** Waits for a condition that another party brings about; the run's time limit ends it. */
async function until(isTrue: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setImmediate(resolve));
}

describe('uploads', () => {
  let site: Site;
  afterEach(async () => {
    await until(async () => (await site.leftovers()).length === 0);
    await site.stop();
  });
  const send = async (body: FormData): Promise<[number, string]> => {
    const answer = await fetch(site.url, { method: 'POST', body });
    return [answer.status, await answer.text()];
  };

  it('hands the handler the files as sent, and removes what it leaves', async () => {
    site = await startSite();
    const body = form(['崩溃 日志.txt', '崩溃'], ['empty.log', '']);
    body.append('text', '你好');
    expect((await send(body))[0]).to.equal(200);
    const [{ files, texts, body: fields } = { files: [], texts: [], body: {} }] = site.seen;
    expect(files.map(({ name, size, sha256: hash }) => [name, size, hash])).to.deep.equal([
      ['崩溃 日志.txt', 6, sha256('崩溃')],
      ['empty.log', 0, sha256('')],
    ]);
    expect(texts).to.deep.equal(['崩溃', '']);
    expect(fields).to.deep.equal({ text: '你好' });
  });

  it('counts bytes that were kept and no others', async () => {
    site = await startSite();
    await send(form(['left.txt', 'x']));
    await until(() => site.reserved() === 0);
    await send(form(['keep.txt', 'x']));
    expect(site.reserved()).to.be.greaterThan(0);
  });

  const oversized = 'x'.repeat(65 * KB);
  const page = '<!doctype html><script>1</script>';
  const refusals: readonly [string, () => FormData, number][] = [
    ['a file over the limit', () => form(['a', oversized]), 413],
    ['too many files', () => form(['a', ''], ['b', ''], ['c', ''], ['d', '']), 413],
    ['a page', () => form(['keep.html', page]), 415],
    ['a long page', () => form(['keep.html', page + 'x'.repeat(9000)]), 415],
    [
      'a file of another field',
      () => {
        const body = new FormData();
        body.append('other', new Blob(['x']), 'x');
        return body;
      },
      400,
    ],
    [
      'a nested field',
      () => {
        const body = form(['a', 'x']);
        body.append('a[$ne]', 'x');
        return body;
      },
      400,
    ],
    [
      'a field that is too long',
      () => {
        const body = form(['a', 'x']);
        body.append('text', oversized);
        return body;
      },
      413,
    ],
  ];
  for (const [what, body, status] of refusals)
    it(`answers ${status} to ${what} and keeps nothing`, async () => {
      site = await startSite();
      expect((await send(body()))[0]).to.equal(status);
      await until(() => site.reserved() === 0);
      expect((await send(form(['keep', 'x'])))[0], 'the next one').to.equal(200);
    });

  const requests: readonly [string, readonly string[], string, number][] = [
    ['a body of unknown length', [MULTIPART, 'Transfer-Encoding: chunked'], '0\r\n\r\n', 411],
    ['another type', ['Content-Type: text/plain', 'Content-Length: 1'], 'x', 415],
    ['no boundary', ['Content-Type: multipart/form-data', 'Content-Length: 1'], 'x', 400],
    [
      'a body that ends too early',
      [MULTIPART, 'Content-Length: 60'],
      part('files', 'a', 'x').slice(0, 60),
      400,
    ],
    ['garbage', [MULTIPART, 'Content-Length: 7'], 'garbage', 400],
  ];
  for (const [what, head, body, status] of requests)
    it(`answers ${status} to ${what}`, async () => {
      site = await startSite();
      expect(await raw(site.port, head, body)).to.match(new RegExp(`^HTTP/1.1 ${status} `));
    });

  it('takes a name with a NUL in it as a name', async () => {
    site = await startSite();
    const body = `${part('files', 'a\0b', 'x')}--x--\r\n`;
    const head = [MULTIPART, `Content-Length: ${Buffer.byteLength(body)}`];
    expect(await raw(site.port, head, body)).to.match(/^HTTP\/1.1 (200|400) /);
  });

  it('refuses a body over the limit before any of it arrives, and hangs up', async () => {
    site = await startSite();
    const answer = await raw(site.port, [MULTIPART, 'Content-Length: 99000000']);
    expect(answer)
      .to.match(/^HTTP\/1.1 413 /)
      .and.match(/^Connection: close/im);
  });

  it('leaves room on the disk', async () => {
    site = await startSite({
      limits: { ...LIMITS, freeDiskBytes: 1000 },
      freeBytes: () => Promise.resolve(1010),
    });
    expect((await send(form(['a', 'x'])))[0]).to.equal(507);
    await until(() => site.reserved() === 0);
  });

  it('answers 507 when the disk runs full under it', async () => {
    const full = () =>
      new Writable({
        write: (_chunk, _encoding, done) => {
          done(Object.assign(new Error('no space'), { code: 'ENOSPC', syscall: 'write' }));
        },
      });
    site = await startSite({ open: full });
    expect((await send(form(['a', 'x'])))[0]).to.equal(507);
    await until(() => site.reserved() === 0);
  });

  it('keeps to the quota that `admit` knows', async () => {
    site = await startSite({ admit: () => Promise.reject(new TooManyRequests(60)) });
    expect((await send(form(['a', 'x'])))[0]).to.equal(429);
  });

  it('takes no more at once than it has places, and the place is free again afterwards', async () => {
    site = await startSite();
    const begun = Array.from({ length: 2 }, () => connect(site.port, '127.0.0.1'));
    for (const socket of begun)
      socket.write(
        [
          'POST / HTTP/1.1',
          'Host: x',
          MULTIPART,
          'Content-Length: 9000',
          '',
          part('files', 'a', 'x'),
        ].join('\r\n'),
      );
    await until(async () => (await site.leftovers()).length === 2);
    expect(await send(form(['a', 'x']))).to.deep.equal([503, '{"code":"busy"}']);
    for (const socket of begun) socket.destroy();
    await until(async () => (await site.leftovers()).length === 0);
    expect((await send(form(['a', 'x'])))[0]).to.equal(200);
  });

  it('leaves nothing of a sender who goes away', async () => {
    site = await startSite();
    const socket = connect(site.port, '127.0.0.1');
    socket.write(
      [
        'POST / HTTP/1.1',
        'Host: x',
        MULTIPART,
        'Content-Length: 9000',
        '',
        part('files', 'a', 'x'),
      ].join('\r\n'),
    );
    await until(async () => (await site.leftovers()).length === 1);
    socket.destroy();
    await until(async () => (await site.leftovers()).length === 0 && site.reserved() === 0);
  });

  it('gives up on a sender who stops sending', async () => {
    site = await startSite({ limits: { ...LIMITS, idleMs: 1000 } });
    await raw(site.port, [MULTIPART, 'Content-Length: 9000'], part('files', 'a', 'x'));
    expect(site.seen).to.have.length(0);
    await until(() => site.reserved() === 0);
  });
});
