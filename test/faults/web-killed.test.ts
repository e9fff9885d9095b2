import { expect } from 'chai';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compose } from '../../src/compose.js';
import { readConfig } from '../../src/config.js';
import { reportModel, stagedModel } from '../../src/features/reports/report-schema.js';
import { DAY, later, systemClock } from '../../src/kernel/clock.js';
import type { Database } from '../../src/platform/database.js';
import { createFileVault, hashFile } from '../../src/platform/file-vault.js';
import { quietLog } from '../support/database.js';
import { signInTo } from '../support/seed-site.js';
import { startClients, type Acknowledged } from '../support/site-clients.js';
import {
  connectTo,
  seedSiteIn,
  siteEnv,
  startSite,
  until,
  type SiteProcess,
} from '../support/site-process.js';

const ROUNDS = Number(process.env['FAULT_ROUNDS'] ?? 10);
const FAULTS_WITHIN_MS = 180_000;
const BEFORE_EACH_KILL = 12;
const FILE_BYTES = { min: 100_000, max: 2_000_000 };

describe('SIGKILL of the web process under uploaders', function () {
  this.timeout(300_000);
  let dir: string;
  let uri: string;
  let site: SiteProcess;
  let acknowledged: readonly Acknowledged[];
  const hashes = (kind: Acknowledged['kind']) =>
    acknowledged.filter((one) => one.kind === kind).map(({ sha256 }) => sha256 ?? '');

  before(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'firstbatch-killed-'));
    const { unitRefs, ...seeded } = await seedSiteIn(dir);
    uri = seeded.uri;
    site = await startSite(dir);
    const kinds = ['upload', 'upload', 'report'] as const;
    const six = ['mei', 'bo'].map(async (handle, n) => {
      const cookie = await signInTo(site.url, handle);
      return kinds.map((kind) => ({ kind, cookie, unitRef: unitRefs[n] ?? '' }));
    });
    const clients = startClients(() => site.url, (await Promise.all(six)).flat(), FILE_BYTES);
    const endAt = performance.now() + FAULTS_WITHIN_MS;
    let rounds = 0;
    for (; rounds < ROUNDS && performance.now() < endAt; rounds += 1) {
      const goal = clients.acknowledged.length + BEFORE_EACH_KILL;
      await until(() => clients.acknowledged.length >= goal, 'uploads');
      site.kill('SIGKILL');
      await site.ended;
      site = await startSite(dir);
    }
    await clients.stop();
    expect(rounds, 'rounds within the time').to.equal(ROUNDS);
    expect(clients.strange).to.deep.equal([]);
    acknowledged = clients.acknowledged;
  });
  after(async () => {
    site.kill('SIGTERM');
    await site.ended;
    await rm(dir, { recursive: true });
  });

  const withDatabase = async <T>(work: (database: Database) => Promise<T>): Promise<T> => {
    const database = await connectTo(uri);
    return work(database).finally(() => database.close());
  };
  const vault = () => createFileVault(siteEnv(dir).UPLOADS_DIR);
  const changedFiles = async (wanted: readonly string[]): Promise<string[]> => {
    const changed: string[] = [];
    for (const hash of wanted) {
      const { sha256 } = await hashFile(vault().pathOf(hash));
      if (sha256 !== hash) changed.push(hash);
    }
    return changed;
  };

  it('keeps every acknowledged file as it was sent, and its record', async () => {
    expect(acknowledged.length).to.be.at.least(ROUNDS);
    expect(await changedFiles([...hashes('upload'), ...hashes('report')])).to.deep.equal([]);
    const recorded = await withDatabase(async ({ connection }) => [
      ...(await stagedModel(connection).distinct('sha256')),
      ...(await reportModel(connection).distinct('attachments.sha256')),
    ]);
    expect([...hashes('upload'), ...hashes('report')]).to.satisfy((sent: string[]) =>
      sent.every((hash) => recorded.includes(hash)),
    );
  });

  it('sweeps what the killed requests left a day later, and nothing that a report names', async () => {
    const clock = { now: () => later(systemClock.now(), DAY + DAY / 24) };
    await withDatabase(async (database) => {
      const config = readConfig(siteEnv(dir));
      const { jobs } = compose({ config, database, log: quietLog, clock }).reports;
      await jobs.find(({ name }) => name === 'reports.sweep')?.run();
    });
    expect(await readdir(path.join(siteEnv(dir).UPLOADS_DIR, 'incoming'))).to.deep.equal([]);
    expect(await changedFiles(hashes('report'))).to.deep.equal([]);
    for (const hash of hashes('upload')) expect(await vault().has(hash)).to.equal(false);
  });
});
