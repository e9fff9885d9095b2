import { expect } from 'chai';
import { cannedAnswerModel } from '../../../src/features/canned-answers/canned-answer-schema.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';

const UPDATE = {
  ref: 'update-first',
  name: 'Update first',
  text_en: 'Please update {{unit}} to {{fixBuild}}.',
  text_zh: '请把 {{unit}} 更新到 {{fixBuild}}。',
};

describe('canned answers', () => {
  let app: TestApp;
  let lin: Actor;
  let bo: Actor;
  beforeEach(async () => {
    app = await startTestApp();
    [lin, bo] = await Promise.all([app.qa('Lin'), app.qa('Bo')]);
  });
  afterEach(() => app.stop());

  const choices = (kind = 'crash', values = {}) =>
    app.container.cannedAnswers.choicesFor({ kind, values });

  it('are filled for a report, and say what it has no value for', async () => {
    await lin.post('/desk/answers', UPDATE);
    expect(await choices('crash', { unit: 'U-7', fixBuild: '3.0.12' })).to.deep.equal([
      {
        ref: 'update-first',
        name: 'Update first',
        text: { en: 'Please update U-7 to 3.0.12.', 'zh-CN': '请把 U-7 更新到 3.0.12。' },
        missing: [],
      },
    ]);
    expect((await choices('crash', { unit: 'U-7' }))[0]!.missing).to.deep.equal(['fixBuild']);
  });

  it('are 200 in use at most, brought back ones among them', async () => {
    await lin.post('/desk/answers', UPDATE);
    await lin.post('/desk/answers/update-first/retire', { revision: '1' });
    await cannedAnswerModel(app.container.database.connection).insertMany(
      Array.from({ length: 200 }, (_, n) => ({
        ...{ _id: `answer-${n}`, ref: `answer-${n}`, name: 'Thanks', kinds: [], revision: 1 },
        ...{ text: { en: 'Thanks.', 'zh-CN': '谢谢。' }, retiredAt: null, updatedById: lin.id },
        ...{ createdAt: app.clock.now(), updatedAt: app.clock.now() },
      })),
    );
    const refused = await lin.post('/desk/answers/update-first/restore', { revision: '2' });
    expect(refused.status).to.equal(409);
    expect(refused.text)
      .to.contain('There are 200 answers in use')
      .and.not.contain('What is saved now');
  });

  it('are offered for the kinds that they fit', async () => {
    await lin.post('/desk/answers', { ...UPDATE, kinds: ['crash', 'problem'] });
    expect(await choices('problem')).to.have.length(1);
    expect(await choices('praise')).to.have.length(0);
  });

  it('name a placeholder that there is not, and keep what was typed', async () => {
    const answer = await lin.post('/desk/answers', { ...UPDATE, text_zh: '请更新 {{seriall}}' });
    expect(answer.status).to.equal(422);
    expect(answer.text).to.contain('seriall').and.contain('Please update {{unit}}');
    expect(await choices()).to.have.length(0);
  });

  it('have one short name each, which is not that of the form', async () => {
    await lin.post('/desk/answers', UPDATE);
    expect((await bo.post('/desk/answers', UPDATE)).status).to.equal(422);
    expect((await bo.post('/desk/answers', { ...UPDATE, ref: 'new' })).status).to.equal(422);
  });

  it('refuse an edit over a newer one, show the newer one and keep what was typed', async () => {
    await lin.post('/desk/answers', UPDATE);
    const { ref, ...words } = UPDATE;
    const url = `/desk/answers/${ref}`;
    await bo.post(url, { ...words, text_en: 'Install {{fixBuild}}.', revision: '1' });
    const late = await lin.post(url, { ...words, text_en: 'Take {{fixBuild}}.', revision: '1' });
    expect(late.status).to.equal(409);
    expect(late.text)
      .to.contain('Install {{fixBuild}}.')
      .and.contain('Take {{fixBuild}}.')
      .and.contain('name="revision" value="2"');
    expect((await lin.post(url, { ...words, revision: '2' })).status).to.equal(303);
    expect((await choices())[0]!.text.en).to.contain('Please update');
  });

  it('are offered no more once retired, and again once brought back', async () => {
    await lin.post('/desk/answers', UPDATE);
    await lin.post('/desk/answers/update-first/retire', { revision: '1' });
    expect(await choices()).to.have.length(0);
    expect((await lin.get('/desk/answers?view=retired')).text).to.contain('Update first');
    await lin.post('/desk/answers/update-first/restore', { revision: '2' });
    expect(await choices()).to.have.length(1);
  });
});
