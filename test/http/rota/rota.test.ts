import { expect } from 'chai';
import { DAY, HOUR, later } from '../../../src/kernel/clock.js';
import { toLocalTime } from '../../../src/kernel/time-zone.js';
import { startTestApp, type Actor, type TestApp } from '../../support/app.js';

const ZONE = 'Asia/Shanghai';

describe('the rota', () => {
  let app: TestApp;
  let lin: Actor;
  let bo: Actor;
  let ada: Actor;
  beforeEach(async () => {
    app = await startTestApp();
    [lin, bo, ada] = await Promise.all([app.qa('Lin'), app.qa('Bo'), app.admin()]);
  });
  afterEach(() => app.stop());

  const plan = (actor: Actor, from: number, to: number, person?: Actor) =>
    actor.post('/desk/rota', {
      startsAt: toLocalTime(later(app.clock.now(), from), ZONE),
      endsAt: toLocalTime(later(app.clock.now(), to), ZONE),
      ...(person ? { person: person.id } : {}),
    });
  const present = (after = 0) => app.container.rota.onDutyAt(later(app.clock.now(), after));
  /** As the form says which is on the page. */
  const read = async (actor: Actor, id: string, next?: string) => {
    const { text } = await actor.get('/desk/rota');
    const [, seen] = /name="seen" value="(\d+)"/.exec(text) ?? [];
    return actor.post(`/desk/rota/${id}/read`, { seen, next });
  };
  const shiftOf = async (person: Actor) => {
    const shifts = await app.container.rota.shiftsBetween(
      later(app.clock.now(), -DAY),
      later(app.clock.now(), 14 * DAY),
    );
    return shifts.find(({ personId }) => personId === person.id)!;
  };

  it('has everybody of QA on duty until somebody is planned', async () => {
    expect(await present()).to.have.members([lin.id, bo.id]);
    expect((await plan(lin, 0, 8 * HOUR)).status).to.equal(303);
    expect(await present()).to.deep.equal([lin.id]);
    expect(await present(8 * HOUR)).to.have.members([lin.id, bo.id]);
    expect((await bo.get('/desk/rota')).text)
      .to.contain('Lin')
      .and.contain('10:00–18:00');
  });

  it('lets shifts overlap', async () => {
    await plan(lin, 0, 8 * HOUR);
    await plan(bo, 4 * HOUR, 12 * HOUR);
    expect(await present(5 * HOUR)).to.have.members([lin.id, bo.id]);
    expect(await present(9 * HOUR)).to.deep.equal([bo.id]);
  });

  it('makes one shift of a form that is sent twice, and refuses another one from then on', async () => {
    const sent = await Promise.all([plan(lin, HOUR, 2 * HOUR), plan(lin, HOUR, 2 * HOUR)]);
    expect(sent.map(({ status }) => status)).to.deep.equal([303, 303]);
    const other = await plan(lin, HOUR, 3 * HOUR);
    expect(other.status).to.equal(422);
    expect(other.text).to.contain('There is a shift of that person');
  });

  it('lets engineers plan only themselves, and admins anybody of QA', async () => {
    expect((await plan(lin, HOUR, 2 * HOUR, bo)).status).to.equal(403);
    expect((await plan(ada, HOUR, 2 * HOUR, bo)).status).to.equal(303);
    expect((await plan(ada, HOUR, 2 * HOUR, ada)).status).to.equal(422);
    expect((await plan(ada, HOUR, 2 * HOUR)).status).to.equal(422);
  });

  it('removes a shift to come for its person and for admins, and none that has begun', async () => {
    await plan(bo, HOUR, 2 * HOUR);
    const { id } = await shiftOf(bo);
    expect((await lin.post(`/desk/rota/${id}/remove`)).status).to.equal(403);
    app.clock.advance(HOUR);
    expect((await bo.post(`/desk/rota/${id}/remove`)).status).to.equal(409);
    await plan(lin, HOUR, 2 * HOUR);
    expect((await ada.post(`/desk/rota/${(await shiftOf(lin)).id}/remove`)).status).to.equal(303);
    expect(await shiftOf(lin)).to.equal(undefined);
  });

  it('shows a note to who is on duty next, until one of them has read it', async () => {
    await plan(lin, 0, HOUR);
    await plan(bo, HOUR, 2 * HOUR);
    const { id } = await shiftOf(lin);
    await lin.post(`/desk/rota/${id}/note`, { note: 'Camera crashes come in, see D-1.' });
    expect((await bo.get('/desk/rota')).text).not.to.contain('see D-1');
    app.clock.advance(HOUR);
    expect((await bo.get('/desk/rota')).text).to.contain('see D-1');
    expect((await read(bo, id, '/desk')).headers['location']).to.equal('/desk');
    expect((await bo.get('/desk/rota')).text).not.to.contain('see D-1');
    expect((await lin.post(`/desk/rota/${id}/note`, { note: 'Once more' })).status).to.equal(409);
  });

  it('keeps a note to be read that was changed while somebody read it', async () => {
    await plan(lin, 0, HOUR);
    await plan(bo, HOUR, 2 * HOUR);
    const { id } = await shiftOf(lin);
    await lin.post(`/desk/rota/${id}/note`, { note: 'Camera crashes.' });
    app.clock.advance(HOUR);
    const seen = later(app.clock.now(), -HOUR).getTime();
    await lin.post(`/desk/rota/${id}/note`, { note: 'Camera crashes, and the torch burns.' });
    const refused = await bo.post(`/desk/rota/${id}/read`, { seen: String(seen) });
    expect(refused.status).to.equal(409);
    expect(refused.text).to.contain('changed this note').and.contain('the torch burns');
    expect((await read(bo, id)).status).to.equal(303);
    expect((await bo.get('/desk/rota')).text).not.to.contain('the torch burns');
  });

  it('shows what was typed into a note that is refused', async () => {
    await plan(lin, 0, HOUR);
    await plan(bo, HOUR, 2 * HOUR);
    const { id } = await shiftOf(lin);
    await lin.post(`/desk/rota/${id}/note`, { note: 'Camera crashes.' });
    app.clock.advance(HOUR);
    await read(bo, id);
    const refused = await lin.post(`/desk/rota/${id}/note`, { note: 'And the torch burns.' });
    expect(refused.status).to.equal(409);
    expect(refused.text).to.contain('And the torch burns.');
  });

  it('takes the note of a shift of Sunday on Monday, too', async () => {
    app.clock.advance(5 * DAY); // Sunday, 10:00
    await plan(lin, 0, 12 * HOUR);
    app.clock.advance(22 * HOUR);
    const { id } = await shiftOf(lin);
    expect((await lin.get('/desk/rota')).text).to.contain(`/desk/rota/${id}/note`);
  });

  it('keeps what was typed when a shift is refused', async () => {
    const refused = await lin.post('/desk/rota', {
      startsAt: '2026-03-04T10:00',
      endsAt: '2026-03-04T09:00',
      remark: 'Camera team',
    });
    expect(refused.status).to.equal(422);
    expect(refused.text)
      .to.contain('ends before it begins')
      .and.contain('value="2026-03-04T10:00"')
      .and.contain('Camera team');
  });
});
