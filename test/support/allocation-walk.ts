import { expect } from 'chai';
import type { Round } from '../../src/features/rounds/index.js';
import { DAY, HOUR, later, MINUTE } from '../../src/kernel/clock.js';
import type { Facts } from '../../src/kernel/errors.js';
import { LANGUAGES, type Language } from '../../src/kernel/people.js';
import { startTestApp, type TestApp } from './app.js';
import { closeBrowser, openPhone, type Fields, type Phone } from './browser.js';
import { ANSWERS } from './rounds.js';
import { PNG } from './units.js';

export interface WalkOptions {
  readonly language: Language;
  readonly hasJavaScript?: boolean;
}

/** A tester with a phone; `application` is the path of theirs once they applied. */
export interface Fan {
  readonly phone: Phone;
  readonly name: string;
  application: string;
}

/** One admin and some testers on their way through one round. */
export interface Walk<Name extends string> {
  readonly app: TestApp;
  readonly language: Language;
  readonly office: Phone;
  readonly fans: Readonly<Record<Name, Fan>>;
  readonly all: readonly Fan[];
  /** Moves the clock, and lets the jobs run that would have run meanwhile. */
  pass(ms: number): Promise<void>;
  end(): Promise<void>;
}

/** The walks of one kind of round, on one site: one in each language, and those in `more`. */
export function describeWalks(
  title: string,
  walk: (app: TestApp, options: WalkOptions) => Promise<void>,
  more: readonly WalkOptions[] = [],
): void {
  describe(title, function () {
    this.timeout(240_000);
    let app: TestApp;
    before(async () => {
      app = await startTestApp();
    });
    after(async () => {
      await closeBrowser();
      await app.stop();
    });

    const walks: readonly WalkOptions[] = LANGUAGES.map((language) => ({ language }));
    for (const options of [...walks, ...more]) {
      const how = options.hasJavaScript === false ? ' without JavaScript' : '';
      it(`goes from the announcement to the return in ${options.language}${how}`, () =>
        walk(app, options));
    }
  });
}

export async function startWalk<Name extends string>(
  app: TestApp,
  { language, hasJavaScript = true }: WalkOptions,
  names: readonly Name[],
): Promise<Walk<Name>> {
  /** Signed in already: that way in is walked with the whole loop. */
  async function enter(name: string, role: 'admin' | 'tester'): Promise<Phone> {
    const { agent } = await app.person(name, [role], language);
    const phone = await openPhone({ url: app.url, language, hasJavaScript });
    const access = { domain: '127.0.0.1', path: '/', secure: false, script: false };
    const cookies = agent.jar.getCookies(access);
    const kept = cookies.map(({ name, value }) => ({ name, value, url: app.url }));
    await phone.page.context().addCookies(kept);
    return phone;
  }
  const [office, ...all] = await Promise.all([
    enter('Ada', 'admin'),
    ...names.map(async (name): Promise<Fan> => ({
      phone: await enter(name, 'tester'),
      ...{ name, application: '' },
    })),
  ]);
  return {
    ...{ app, language, office, all },
    fans: Object.fromEntries(all.map((fan) => [fan.name, fan])) as Record<Name, Fan>,
    async pass(ms) {
      app.clock.advance(ms);
      await app.container.jobs.runAll();
    },
    async end() {
      await Promise.all([office, ...all.map(({ phone }) => phone)].map((phone) => phone.close()));
    },
  };
}

type Crew = Pick<Walk<string>, 'app' | 'language' | 'office' | 'pass'>;

/** The draft gets public; a fan finds it in the list. */
export async function announce({ office, pass }: Crew, slug: string, fan: Fan): Promise<void> {
  await office.open(`/admin/rounds/${slug}`);
  await office.submit(`/admin/rounds/${slug}/publish`);
  await pass(0);
  await fan.phone.open('/rounds');
  await fan.phone.follow(`/rounds/${slug}`);
}

export async function apply(fan: Fan, slug: string, answers: Fields = ANSWERS): Promise<void> {
  const { phone } = fan;
  await phone.open(`/rounds/${slug}`);
  await phone.follow(`/rounds/${slug}/apply`);
  await phone.submit(`/rounds/${slug}/apply`, answers);
  fan.application = await phone.pathOf(/\/applications\/A-\d+/);
}

/** Whether the page of the fan's application asks for a signature. */
export async function hasOffer({ phone, application }: Fan): Promise<boolean> {
  await phone.open(application);
  return (await phone.page.locator(`form[action="${application}/sign"]`).count()) > 0;
}

/**
 * The offer of one runs out unanswered; the other, who had none, is told of it and has it. Where
 * nobody waits in a line, the other has to come forward first.
 */
