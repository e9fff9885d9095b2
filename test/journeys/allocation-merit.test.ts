import { expect } from 'chai';
import type { Question } from '../../src/features/rounds/index.js';
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
import { ANSWERS, both, QUESTIONS, seedRound } from '../support/rounds.js';
import { stockUnits } from '../support/units.js';

const USE = both('Main phone or second?', '主力机还是备用机？');
const SCORED: readonly Question[] = QUESTIONS.map((question) => {
  const options = question.options?.map((option) =>
    option.value === 'main' ? { ...option, points: 5 } : option,
  );
  return options ? { ...question, options } : question;
});

const seedMerit = (app: TestApp) =>
  seedRound(app, {
    ...{ publishedAt: null, opensAt: later(app.clock.now(), DAY), questions: SCORED },
    ...{ seats: 2, quotas: [wholeQuota('merit', 2)] },
    scoring: { perRound: 2, perTenReports: 1, goodStanding: 3, maxWeight: 1 },
  });

/** What each part of the score brought, in the words of the applicant. */
async function expectScore(app: TestApp, language: Language, fan: Fan, points: number) {
  const { phone, application } = fan;
  await phone.open(application);
  const shown = (await phone.page.locator('table.bars').innerText()).replace(/\s+/g, ' ');
  const standing = say(app, language, 'allocations.why.parts.standing');
  expect(shown).to.contain(`${standing} 3`);
  if (points > 3) expect(shown).to.contain(`${USE[language]} ${points - 3}`);
}

async function walkTheMerits(app: TestApp, language: Language): Promise<void> {
  const round = await seedMerit(app);
  await stockUnits(app, round, 2);
  const walk = await startWalk(app, { language }, ['Mei', 'Bo', 'Tao']);
  const { office, fans, pass } = walk;
  const { Mei, Bo, Tao } = fans;
  await announce(walk, round.slug, Mei);
  await pass(DAY + HOUR);
  await apply(Mei, round.slug);
  await apply(Bo, round.slug);
  await apply(Tao, round.slug, { ...ANSWERS, 'answer-use': 'second' });

  await pass(8 * DAY);
  const applications = `/admin/rounds/${round.slug}/applications`;
  await office.open(applications);
  const refs = Tao.application.split('/').at(-1)!;
  await office.submit(`${applications}/review`, { refs, decision: 'not_a_fit' });
  await expectText(office, say(app, language, 'allocations.turn_downs.not_a_fit'));
  const selection = `/admin/rounds/${round.slug}/selection`;
  await office.open(selection);
  await office.submit(`${selection}/freeze`);
  await office.submit(`${selection}/decide`);
  await pass(0);
  await expectScore(app, language, Mei, 8);
  await expectScore(app, language, Tao, 3);
  await Tao.phone.open(`/rounds/${round.slug}/draw`);

  const unit = await sign(Bo);
  await ship(walk, Bo, unit);
  await letLapse(walk, round, Mei, Tao);
  // Whoever comes to the desk gets the unit there instead of by parcel.
  const second = await sign(Tao);
  await handOver(office, Tao.phone, second);
  await Tao.phone.open('/units');
  await sendBack(walk, Bo, unit);
  await Bo.phone.open(Bo.application);
  await expectText(Bo.phone, say(app, language, 'allocations.mine.ended'));
  await walk.end();
}

describeWalks('a round by merit in a browser', (app, { language }) => walkTheMerits(app, language));
