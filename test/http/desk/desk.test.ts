import { readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { later, MINUTE, SECOND } from '../../../src/kernel/clock.js';
import type { Unit } from '../../../src/features/units/index.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import { refOf, seedHeldUnit, seedReport, sendReport } from '../../support/reports.js';

describe('the desk over HTTP', () => {
  let app: TestApp;
  let mei: Actor;
  let qa: Actor;
  let unit: Unit;
  beforeEach(async () => {
    app = await startTestApp();
    [mei, qa] = await Promise.all([app.tester('Mei'), app.qa('Lin')]);
    unit = await seedHeldUnit(app, mei);
  });
  afterEach(() => app.stop());

  const newReport = async (text: string) => refOf(await sendReport(mei, unit, { text }));
  const rows = async (view = 'waiting', actor = qa) =>
    [
      ...(await actor.get(`/desk?view=${view}`)).text.matchAll(
        /class="row-title" href="\/reports\/(R-[\w]+)"/g,
      ),
    ].map(([, ref]) => ref);
  const say = (actor: Actor, ref: string, fields: Record<string, string>) =>
    actor.post(`/reports/${ref}/messages`, {
      clientKey: randomUUID(),
      text: 'Thank you.',
      ...fields,
    });

  it('says so when nobody waits', async () => {
    const page = await qa.get('/desk');
    expect(page.status).to.equal(200);
    expect(page.text).to.contain('Nobody is waiting');
  });

  it('sorts by the time that is left', async () => {
    const now = app.clock.now();
    const refs: string[] = [];
    for (const minutes of [12, -3, 4]) {
      const { ref } = await seedReport(app, {
        ref: `R-${minutes + 100}`,
        dueAt: later(now, minutes * MINUTE),
      });
      refs.push(ref);
    }
    const [calm, late, soon] = refs;
    expect(await rows()).to.deep.equal([late, soon, calm]);
    const page = await qa.get('/desk');
    expect(page.text).to.contain('clock-late').and.contain('clock-soon').and.contain('clock-calm');
  });

  it('takes a report off the waiting ones only for a public answer of QA', async () => {
    const ref = await newReport('Camera closes');
    const admin = await app.admin();
    const moves: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['assignment', () => qa.post(`/reports/${ref}/assign`)],
      ['an internal note', () => say(qa, ref, { internal: 'yes' })],
      ['a word of an admin', () => say(admin, ref, {})],
      ['a word of the author', () => say(mei, ref, {})],
      ['a link', () => qa.post(`/reports/${ref}/link`, { title: 'Known', severity: 'minor' })],
      ['the exam', () => app.container.jobs.runAll()],
    ];
    for (const [what, move] of moves) {
      await move();
      expect(await rows(), what).to.deep.equal([ref]);
    }
    app.clock.advance(6 * MINUTE);
    expect((await say(qa, ref, {})).status).to.equal(303);
    expect(await rows()).to.deep.equal([]);
  });

  it('puts a report under the views it belongs to', async () => {
    const mine = await newReport('Mine');
    const done = await newReport('Done');
    expect((await qa.post(`/reports/${mine}/assign`)).status).to.equal(303);
    expect((await say(qa, done, { action: 'answer' })).status).to.equal(303);
    expect(await rows('waiting')).to.deep.equal([mine]);
    expect(await rows('mine')).to.deep.equal([mine]);
    expect(await rows('open')).to.deep.equal([mine]);
    expect(await rows('answered')).to.deep.equal([done]);
    expect(await rows('mine', await app.qa('Wu'))).to.deep.equal([]);
    expect(await rows('nonsense')).to.deep.equal([mine]);
    expect((await qa.get('/desk?view=answered')).text).to.contain('Answered after');
  });

  it('shows on a row what it is about and offers to take it', async () => {
    const log = await readFile('test/fixtures/logs/java-threadtime.log');
    const ref = refOf(await sendReport(mei, unit, { text: '相机闪退' }, [['night.log', log]]));
    await app.container.jobs.runAll();
    const page = await qa.get('/desk');
    for (const shown of [
      '相机闪退',
      unit.ref,
      'Mei',
      'Crash or freeze',
      'IllegalStateException in',
      `/reports/${ref}/assign`,
    ])
      expect(page.text).to.contain(shown);
    await qa.post(`/reports/${ref}/assign`);
    const taken = await qa.get('/desk');
    expect(taken.text).to.contain('Yours').and.not.contain(`/reports/${ref}/assign`);
    expect((await (await app.qa('Wu')).get('/desk')).text).to.contain('Lin');
  });

  it('costs the same number of queries however long the queue is', async () => {
    let queries = 0;
    const count = async (): Promise<number> => {
      await qa.get('/desk');
      mongoose.set('debug', () => {
        queries += 1;
      });
      queries = 0;
      const page = await qa.get('/desk');
      mongoose.set('debug', false);
      expect(page.status).to.equal(200);
      return queries;
    };
    await seedReport(app, { ref: 'R-9000', personId: mei.id });
    const few = await count();
    for (let index = 0; index < 60; index += 1)
      await seedReport(app, { ref: `R-${9001 + index}`, personId: mei.id });
    expect(await count()).to.equal(few);
    expect(few).to.be.greaterThan(0);
    expect(await rows()).to.have.length(50);
    const [, next = ''] =
      /href="(\/desk\?[^"]*)" rel="next"/.exec((await qa.get('/desk')).text) ?? [];
    const second = await qa.get(next.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='));
    expect([...second.text.matchAll(/class="row-title"/g)]).to.have.length(11);
  });

  it('narrows a view, and takes any address', async () => {
    const praise = refOf(await sendReport(mei, unit, { text: 'Good', kind: 'praise' }));
    app.clock.advance(SECOND);
    const crash = await newReport('Camera closes');
    await qa.post(`/reports/${crash}/assign`);
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['open&kind=praise', [praise]],
      ['open&assignee=me', [crash]],
      ['open&assignee=nobody&kind=crash', []],
      ['open&model=ORION-2&status=triaged', [crash]],
      ['open&model=NONE', []],
      ['open&kind=&build=x&assignee=who', [crash, praise]],
    ];
    for (const [query, wanted] of cases) expect(await rows(query), query).to.deep.equal(wanted);
    expect((await qa.get('/desk?view=open&model=NONE')).text).to.contain('Clear the filter');
    expect((await qa.get('/desk')).text).to.match(/Waiting <span class="count">2</);
  });

  it('keeps a view under a name for the person alone, up to twenty', async () => {
    const view = { view: 'open', kind: 'crash' };
    const saved = await qa.post('/desk/views', { ...view, name: 'My crashes' });
    expect(saved.headers['location']).to.equal('/desk?view=open&kind=crash');
    expect((await qa.get('/desk')).text).to.contain('>My crashes</a>');
    expect((await (await app.qa('Wu')).get('/desk')).text).not.to.contain('>My crashes</a>');
    const again = await qa.post('/desk/views', { ...view, status: 'new', name: 'My crashes' });
    expect(again.status).to.equal(422);
    expect(again.text)
      .to.contain('You have a view of this name')
      .and.contain('value="new" selected');
    for (let n = 2; n <= 20; n += 1) await qa.post('/desk/views', { ...view, name: `View ${n}` });
    const full = await qa.post('/desk/views', { ...view, name: 'One more' });
    expect(full.text).to.contain('You have 20 views');
    await qa.post('/desk/views/remove', { ...view, name: 'My crashes' });
    expect((await qa.get('/desk')).text).not.to.contain('>My crashes</a>');
  });

  it('is for QA alone', async () => {
    expect((await mei.get('/desk')).status).to.equal(403);
    expect((await (await app.admin()).get('/desk')).status).to.equal(403);
    expect((await app.visitor().get('/desk')).status).to.equal(303);
  });
});
