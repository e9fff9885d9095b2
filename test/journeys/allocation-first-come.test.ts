import { expect } from 'chai';
import { wholeQuota } from '../../src/features/rounds/round.js';
import { DAY, HOUR, later, MINUTE } from '../../src/kernel/clock.js';
import type { TestApp } from '../support/app.js';
import {
  announce,
  apply,
  bringBack,
  describeWalks,
  expectText,
  handOver,
  letLapse,
  say,
  ship,
  sign,
  startWalk,
  type Fan,
  type WalkOptions,
} from '../support/allocation-walk.js';
import { seedRound } from '../support/rounds.js';
import { stockUnits } from '../support/units.js';

const seedRush = (app: TestApp) =>
  seedRound(app, {
    ...{ mode: 'first_come', seats: 2, quotas: [wholeQuota('first_come', 2)], waitlistPlaces: 1 },
    ...{ publishedAt: null, opensAt: later(app.clock.now(), DAY + HOUR) },
  });

/** Presses the button of the page that is open: one request, one answer. */
async function claim({ phone }: Fan, slug: string, outcome: string, number = ''): Promise<void> {
  const path = `/rounds/${slug}/claims`;
  const [answer] = await Promise.all([
    phone.page.waitForResponse((one) => one.request().method() === 'POST'),
    phone.submit(path),
  ]);
  expect(new URL(answer.url()).pathname).to.equal(path);
  const shown = phone.page.locator('[data-outcome]');
  expect(await shown.getAttribute('data-outcome')).to.equal(outcome);
  expect(await shown.getAttribute('data-number')).to.equal(number);
}

/** The seconds go down by themselves, by the clock of the server. */
async function expectCountdown({ phone: { page } }: Fan): Promise<void> {
  const face = page.locator('main live-clock time');
  const before = await face.innerText();
  for (let tries = 0; (await face.innerText()) === before; tries += 1) {
    expect(tries, `the countdown stands at ${before}`).to.be.below(30);
    await page.waitForTimeout(200);
  }
}

async function walkTheRush(app: TestApp, options: WalkOptions): Promise<void> {
  const { language, hasJavaScript = true } = options;
  const round = await seedRush(app);
  const { slug } = round;
  await stockUnits(app, round, 2);
  const walk = await startWalk(app, options, ['Mei', 'Bo', 'Tao', 'Lan']);
  const { office, fans, all, pass } = walk;
  const { Mei, Bo, Tao, Lan } = fans;
  await announce(walk, slug, Mei);
  await Mei.phone.submit(`/rounds/${slug}/remind`);
  await pass(2 * HOUR);
  await Mei.phone.open('/notices');
  const facts = { title: `${round.title.en} / ${round.title['zh-CN']}`, opensAt: '|' };
  await expectText(Mei.phone, say(app, language, 'rounds.notices.opens_day', facts, '|'));
  await Mei.phone.open(`/rounds/${slug}/claim`);
  for (const fan of all) await apply(fan, slug);

  // A minute early the page counts down, and the answer to whoever can't wait holds the button.
  await pass(23 * HOUR - MINUTE);
  for (const fan of all) {
    await fan.phone.open(`/rounds/${slug}`);
    await fan.phone.follow(`/rounds/${slug}/claim`);
  }
  if (hasJavaScript) await expectCountdown(Mei);
  await claim(Mei, slug, 'too_early');
  await pass(MINUTE);
  await claim(Mei, slug, 'seat', '1');
  await claim(Bo, slug, 'seat', '2');
  await claim(Tao, slug, 'waitlist', '1');
  await claim(Lan, slug, 'sold_out');
  await Mei.phone.open(`/rounds/${slug}/claim`);
  await pass(MINUTE);

  const unit = await sign(Bo);
  await ship(walk, Bo, unit);
  await letLapse(walk, round, Mei, Tao);
  const second = await sign(Tao);
  await handOver(office, Tao.phone, second);
  await bringBack(walk, Tao, second);
  await Lan.phone.open(Lan.application);
  await walk.end();
}

describeWalks('a first-come round in a browser', walkTheRush, [
  { language: 'zh-CN', hasJavaScript: false },
]);
