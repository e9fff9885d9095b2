import { expect } from 'chai';
import { wholeQuota } from '../../src/features/rounds/round.js';
import { DAY, HOUR, later } from '../../src/kernel/clock.js';
import type { Language } from '../../src/kernel/people.js';
import type { TestApp } from '../support/app.js';
import {
  announce,
  apply,
  describeWalks,
  expectText,
  handOver,
  letLapse,
  say,
  sendBack,
  ship,
  sign,
  startWalk,
  type Fan,
} from '../support/allocation-walk.js';
import type { Phone } from '../support/browser.js';
import { seedRound } from '../support/rounds.js';
import { stockUnits } from '../support/units.js';

const seedInvite = (app: TestApp) =>
  seedRound(app, {
    ...{ mode: 'invite', seats: 2, quotas: [wholeQuota('invite', 2)] },
    ...{ publishedAt: null, opensAt: later(app.clock.now(), DAY) },
  });

/** One code for three people, out of the file that comes once. */
async function issueCode(office: Phone, slug: string): Promise<string> {
  const path = `/admin/rounds/${slug}/codes`;
  await office.open(path);
  const file = await office.download(path, { count: '1', uses: '3', note: '论坛' });
  await office.open(path);
  return /F(?:-[0-9A-Z]{4}){3}/.exec(file)![0];
}

/** Follows the link of the file and sends the form as the link filled it. */
async function redeem({ phone }: Fan, slug: string, code: string, answer: string): Promise<void> {
  await phone.open(`/rounds/${slug}/code?code=${code}`);
  await phone.submit(`/rounds/${slug}/code`);
  expect(await phone.page.locator('body').innerText()).to.contain(answer);
}

async function walkTheInvitation(app: TestApp, language: Language): Promise<void> {
  const round = await seedInvite(app);
  const { slug } = round;
  await stockUnits(app, round, 1);
  const walk = await startWalk(app, { language }, ['Mei', 'Bo', 'Tao']);
  const { office, fans, all, pass } = walk;
  const { Mei, Bo, Tao } = fans;
  await announce(walk, slug, Mei);
  const code = await issueCode(office, slug);
  await pass(DAY + HOUR);
  await Mei.phone.open(`/rounds/${slug}/code?code=${code}`);
  await expectText(Mei.phone, code);
  for (const fan of all) await apply(fan, slug);
  const redeemed = say(app, language, 'invites.door.redeemed.title');
  await redeem(Mei, slug, code, redeemed);
  await redeem(Bo, slug, code, redeemed);
  await redeem(Tao, slug, code, say(app, language, 'invites.errors.seats_gone'));
  await pass(0);

  const unit = await sign(Bo);
  await ship(walk, Bo, unit);
  // A code opens no line to wait in: it works again once a seat came back.
  await letLapse(walk, round, Mei, Tao, async () => {
    await redeem(Tao, slug, code, redeemed);
    await pass(0);
  });
  await handOver(Bo.phone, Tao.phone, unit, { answered: { agree: 'yes' } });
  await expectText(Tao.phone, say(app, language, 'units.states.accepted'));
  await sendBack(walk, Tao, unit);
  await walk.end();
}

describeWalks('a round by invitation in a browser', (app, { language }) =>
  walkTheInvitation(app, language),
);