export async function letLapse(
  { app, language, pass }: Crew,
  round: Pick<Round, 'offerHours'>,
  loser: Fan,
  next: Fan,
  comeForward = () => Promise.resolve(),
): Promise<void> {
  expect(await hasOffer(loser), 'the first offer').to.equal(true);
  expect(await hasOffer(next), 'before its turn').to.equal(false);
  await pass(round.offerHours * HOUR + MINUTE);
  expect(await hasOffer(loser), 'after it ran out').to.equal(false);
  await expectText(loser.phone, say(app, language, 'allocations.mine.lapsed'));
  await comeForward();
  await next.phone.open('/notices');
  const facts = { ref: refOf(next.application), expiresAt: '|' };
  await expectText(next.phone, say(app, language, 'allocations.notices.offered', facts, '|'));
  expect(await hasOffer(next), 'rolled down').to.equal(true);
}

const refOf = (path: string): string => path.split('/').at(-1)!;

/** The sentence of that key, up to a mark that stands where a fact is not known here. */
export const say = (
  { container }: TestApp,
  language: Language,
  key: string,
  facts: Facts = {},
  mark = '\0',
): string => container.translations.translate(language, key, facts).split(mark)[0]!;

export async function expectText({ page }: Phone, words: string): Promise<void> {
  expect((await page.locator('main').innerText()).normalize()).to.contain(words);
}

/** The signature binds a unit: its path. */
export async function sign({ phone, application }: Fan): Promise<string> {
  await phone.open(application);
  await phone.submit(`${application}/sign`, { agree: 'yes' });
  return phone.pathOf(/\/units\/U-\d+/);
}

/** One of the moves that the admin's page of the unit has. */
export async function move(
  { office }: Pick<Crew, 'office'>,
  unit: string,
  action: string,
  values: Fields = {},
): Promise<void> {
  const path = `/admin${unit}/moves`;
  await office.submit(path, values, { holding: `[name=action][value=${action}]` });
}

/** Packed, sent, carried, and taken over by the code in the box. */
export async function ship(crew: Crew, { phone }: Fan, unit: string): Promise<void> {
  const { office } = crew;
  await office.open(unit);
  await move(crew, unit, 'pack');
  const code = await office.text(/\b[0-9A-HJKMNP-TV-Z]{4}[ -]?[0-9A-HJKMNP-TV-Z]{4}\b/);
  await office.open(unit);
  await move(crew, unit, 'ship', { carrier: 'SF Express', number: 'SF1234567890' });
  await move(crew, unit, 'deliver');
  await phone.open(unit);
  await phone.submit(`${unit}/accept`, { code });
}

/** From hand to hand: one opens it with a picture, the other scans, looks and confirms. */
export async function handOver(
  giver: Phone,
  receiver: Phone,
  unit: string,
  { asked = {}, answered = {} }: { readonly asked?: Fields; readonly answered?: Fields } = {},
): Promise<void> {
  await giver.open(unit);
  await giver.follow(`${unit}/hand-over`);
  const files = [{ name: 'front.png', mimeType: 'image/png', buffer: PNG }];
  await giver.submit(`${unit}/hand-over`, asked, { files });
  const code = (await giver.text(/\b\d{3} \d{3}\b/)).replace(' ', '');
  const path = await giver.text(/\/hand-overs\/[0-9A-Z]{10}/);
  await receiver.open(`${path}?code=${code}`);
  await receiver.submit(path, { check_body: 'marked', note: '背面有一道划痕', ...answered });
  await giver.open(path);
}

/** The programme wants the unit back in a week. */
export async function callBack(crew: Crew, unit: string): Promise<void> {
  await crew.office.open(unit);
  const day = later(crew.app.clock.now(), 7 * DAY)
    .toISOString()
    .slice(0, 10);
  await move(crew, unit, 'call_back', { return_by: day });
}

/** Back at the desk: the holder signs that it is erased, the admin's code confirms it. */
export async function bringBack(crew: Crew, { phone }: Fan, unit: string): Promise<void> {
  await callBack(crew, unit);
  await handOver(phone, crew.office, unit, { asked: { kind: 'back', wiped: 'yes' } });
  await inspectUnit(crew, unit);
}

/** Back by parcel, with the holder's word that it is erased. */
export async function sendBack(crew: Crew, { phone }: Fan, unit: string): Promise<void> {
  await callBack(crew, unit);
  await phone.open(unit);
  const parcel = { carrier: '顺丰', number: 'SF0987654321', wiped: 'yes' };
  await phone.submit(`${unit}/send-back`, parcel);
  await crew.office.open(unit);
  await move(crew, unit, 'receive');
  await inspectUnit(crew, unit);
}

/** The second signature under the wipe; the chain of the unit is whole, and it is free again. */
async function inspectUnit(crew: Crew, unit: string): Promise<void> {
  const { app, language, office } = crew;
  await office.open(unit);
  await move(crew, unit, 'inspect', { wiped: 'yes', note: 'Erased, starts up' });
  await move(crew, unit, 'restock');
  await expectText(office, say(app, language, 'units.states.restocked'));
  await expectText(office, say(app, language, 'units.event_texts.wiped_yes'));
  expect(await office.page.locator('dl.facts .tag-ok').count(), 'a whole chain').to.equal(1);
  const stored = await app.container.units.service.unitByRef(refOf(unit));
  expect(stored).to.include({ state: 'restocked', holderId: null, allocationId: null });
}
