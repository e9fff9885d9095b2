import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { reportModel, stagedModel } from '../../src/features/reports/report-schema.js';
import { createFileVault } from '../../src/platform/file-vault.js';
import { signInTo } from '../support/seed-site.js';
import { startClients } from '../support/site-clients.js';
import {
  canSeeProcesses,
  connectTo,
  descendantsOf,
  isAlive,
  seedSiteIn,
  siteEnv,
  startSite,
  until,
  type SiteProcess,
} from '../support/site-process.js';

const ROUNDS = Number(process.env['FAULT_ROUNDS'] ?? 10);
const FAULTS_WITHIN_MS = 50_000;
const BEFORE_EACH_KILL = 30;
const AFTER_EACH_KILL = 12;
/** A request that meets the dead database is answered within this, with 503. */
const ANSWERED_WITHIN_MS = 10_000;
const FILE_BYTES = { min: 10_000, max: 200_000 };

describe('SIGKILL of the engine host under clients that write', function () {
  this.timeout(120_000);
  let dir: string;
  let site: SiteProcess | undefined;
  const engineHost = (): number | undefined =>
    descendantsOf(site?.pid ?? 0).find(({ command }) => command.includes('host.mjs'))?.pid;

  before(async function () {
    if (!canSeeProcesses) this.skip();
    dir = await mkdtemp(path.join(tmpdir(), 'firstbatch-engine-'));
  });
  after(async () => {
    site?.kill('SIGTERM');
    await site?.ended;
    if (dir) await rm(dir, { recursive: true });
  });

  it('loses nothing acknowledged, answers 503 meanwhile and is back by itself', async () => {
    const { unitRefs, uri } = await seedSiteIn(dir);
    site = await startSite(dir);
    const { pid, url } = site;
    const kinds = ['report', 'message', 'upload'] as const;
    const pairs = ['mei', 'bo'].map(async (handle, n) => {
      const cookie = await signInTo(url, handle);
      return kinds.map((kind) => ({ kind, cookie, unitRef: unitRefs[n] ?? '' }));
    });
    const clients = startClients(() => url, (await Promise.all(pairs)).flat(), FILE_BYTES);
    const more = (count: number) => {
      const goal = clients.acknowledged.length + count;
      return until(() => clients.acknowledged.length >= goal, `${count} more writes`);
    };

    const endAt = performance.now() + FAULTS_WITHIN_MS;
    let rounds = 0;
    for (; rounds < ROUNDS && performance.now() < endAt; rounds += 1) {
      await more(BEFORE_EACH_KILL);
      const host = engineHost();
      if (host === undefined) throw new Error('There is no engine host');
      process.kill(host, 'SIGKILL');
      await until(() => !isAlive(host), 'the end of the host');
      await more(AFTER_EACH_KILL);
    }
    await clients.stop();
    expect(rounds, 'rounds within the time').to.equal(ROUNDS);

    expect(isAlive(pid)).to.equal(true);
    expect(clients.strange).to.deep.equal([]);
    expect(clients.slowestMs()).to.be.below(ANSWERED_WITHIN_MS);
    const { connection, ...database } = await connectTo(uri);
    const stored = {
      report: new Set<unknown>(await reportModel(connection).distinct('clientKey')),
      message: new Set<unknown>(await reportModel(connection).distinct('messages.id')),
      upload: new Set<unknown>(await stagedModel(connection).distinct('clientKey')),
    };
    await database.close();
    const lost = clients.acknowledged.filter(({ kind, clientKey }) => !stored[kind].has(clientKey));
    expect(lost).to.deep.equal([]);
    const vault = createFileVault(siteEnv(dir).UPLOADS_DIR);
    for (const { sha256 } of clients.acknowledged)
      if (sha256) expect(await vault.has(sha256)).to.equal(true);
  });
});
