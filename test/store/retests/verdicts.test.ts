import { expect } from 'chai';
import type { Defect } from '../../../src/features/defects/index.js';
import { fixKey } from '../../../src/features/releases/index.js';
import type { FixJudged, VerdictDeps } from '../../../src/features/retests/verdict-service.js';
import { createRetestQueries } from '../../../src/features/retests/retest-queries.js';
import { createRetestStore } from '../../../src/features/retests/retest-store.js';
import type { Answer, Retest } from '../../../src/features/retests/retest.js';
import { createVerdicts } from '../../../src/features/retests/verdict-service.js';
import { createNews } from '../../../src/kernel/news.js';
import type { Database } from '../../../src/platform/database.js';
import { syncIndexes } from '../../../src/platform/index-sync.js';
import { createTestClock } from '../../support/app.js';
import { openTestDatabase, quietLog } from '../../support/database.js';

const FIX = fixKey('defect', '3.0.12');
const OPENED = { id: 'defect', resolution: null, fixBuild: null, history: [] };

describe('the figures of a fix', () => {
  const clock = createTestClock();
  let database: Database;
  before(async () => {
    database = await openTestDatabase();
    createRetestStore(database.connection);
    await syncIndexes(database.connection, quietLog);
  });
  after(() => database.close());

  const askedOf = (unitId: string): Retest => ({
    ...{ id: `card-${unitId}`, fix: FIX, defectId: 'defect', defectRef: 'D-1' },
    ...{ fixBuild: '3.0.12', modelCode: 'ORION-2', releaseId: 'release' },
    text: { en: 'It is fixed', 'zh-CN': '已修复' },
    ...{ unitId, unitRef: `U-${unitId}`, asked: 'matching', personId: `of-${unitId}` },
    ...{ answers: [], isOpen: true, isDue: false, createdAt: clock.now() },
  });
  const answerBy = (personId: string): Answer => ({
    ...{ result: 'fixed', personId, build: '3.0.12', reason: '', reportRef: null },
    at: clock.now(),
  });

  it('count an answer that came while another one was counted', async () => {
    const retests = createRetestStore(database.connection);
    const cards = [askedOf('mei'), askedOf('bo')];
    await retests.addCards(cards);
    await retests.addTrials([
      {
        ...{ id: FIX, defectId: 'defect', fixBuild: '3.0.12', releaseId: 'release', asked: 2 },
        ...{ fixed: 0, stillBroken: 0, cannotTest: 0, reporters: 0 },
        ...{ isInLogs: false, isCurrent: true, createdAt: clock.now() },
      },
    ]);
    let meanwhile: (() => Promise<void>) | undefined = async () => {
      meanwhile = undefined;
      await retests.answer(cards[1]!, answerBy('bo'));
      await verdicts.settle(FIX);
    };
    const defects = {
      async byIds() {
        await meanwhile?.();
        return [OPENED as unknown as Defect];
      },
    } as unknown as VerdictDeps['defects'];
    const verdicts = createVerdicts({
      ...{ retests, defects, clock, queries: createRetestQueries(database.connection) },
      reports: { ofDefects: () => Promise.resolve({ rows: [], next: undefined }) },
      notify: ({ key }) => Promise.resolve(key),
      judged: createNews<FixJudged>((error) => {
        throw error;
      }),
    });
    await retests.answer(cards[0]!, answerBy('mei'));
    await verdicts.settle(FIX);
    expect(await retests.trial(FIX)).to.include({ fixed: 2, isCurrent: false });
    expect((await retests.ofFix(FIX)).map(({ isDue }) => isDue)).to.deep.equal([false, false]);
  });
});
