import { expect } from 'chai';
import { Conflict, InvalidInput } from '../../../src/kernel/errors.js';
import { HOUR, later } from '../../../src/kernel/clock.js';
import { newId } from '../../../src/kernel/ids.js';
import type { Notify } from '../../../src/kernel/notice.js';
import type { DefectFate } from '../../../src/features/defects/index.js';
import { createDrafting } from '../../../src/features/releases/drafting-service.js';
import { createPublishing } from '../../../src/features/releases/publishing-service.js';
import { createReleaseQueries } from '../../../src/features/releases/release-queries.js';
import {
  createReleaseService,
  createTakeStep,
} from '../../../src/features/releases/release-service.js';
import { createReleaseStore } from '../../../src/features/releases/release-store.js';
import type { Fix } from '../../../src/features/releases/drafting.js';
import type { Release } from '../../../src/features/releases/release.js';
import { createTell } from '../../../src/features/releases/telling-service.js';
import { createWatch } from '../../../src/features/releases/watching-service.js';
import type { HeldUnit } from '../../../src/features/units/index.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createNews } from '../../../src/kernel/news.js';
import type { Publication } from '../../../src/features/releases/publishing-service.js';
import { createTestClock } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';
import { buildRelease } from '../../support/releases.js';

const LIN = { id: 'lin' };
const BUILDS = ['3.0.11', '3.0.12', '3.0.13', '4.0.0-b1'];
const buildsOf = (modelCode: string) =>
  Promise.resolve(
    BUILDS.map((version, index) => ({
      ...{ modelCode, version, order: index + 1 },
      branch: version.includes('-b') ? 'beta' : 'stable',
    })),
  );
const held = (holderId: string, build: string | null): HeldUnit =>
  ({ id: `unit of ${holderId}`, modelCode: 'ORION-2', holderId, build }) as HeldUnit;
const fixOf = (n: number): Fix => ({
  ...{ defectId: `defect-${n}`, defectRef: `D-${n}`, fixBuild: '3.0.12', title: `Fault ${n}` },
  ...{ engineerIds: ['lin'], testerIds: ['mei', 'bo'] },
});

const fixedFate = (n: number): DefectFate => ({
  ...{ id: `defect-${n}`, resolution: 'fixed', fixBuild: '3.0.12', mergedInto: null, twin: null },
});
const nothing = () => Promise.resolve([]);
const reportersOf = (ids: readonly string[]) =>
  Promise.resolve(new Map(ids.map((id) => [id, ['mei', 'bo']])));

