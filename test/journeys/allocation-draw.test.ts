import { expect } from 'chai';
import { verify, type DrawFile } from '../../src/features/selections/verify.js';
import { DAY, HOUR } from '../../src/kernel/clock.js';
import { LANGUAGES, type Language } from '../../src/kernel/people.js';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  announce,
  apply,
  bringBack,
  expectText,
  handOver,
  hasOffer,
  letLapse,
  say,
  ship,
  sign,
  startWalk,
  type Fan,
  type Walk,
} from '../support/allocation-walk.js';
import { closeBrowser, type Phone } from '../support/browser.js';
import { BEACON } from '../support/selections.js';
import { imeiOf } from '../support/units.js';

const CONTACT = { phone: '138 0000 0001', address: '解放碑步行街 1 号' };
const QUOTAS = { quota1Seats: '1', quota1City: '重庆', quota1Key: 'chongqing', quota2Seats: '1' };
const OFFER_HOURS = 48;

/** Programme and round by their forms: one seat for Chongqing, one for anybody. */
async function draftRound(office: Phone, slug: string): Promise<void> {
  await office.open('/admin/programs');
  await office.submit('/admin/programs', {
    ...{ nameEn: 'Lyra', nameZh: '天琴', slug: `p-${slug}`, zone: 'Asia/Shanghai' },
    ...{ code: `LYRA-${slug.toUpperCase()}`, modelName: 'Lyra', revisions: 'EVT, DVT' },
  });
  await office.open('/admin/rounds');
  await office.follow('/admin/rounds/new');
  await office.submit('/admin/rounds', {
    ...{ program: `p-${slug}`, slug, titleEn: 'Second batch', titleZh: '第二批' },
    ...{ summaryEn: 'Two units by lot.', summaryZh: '抽签发放两台。', ...QUOTAS },
    ...{ opensAt: '2026-03-04T10:00', closesAt: '2026-03-06T10:00', maxWeight: '5' },
    ...{ quota2Key: 'anywhere', perTenReports: '1', offerHours: String(OFFER_HOURS) },
    ...{ q1LabelEn: 'Why you?', q1LabelZh: '为什么是你？', q1Required: 'yes' },
    ...{ agreementEn: 'Keep the unit secret.', agreementZh: '请对工程机保密。' },
  });
}

/** Each step of the console, and what the public page has to say meanwhile. */
async function decide({ office, pass }: Walk<string>, slug: string, fan: Fan): Promise<void> {
  const path = `/admin/rounds/${slug}/selection`;
  const look = () => fan.phone.open(`/rounds/${slug}/draw`);
  await look();
  await pass(3 * DAY);
  await office.open(path);
  await office.follow(`${path}/dry-run`);
  await office.open(path);
  await office.submit(`${path}/freeze`);
  await look();
  await office.submit(`${path}/beacon`, BEACON);
  await office.submit(`${path}/decide`);
  await pass(0);
}

/** The browser, the command's code and the server come to one result. */
async function check({ phone }: Fan, slug: string): Promise<void> {
  const path = `/rounds/${slug}/draw`;
  await phone.open(path);
  const element = phone.page.locator('verify-draw');
  await element.locator('button').click();
  await phone.page.locator('verify-draw[data-outcome]').waitFor();
  expect(await element.getAttribute('data-outcome')).to.equal('good');
  expect(await element.locator('[role=status]').innerText()).to.equal(
    await element.getAttribute('data-good'),
  );
  await phone.inspect();
  const files = ['draw.json', 'list.csv', 'result.csv'].map(async (name) => {
    expect(await phone.page.locator(`main a[href="${path}/${name}"]`).count()).to.equal(1);
    return (await phone.page.request.get(`${path}/${name}`)).text();
  });
  const [facts = '', list = '', result = ''] = await Promise.all(files);
  const draw = JSON.parse(facts) as DrawFile;
  expect(draw.listed).to.equal(3);
  expect(verify({ draw, list, result })).to.equal(undefined);
  expect(verify({ draw, list, result: result.replace(/,anywhere,/, ',chongqing,') })).to.not.equal(
    undefined,
  );
  await phone.text(new RegExp(draw.resultHash!));
}

/** Who won which seat, and who waits, as their own pages say. */
async function placesOf({ all }: Walk<string>, slug: string) {
  const winners: Fan[] = [];
  for (const fan of all) if (await hasOffer(fan)) winners.push(fan);
  expect(winners).to.have.length(2);
  const ofAnywhere = async ({ phone }: Fan) => {
    await phone.open(`/rounds/${slug}/draw`);
    return (await phone.page.locator('[aria-labelledby=mine]').innerText()).includes('anywhere');
  };
  const loser = (await ofAnywhere(winners[0]!)) ? winners[0]! : winners[1]!;
  const winner = winners.find((fan) => fan !== loser)!;
  return { loser, winner, waiting: all.find((fan) => !winners.includes(fan))! };
}

async function addUnit(office: Phone, slug: string, n: number): Promise<void> {
  await office.open(`/admin/units/new?round=${slug}`);
  await office.submit('/admin/units', {
    ...{ round: slug, serial: `SN-${slug}`, imei: imeiOf(800_000 + n), revision: 'DVT' },
  });
}

async function walkTheDraw(app: TestApp, language: Language): Promise<void> {
  const slug = `lot-${language.toLowerCase()}`;
  const walk = await startWalk(app, { language }, ['Mei', 'Bo', 'Tao']);
  const { office, fans, all } = walk;
  await draftRound(office, slug);
  await announce(walk, slug, fans.Mei);
  await walk.pass(DAY + HOUR);
  const cities = ['Chongqing', '重庆市', '成都'];
  for (const [n, fan] of all.entries())
    await apply(fan, slug, { ...CONTACT, city: cities[n]!, 'answer-q1': '我会报告每一次崩溃。' });
  await decide(walk, slug, fans.Mei);
  await check(fans.Tao, slug);

  const { loser, winner, waiting } = await placesOf(walk, slug);
  await addUnit(office, slug, LANGUAGES.indexOf(language));
  const unit = await sign(winner);
  await winner.phone.open(winner.application);
  await winner.phone.follow(`${winner.application}/consents/1`);
  await ship(walk, winner, unit);
  await letLapse(walk, { offerHours: OFFER_HOURS }, loser, waiting);
  const answered = { agree: 'yes' };
  await handOver(winner.phone, waiting.phone, unit, { answered });
  await office.open('/admin/custody');
  await expectText(office, waiting.name);
  await bringBack(walk, waiting, unit);
  await waiting.phone.open(waiting.application);
  await expectText(waiting.phone, say(app, language, 'allocations.mine.ended'));
  await walk.end();
}

describe('a round by lot in a browser', function () {
  this.timeout(240_000);
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.stop());
  after(closeBrowser);

  for (const language of LANGUAGES)
    it(`goes from the announcement to the return in ${language}`, () => walkTheDraw(app, language));
});
