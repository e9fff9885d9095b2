import { expect } from 'chai';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { signInTo } from '../support/seed-site.js';
import { startClients } from '../support/site-clients.js';
import {
  canSeeProcesses,
  descendantsOf,
  isAlive,
  seedSiteIn,
  startSite,
  until,
  type SiteProcess,
} from '../support/site-process.js';

const ENDS_WITHIN_MS = 15_000;
const FILE_BYTES = { min: 100_000, max: 1_000_000 };

/** An upload whose sender has gone silent in the middle. */
async function startSilentUpload(url: string, cookie: string) {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  socket.write(
    `POST /uploads HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\n` +
      'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n' +
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.log"\r\n\r\nthe begin',
  );
  return socket;
}

describe('SIGTERM under load', function () {
  this.timeout(90_000);
  let dir: string;
  let site: SiteProcess | undefined;

  before(async function () {
    if (!canSeeProcesses) this.skip();
    dir = await mkdtemp(path.join(tmpdir(), 'firstbatch-shutdown-'));
  });
  after(async () => {
    site?.kill('SIGKILL');
    await site?.ended;
    if (dir) await rm(dir, { recursive: true });
  });

  it('ends the site and all that it started within 15 seconds', async () => {
    const { unitRefs } = await seedSiteIn(dir);
    site = await startSite(dir);
    const { pid, url } = site;
    const cookie = await signInTo(url, 'mei');
    const unitRef = unitRefs[0] ?? '';
    const kinds = ['report', 'message', 'upload'] as const;
    const clients = startClients(
      () => url,
      kinds.map((kind) => ({ kind, cookie, unitRef })),
      FILE_BYTES,
    );
    const silent = await startSilentUpload(url, cookie);
    await until(() => clients.acknowledged.length >= 20, 'writes');
    const family = [{ pid }, ...descendantsOf(pid)];
    expect(family.length).to.be.at.least(2);

    const began = performance.now();
    site.kill('SIGTERM');
    expect(await site.ended).to.equal(0);
    await until(() => !family.some((one) => isAlive(one.pid)), 'the end of all', ENDS_WITHIN_MS);
    expect(performance.now() - began).to.be.below(ENDS_WITHIN_MS);
    silent.destroy();
    await clients.stop();
  });
});
