import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Response } from 'supertest';
import { later, MINUTE } from '../../../src/kernel/clock.js';
import type { Unit } from '../../../src/features/units/index.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';
import {
  refOf,
  seedHeldUnit,
  seedReport,
  sendReport,
  storedReport,
} from '../../support/reports.js';

describe('many reports at once', () => {
  let app: TestApp;
  let mei: Actor;
  let wang: Actor;
  let lin: Actor;
  let units: Unit[];
  beforeEach(async () => {
    app = await startTestApp();
    [mei, wang, lin] = await Promise.all([
      app.tester('Mei'),
      app.tester('Wang', 'zh-CN'),
      app.qa('Lin'),
    ]);
    units = [await seedHeldUnit(app, mei), await seedHeldUnit(app, wang)];
  });
  afterEach(() => app.stop());

  const newReport = async (person: Actor, text: string, fields = {}) =>
    refOf(await sendReport(person, units[person === mei ? 0 : 1]!, { text, ...fields }));
  type Form = Record<string, string | readonly string[]>;
  const preview = (report: readonly string[], form: Form) =>
    lin.post('/desk/bulk', { report: [...report], ...form });
  /** Sends the second form of a preview as it stands there. */
  const confirm = (page: Response) => {
    const form = page.text.split('action="/desk/bulk/run"')[1]?.split('</form>')[0] ?? '';
    const fields: Record<string, string[]> = {};
    for (const [, name = '', value = ''] of form.matchAll(/name="(\w+)" value="([^"]*)"/g))
      (fields[name] ??= []).push(value);
    return lin.post('/desk/bulk/run', fields);
  };
  const stored = (ref: string) => storedReport(app, ref);

  it('shows who gets what in whose language, does nothing yet, then does it once', async () => {
    const [a, b] = [await newReport(mei, 'Camera closes'), await newReport(wang, '相机闪退')];
    const page = await preview([a, b], {
      action: 'ask',
      words_en: 'Please send a log.',
      words_zh: '请发一份日志。',
    });
    expect(page.text).to.contain('Please send a log.').and.contain('请发一份日志。');
    expect(page.text).to.contain('Mei').and.contain('Wang').and.contain('Do it for 2 reports');
    expect((await stored(a)).messages).to.deep.equal([]);
    for (let times = 0; times < 2; times += 1) {
      const done = await confirm(page);
      expect(done.text).to.contain('Done for 2 reports.').and.not.contain('Left out');
    }
    const [first, second] = [await stored(a), await stored(b)];
    expect(first.messages.map(({ text }) => text)).to.deep.equal(['Please send a log.']);
    expect(second.messages.map(({ text }) => text)).to.deep.equal(['请发一份日志。']);
    expect([first.status, second.status]).to.deep.equal(['needs_info', 'needs_info']);
    expect(first.firstResponderId).to.equal(lin.id);
  });

  it('asks for the words of each language that is needed, and leaves out who has none', async () => {
    const refs = [await newReport(mei, 'Camera closes'), await newReport(wang, '相机闪退')];
    const page = await preview(refs, { action: 'decline', words_en: 'It is so by design.' });
    expect(page.text).to.contain('name="words_zh"').and.contain('Do it for 1 report<');
    expect((await confirm(page)).text).to.contain('Done for 1 report.');
    expect((await stored(refs[1] ?? '')).status).to.equal('new');
  });

  it('takes, hands on, links and parks', async () => {
    const wu = await app.qa('Wu');
    const ref = await newReport(mei, 'Camera closes');
    const opened = await lin.post('/defects', {
      ...{ modelCode: 'ORION-2', title: 'Camera', severity: 'minor', kind: 'problem' },
    });
    const [, defect = ''] = /(D-\d+)/.exec(String(opened.headers['location'])) ?? [];
    await confirm(await preview([ref], { action: 'take' }));
    expect((await stored(ref)).assigneeId).to.equal(lin.id);
    const handing = await preview([ref], { action: 'hand', to: wu.handle });
    for (let times = 0; times < 2; times += 1) await confirm(handing);
    const told = (await wu.get('/notices')).text;
    expect(told.split('Lin handed you 1 report').length - 1).to.equal(1);
    const handed = await stored(ref);
    expect(handed.assigneeId).to.equal(wu.id);
    expect(handed.events.at(-1)).to.include({ action: 'hand_over', byId: lin.id });
    await confirm(await preview([ref], { action: 'ask', words_en: 'Which app?' }));
    await confirm(await preview([ref], { action: 'park' }));
    expect((await stored(ref)).status).to.equal('parked');
    await confirm(await preview([ref], { action: 'link', defect }));
    expect((await stored(ref)).defect?.ref).to.equal(defect);
  });

  it('sends a canned answer, filled for each report', async () => {
    await lin.post('/desk/answers', {
      ref: 'thanks',
      name: 'Thanks',
      text_en: 'Thank you for {{unit}}.',
      text_zh: '谢谢你，{{unit}}。',
    });
    const [a, b] = [await newReport(mei, 'Camera closes'), await newReport(wang, '相机闪退')];
    const page = await preview([a, b], { action: 'canned', answer: 'thanks' });
    expect(page.text).to.contain(`Thank you for ${units[0]?.ref ?? ''}.`);
    await confirm(page);
    expect((await stored(b)).messages.map(({ text }) => text)).to.deep.equal([
      `谢谢你，${units[1]?.ref ?? ''}。`,
    ]);
  });

  it('leaves alone what changed since the preview, and goes on with the others', async () => {
    const refs = [await newReport(mei, 'One'), await newReport(mei, 'Two')];
    const page = await preview(refs, { action: 'decline', words_en: 'It is so by design.' });
    app.clock.advance(MINUTE);
    const other = await app.qa('Wu');
    await other.post(`/reports/${refs[0] ?? ''}/messages`, {
      ...{ clientKey: randomUUID(), text: 'I look at it.' },
    });
    const done = await confirm(page);
    expect(done.text).to.contain('Done for 1 report.').and.contain('since the preview');
    expect((await stored(refs[0] ?? '')).status).to.equal('triaged');
    expect((await stored(refs[1] ?? '')).status).to.equal('declined');
  });

  it('keeps the choice and what was typed when it is refused', async () => {
    const refs = [await newReport(mei, 'One'), await newReport(mei, 'Two')];
    const long = 'x'.repeat(5_001);
    const refused = await preview(refs, { action: 'decline', words_en: long });
    expect(refused.status).to.equal(422);
    for (const kept of [...refs.map((ref) => `name="report" value="${ref}"`), long])
      expect(refused.text).to.contain(kept);
    expect(refused.text).not.to.contain('/desk/bulk/run');
    const link = await preview(refs, { action: 'link', defect: '17' });
    expect(link.text).to.contain('such as D-17').and.contain('value="17"').and.contain(refs[1]!);
  });

  it('hands no report to its author, and leaves the status of what it hands on', async () => {
    const rui = await app.person('Rui', ['tester', 'qa']);
    const own = refOf(await sendReport(rui, await seedHeldUnit(app, rui)));
    const other = await newReport(mei, 'Camera closes');
    const page = await preview([own, other], { action: 'hand', to: rui.handle });
    expect(page.text).to.contain('own.').and.not.contain('New →');
    await confirm(page);
    expect((await stored(own)).assigneeId).to.equal(null);
    expect(await stored(other)).to.include({ assigneeId: rui.id, status: 'new' });
    expect((await rui.post(`/reports/${own}/assign`)).status).to.equal(403);
    expect((await rui.post(`/reports/${own}/status`, { action: 'triage' })).status).to.equal(403);
  });

  it('speaks to reports whose defect was merged, and says of a merged one where to link', async () => {
    const open = async (title: string) => {
      const opened = await lin.post('/defects', {
        ...{ modelCode: 'ORION-2', title, severity: 'minor', kind: 'problem' },
      });
      return /(D-\d+)/.exec(String(opened.headers['location']))?.[1] ?? '';
    };
    await lin.post('/desk/answers', {
      ...{ ref: 'thanks', name: 'Thanks', text_en: 'Thank you.', text_zh: '谢谢。' },
    });
    const [root, merged] = [await open('Camera'), await open('The camera again')];
    const [linked, fresh] = [await newReport(mei, 'One'), await newReport(mei, 'Two')];
    await lin.post(`/reports/${linked}/link`, { defect: merged });
    await lin.post(`/defects/${merged}/merge`, { other: root, reason: 'The same crash' });
    expect((await stored(linked)).defect?.mergedInto).to.equal(root);
    const said = await confirm(await preview([linked], { action: 'canned', answer: 'thanks' }));
    expect(said.text).to.contain('Done for 1 report.');
    const done = await confirm(await preview([fresh], { action: 'link', defect: merged }));
    expect(done.text).to.contain(root).and.not.contain('There is a problem');
  });

  it('is for one to fifty reports, and for no private one', async () => {
    expect((await preview([], { action: 'take' })).status).to.equal(422);
    const many = Array.from({ length: 51 }, (_, n) => `R-${n + 1}`);
    const refused = await preview(many, { action: 'take' });
    expect(refused.status).to.equal(422);
    expect(refused.text).to.contain('at most 50 reports');
    const hidden = await newReport(mei, 'A way past the lock screen', { isPrivate: 'yes' });
    const at = later(app.clock.now(), 1);
    const { ref } = await seedReport(app, { ref: 'R-900', isPrivate: true, createdAt: at });
    const page = await preview([hidden, ref], { action: 'take' });
    expect(page.text).not.to.contain('lock screen');
    expect(page.text).to.contain('Private report').and.not.contain('/desk/bulk/run');
  });
});