describe('releases in the store', () => {
  let database: Database;
  let sent: string[];
  let fates: Map<string, DefectFate>;
  let heard: string[];
  beforeEach(async () => {
    database = await openTestDatabase();
    createReleaseStore(database.connection);
    await syncIndexes(database.connection, quietLog);
    sent = [];
    fates = new Map([1, 2].map((n) => [`defect-${n}`, fixedFate(n)]));
    heard = [];
  });
  afterEach(() => database.close());

  function build(fixes: readonly Fix[] = [fixOf(1)]) {
    const { connection } = database;
    const clock = createTestClock();
    const releases = createReleaseStore(connection);
    const queries = createReleaseQueries(connection);
    const model = { id: 'm', code: 'ORION-2', name: 'Orion 2', hardwareRevisions: [] };
    const service = createReleaseService({
      releases,
      drafting: { fixesFor: () => Promise.resolve(fixes) },
      defects: { openOf: () => Promise.resolve([]) },
      rounds: {
        modelByCode: () => Promise.resolve({ ...model, createdAt: clock.now() }),
        buildsOf,
      },
      ...{ clock, log: quietLog },
      programmeZone: 'Asia/Shanghai',
    });
    const published = createNews<Publication>((error) => {
      throw error;
    });
    published.subscribe(({ releaseId }) => {
      heard.push(releaseId);
      return Promise.resolve();
    });
    const notify: Notify = ({ personId, key, text }) => {
      sent.push(`${personId} ${text.split('.').at(-1) ?? ''} ${key}`);
      return Promise.resolve(key);
    };
    const drafting = createDrafting({
      ...{ queries, rounds: { buildsOf } },
      defects: {
        fates: (ids) => Promise.resolve(ids.flatMap((id) => fates.get(id) ?? [])),
        ...{ byIds: nothing, fixedIn: nothing, reportersOf },
      },
    });
    const watch = createWatch({
      ...{ queries, drafting, notify, clock },
      rota: { onDutyAt: () => Promise.resolve(['lin', 'nora']) },
    });
    const tell = createTell({
      releases,
      rounds: { buildsOf },
      units: {
        // Two pages of holders, on builds before and after, on another branch and of another model.
        heldPage: (after) =>
          Promise.resolve(
            after
              ? { rows: [held('fay', '4.0.0-b1'), held('gus', null)], next: undefined }
              : { rows: [held('mei', '3.0.11'), held('eve', '3.0.11')], next: 'more' },
          ),
      },
      notify,
    });
    const publishing = createPublishing({
      ...{ tell, watch, drafting, queries, clock, published, programmeZone: 'Asia/Shanghai' },
      take: createTakeStep(releases, clock),
    });
    return { clock, releases, queries, service, publishing, watch };
  }
  const name = (version = '3.0.12') => ({ modelCode: 'ORION-2', build: version });
  const settled = (results: readonly PromiseSettledResult<unknown>[]) => ({
    done: results.filter(({ status }) => status === 'fulfilled').length,
    refused: results.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : [])),
  });
  const tenTimes = (run: () => Promise<unknown>) =>
    Promise.allSettled(Array.from({ length: 10 }, run)).then(settled);

  it('are one for a build, however many draft it at once', async () => {
    const { service, queries } = build();
    const { done, refused } = await tenTimes(() => service.draft(name(), LIN));
    expect(done).to.equal(1);
    for (const error of refused) expect(error).to.be.instanceOf(InvalidInput);
    expect(await queries.takenBuilds()).to.deep.equal([name()]);
  });

  it('are published once by many at once, and tell each person once', async () => {
    const { service, publishing, queries } = build([fixOf(1), fixOf(2)]);
    await service.draft(name(), LIN);
    await service.freeze(name(), LIN);
    const frozen = await service.byName(name());
    const { done, refused } = await tenTimes(() => publishing.publishByHand(frozen, LIN));
    expect(done).to.equal(1);
    for (const error of refused) expect(error).to.be.instanceOf(Conflict);
    const published = await service.byName(name());
    expect(published.events.filter(({ action }) => action === 'publish')).to.have.length(1);
    expect(published).to.include({ state: 'published', isTelling: false });
    expect(heard).to.deep.equal([published.id]);
    expect(await queries.publishedSince(published.publishedAt ?? new Date())).to.deep.equal([
      { id: published.id, ...name(), publishedAt: published.publishedAt },
    ]);
    const key = `release:${published.id}`;
    // Mei is thanked and holds a unit; whoever is on another branch need not know.
    expect(new Set(sent)).to.deep.equal(
      new Set([
        `bo thanked ${key}`,
        `lin thanked ${key}`,
        `mei thanked ${key}`,
        `mei out ${key}`,
        `eve out ${key}`,
        `gus out ${key}`,
      ]),
    );
  });

  it('are published by the clock once, at their time and not before', async () => {
    const { service, publishing, clock } = build();
    await service.draft(name(), LIN);
    await service.freeze(name(), LIN);
    const { publishAt } = await service.byName(name());
    expect(publishAt.toISOString()).to.equal('2026-03-06T09:00:00.000Z');
    clock.advance(publishAt.getTime() - clock.now().getTime() - 1);
    await publishing.publishDue();
    expect((await service.byName(name())).state).to.equal('frozen');
    clock.advance(1);
    const { refused } = await tenTimes(() => publishing.publishDue());
    expect(refused).to.deep.equal([]);
    const published = await service.byName(name());
    expect(published.publishedAt).to.deep.equal(publishAt);
    expect(published.events.at(-1)).to.include({ action: 'publish', byId: null });
  });

  const lost: readonly (readonly [string, Partial<DefectFate>])[] = [
    ['came back', { resolution: null, fixBuild: null }],
    ['is said to be in another build', { fixBuild: '3.0.13' }],
    ['was merged', { mergedInto: 'defect-0' }],
  ];
  for (const [how, fate] of lost)
    it(`tell who froze them when every fix ${how}, and who is on duty when they do not go out`, async () => {
      const { service, publishing, watch, clock } = build();
      await service.draft(name(), LIN);
      await service.freeze(name(), LIN);
      await watch.tellEmptied();
      expect(sent).to.deep.equal([]);
      fates.set('defect-1', { ...fixedFate(1), ...fate });
      for (let turn = 0; turn < 2; turn += 1) await watch.tellEmptied();
      const { id, publishAt, events } = await service.byName(name());
      const at = events.at(-1)!.at.getTime();
      expect(new Set(sent)).to.deep.equal(new Set([`lin emptied emptied:${id}:${at}`]));
      sent = [];
      clock.advance(publishAt.getTime() - clock.now().getTime());
      for (let turn = 0; turn < 2; turn += 1) await publishing.publishDue();
      expect((await service.byName(name())).state).to.equal('frozen');
      expect(new Set(sent)).to.deep.equal(
        new Set(['lin', 'nora'].map((who) => `${who} unpublished unpublished:${id}:${at}`)),
      );
    });

  it('come out late rather than never, and not at all while they are drafts', async () => {
    const { service, publishing, clock } = build();
    await service.draft(name(), LIN);
    clock.advance(7 * 24 * HOUR);
    await publishing.publishDue();
    expect((await service.byName(name())).state).to.equal('draft');
    await service.freeze(name(), LIN);
    // The Friday that the draft let go by is not made up for.
    expect((await service.byName(name())).publishAt > clock.now()).to.equal(true);
    clock.advance(8 * 24 * HOUR);
    await publishing.publishDue();
    expect((await service.byName(name())).publishedAt).to.deep.equal(clock.now());
  });

  it('bring a fix once', async () => {
    const { service, publishing, queries } = build();
    for (const version of ['3.0.12', '3.0.13']) {
      await service.draft(name(version), LIN);
      await service.freeze(name(version), LIN);
    }
    const frozen = await Promise.all(['3.0.12', '3.0.13'].map((one) => service.byName(name(one))));
    const results = await Promise.allSettled(
      frozen.map((release) => publishing.publishByHand(release, LIN)),
    );
    const { done, refused } = settled(results);
    expect([done, refused.length]).to.deep.equal([1, 1]);
    expect(refused[0]).to.be.instanceOf(Conflict);
    expect([...(await queries.shippedOf('ORION-2'))]).to.deep.equal(['defect-1@3.0.12']);
    // The other one has nothing left, and the clock doesn't stumble over it.
    await publishing.publishDue();
    expect(await queries.newest()).to.have.length(1);
    expect(await queries.withFix('defect-1', '3.0.12')).to.have.property('modelCode', 'ORION-2');
  });

  it('end the telling that a crash broke off', async () => {
    const { releases, publishing } = build();
    const { title, ...fix } = fixOf(1);
    const entries = [{ ...fix, section: 'fixed', text: { en: title, 'zh-CN': title } }] as const;
    await releases.add(
      buildRelease({ state: 'published', entries, shipped: ['x@1'], isTelling: true }),
    );
    await publishing.publishDue();
    await publishing.publishDue();
    expect(sent).to.have.length(6);
  });

  it('keep the newer of two edits', async () => {
    const { service } = build();
    const { revision } = await service.draft(name(), LIN);
    const words = { title_en: 'One', title_zh: '一', notes_en: '', notes_zh: '' };
    const form = { ...words, publishAt: '2026-03-13T17:00', known: [], revision };
    const { done, refused } = await tenTimes(() => service.edit(name(), form, LIN));
    expect(done).to.equal(1);
    for (const error of refused) expect(error).to.include({ code: 'releases.changed' });
  });

  it('are listed page by page, the newest first', async () => {
    const { releases, queries, clock } = build();
    const published = Array.from({ length: 45 }, (_, n): Release => {
      // Three of them at one instant: the id decides.
      const publishedAt = later(clock.now(), Math.floor(n / 3) * HOUR);
      const overrides = { id: newId(later(clock.now(), n)), build: `1.${n}`, publishedAt };
      return buildRelease({ ...overrides, state: 'published', shipped: [`d@${n}`] });
    });
    for (const release of published) await releases.add(release);
    await releases.add(buildRelease({ id: 'draft', build: 'next' }));
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await queries.publishedPage(after);
      seen.push(...page.rows.map(({ build: one }) => one));
      after = page.next;
    } while (after);
    expect(seen).to.deep.equal(published.map(({ build: one }) => one).reverse());
    expect((await queries.publishedPage('made up')).rows[0]?.build).to.equal('1.44');
    expect((await queries.unpublished()).map(({ build: one }) => one)).to.deep.equal(['next']);
  });
});
