import { expect } from 'chai';
import { DAY, HOUR, later, MINUTE } from '../../../src/kernel/clock.js';
import { startTestApp, TEST_START, type TestApp } from '../../support/app.js';
import { seedReport } from '../../support/reports.js';

const words = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

describe('the promise page', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.stop());

  const seed = (at: Date, minutes: number | undefined, title = 'Secret camera') =>
    seedReport(
      { ...app, clock: { now: () => at } },
      {
        ...{ title, text: title },
        ...(minutes === undefined
          ? {}
          : { waiting: false, firstResponseAt: later(at, minutes * MINUTE) }),
      },
    );
  const read = async (language?: 'zh-CN') =>
    words((await app.visitor(language).get('/promise')).text);

  it('says what is promised and when engineers are there, to everybody', async () => {
    const page = await read();
    expect(page)
      .to.contain('within 15 minutes of duty')
      .and.contain('Engineers are on duty now.')
      .and.contain('Monday 09:00-22:00')
      .and.contain('Asia/Shanghai');
    expect((await app.visitor().get('/')).text).to.contain('href="/promise"');
    app.clock.advance(13 * HOUR);
    expect(await read()).to.contain('They are back on 4 Mar 2026');
  });

  it('has no figure before there are five answers, and the same for all for a minute', async () => {
    app.clock.advance(HOUR);
    for (let n = 0; n < 4; n += 1) await seed(later(TEST_START, n * MINUTE), 3);
    expect(await read())
      .to.contain('No figure yet: 4 reports')
      .and.not.contain('100 %');
    await seed(later(TEST_START, 5 * MINUTE), 8);
    app.clock.advance(MINUTE - 1);
    expect(await read()).to.contain('No figure yet: 4 reports');
    app.clock.advance(1);
    expect(await read())
      .to.contain('In time 100 % of 5 reports')
      .and.contain('Half within (p50) 3 min')
      .and.contain('Nine of ten within (p90) 8 min')
      .and.contain('10:00 100 % of 5')
      .and.contain('Nobody waited too long');
  });

  it('lists who waited too long with an apology, and never what they wrote', async () => {
    const answered = await seed(TEST_START, 20);
    await seed(later(TEST_START, 30 * MINUTE), undefined);
    app.clock.advance(HOUR);
    const page = await read();
    expect(page)
      .to.contain('We are sorry')
      .and.contain('5 min late')
      .and.contain('15 min late')
      .and.contain('Crash or freeze')
      .and.contain('1 report waits for its first answer. 1 of them is late.');
    expect(page).not.to.contain('Secret').and.not.contain(answered.ref);
  });

  it('keeps weeks apart, this one, the last and those before', async () => {
    for (let n = 0; n < 5; n += 1) {
      await seed(later(TEST_START, n * MINUTE), 3);
      await seed(later(TEST_START, n * MINUTE - 7 * DAY), 60);
      await seed(later(TEST_START, n * MINUTE - 63 * DAY), 9);
      await seed(later(TEST_START, n * MINUTE - 70 * DAY), 9);
    }
    app.clock.advance(HOUR);
    const page = await read();
    expect(page).to.contain('2026-03-02 5 100 % 3 min 3 min');
    expect(page).to.contain('2026-02-23 5 0 % 60 min 60 min');
    expect(page).to.contain('2025-12-29 5 100 % 9 min 9 min');
    expect(page).not.to.contain('2025-12-22');
    // The list goes back to the Monday of the last week and not further.
    expect(page.match(/min late/g)).to.have.length(5);
  });

  it('names the holidays ahead', async () => {
    const ada = await app.admin();
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    await ada.post('/admin/promise', {
      ...{ version: '1', zone: 'Asia/Shanghai', responseMinutes: '15', warnMinutes: '10' },
      ...Object.fromEntries(days.map((day) => [day, day === 'sun' ? '' : '10:00-24:00'])),
      exceptions: '2026-03-02 closed Over\n2026-04-05 closed 清明节\n2026-05-01 12:00-14:00',
    });
    const page = await read('zh-CN');
    expect(page)
      .to.contain('星期日 没有人值班')
      .and.contain('2026-04-05 没有人值班 清明节')
      .and.contain('2026-05-01 12:00-14:00')
      .and.not.contain('2026-03-02 没有人');
    expect((await ada.get('/promise')).text).to.contain('href="/admin/promise"');
  });
});
