import type { TrackedLink } from '../features/shares/index.js';
import { later, MINUTE } from '../kernel/clock.js';
import type { Chance } from './chance.js';
import { LINKS, POSTS, type LinkPlot, type PostPlot } from './plot/shares.js';
import { FIRST_ROUND } from './plot/rounds.js';
import type { Teller } from './teller.js';

interface LiveLink {
  readonly plot: LinkPlot;
  readonly link: TrackedLink;
}

/** Posts, tracked links, and who came through them day by day. */
export function tellShares(teller: Teller): void {
  const { container, calendar, on, schedule, viewer } = teller;
  const links: LiveLink[] = [];
  for (const post of POSTS)
    schedule.at(later(calendar.at(...post.on), post.minutes * MINUTE), async () => {
      const url = postUrl(post, calendar.at(...post.on), teller.chance);
      await container.shares.service.registerPost(viewer(post.fan).id, {
        round: FIRST_ROUND.slug,
        url,
      });
    });
  for (const plot of LINKS)
    on(plot.on, async () => {
      const landing = await landingOf(teller, plot);
      const { id } = viewer(plot.fan);
      const link = await container.shares.service.makeLink(id, { round: plot.round, landing });
      links.push({ plot, link });
    });
  const firstDay = Math.min(...LINKS.map((plot) => plot.on[0]));
  for (let day = firstDay; day < 0; day += 1)
    on([day, '23:50'], () => tellVisits(teller, links, day, calendar.at(day, '23:45')));
  schedule.at(calendar.now, () => tellVisits(teller, links, 0, calendar.minutesAgo(1)));
}

async function landingOf({ container, viewer }: Teller, plot: LinkPlot): Promise<string> {
  if (plot.landing === 'round') return `/rounds/${plot.round}`;
  if (plot.landing !== 'award') return plot.landing;
  const [award] = await container.honours.awardsOf(viewer(plot.fan).id);
  if (!award) throw new Error(`${plot.fan} has no badge yet`);
  return `/awards/${award.id}`;
}

/** One day of every link, from its making or nine in the morning until `until`. */
async function tellVisits(
  teller: Teller,
  links: readonly LiveLink[],
  day: number,
  until: Date,
): Promise<void> {
  for (const { plot, link } of links) {
    const [madeOn, madeAt] = plot.on;
    const from =
      day === madeOn ? teller.calendar.at(day, madeAt) : teller.calendar.at(day, '00:10');
    if (from < until) await tellLinkDay(teller, { plot, link }, day - madeOn, { from, until });
  }
  await teller.container.shares.flush();
  teller.clock.set(teller.calendar.now);
}

async function tellLinkDay(
  { container, chance, clock }: Teller,
  { plot, link }: LiveLink,
  age: number,
  { from, until }: { readonly from: Date; readonly until: Date },
): Promise<void> {
  const { visits } = container.shares;
  clock.set(from);
  const found = await visits.find(link.code);
  if (!found) throw new Error(`The link ${link.code} is gone`);
  const strangers = plot.firstDay * plot.fade ** age * (0.75 + chance.next() / 2);
  const callers = [
    ...Array.from({ length: Math.round(strangers) }, () => stranger(chance)),
    ...Array.from({ length: chance.between(0, age === 0 ? 5 : 2) }, () => robot(chance)),
    ...(chance.next() < (age === 0 ? 1 : 0.15) ? ['own' as const] : []),
  ];
  for (const caller of callers) {
    clock.set(later(from, Math.floor(chance.next() * (until.getTime() - from.getTime()))));
    const visit =
      caller === 'own'
        ? { ...stranger(chance), ownMark: found.ownMark }
        : { ...caller, ownMark: undefined };
    // One in five looks twice.
    const times = caller !== 'own' && chance.between(1, 5) === 1 ? 2 : 1;
    for (let time = 0; time < times; time += 1) await visits.count(found, visit);
  }
}

const BROWSERS = [
  'Mozilla/5.0 (Linux; Android 15; V2364A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Linux; Android 14; 23127PN0CC) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.60',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0',
] as const;
const ROBOTS = [
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)',
  'Twitterbot/1.0',
  'curl/8.5.0',
] as const;

/** Addresses of the range that is kept for benchmarks (RFC 2544); they belong to nobody. */
const address = (chance: Chance): string =>
  `198.${chance.between(18, 19)}.${chance.between(0, 255)}.${chance.between(1, 254)}`;
const stranger = (chance: Chance) => ({ ip: address(chance), userAgent: chance.pick(BROWSERS) });
const robot = (chance: Chance) => ({ ip: address(chance), userAgent: chance.pick(ROBOTS) });

/** The address of an invented post, with the moment written into its id as the network does it. */
function postUrl({ network, fan }: PostPlot, at: Date, chance: Chance): string {
  const ms = BigInt(at.getTime());
  const tail = BigInt(chance.between(1, 4_000_000));
  switch (network) {
    case 'weibo':
      return `https://weibo.com/detail/${((ms / 1000n - 515_483_463n) << 22n) + tail}`;
    case 'x':
      return `https://x.com/${fan}/status/${((ms - 1_288_834_974_657n) << 22n) + tail}`;
    case 'xiaohongshu':
      return `https://www.xiaohongshu.com/explore/${(ms / 1000n).toString(16)}${chance.hex(16)}`;
    case 'douyin':
      return `https://www.douyin.com/video/${((ms / 1000n) << 32n) + tail}`;
  }
}
