import type { Facts } from '../../kernel/errors.js';
import type { Language } from '../../kernel/people.js';
import { clip } from '../../kernel/text.js';
import { escapeXml } from './feed.js';
import { itemsOf, thanksIn, versionOf, type Release } from './release.js';

export interface CardFacts {
  readonly release: Release;
  readonly language: Language;
  readonly say: (key: string, facts?: Facts) => string;
}

/** What other sites may say of a link to the release. */
export interface Sharing {
  readonly heading: string;
  readonly description: string;
  /** Addresses of the page, and of the picture for sites and for downloads. */
  readonly url: string;
  readonly image: string;
  readonly card: string;
}

const DESCRIPTION_LENGTH = 200;

/** `baseUrl` is scheme and host, without a slash at the end. */
export function sharingOf(facts: CardFacts, baseUrl: string): Sharing {
  const { release, language } = facts;
  const page = `/releases/${versionOf(release)}`;
  const card = `${page}/card.svg?lang=${language}`;
  const lines = itemsOf(release)
    .slice(0, LINES_SHOWN)
    .map(({ text }) => text[language]);
  return {
    heading: release.title[language],
    description: clip([countsOf(facts), ...lines].join(' · '), DESCRIPTION_LENGTH),
    ...{ url: baseUrl + page, image: baseUrl + card, card },
  };
}

const countsOf = ({ release, say }: CardFacts): string =>
  [
    say('releases.item_count', { count: itemsOf(release).length }),
    say('releases.card.thanks', { count: thanksIn(release).size }),
  ].join(' · ');

const WIDTH = 1200;
const HEIGHT = 630;
const MARGIN = 80;
const LINES_SHOWN = 4;
const LINE_HEIGHT = 52;
/** How many ems of the font an average letter takes; a Han sign takes one. */
const LETTER_EMS = 0.56;
const HAN = /[\u2E80-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF]/;
const FONTS =
  "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif";

/**
 * A picture of the release for posts elsewhere (SVG 1.1, 1200 × 630), with nothing in it that is
 * loaded. As the feed it names nobody: what was posted can't be taken back.
 */
export function releaseCard(facts: CardFacts): string {
  const { release, language, say } = facts;
  const items = itemsOf(release);
  const shown = items.slice(0, LINES_SHOWN);
  const more = items.length - shown.length;
  const counts = countsOf(facts);
  const isBad = release.rollbackNote !== null;
  // A short list stands in the middle of what a long one would fill.
  const drop = ((LINES_SHOWN - shown.length) * LINE_HEIGHT) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="${FONTS}" xml:lang="${language}">`,
    `<title>${escapeXml(`${release.title[language]} · ${counts}`)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#1a1a1f"/>`,
    `<rect width="16" height="${HEIGHT}" fill="#ff6900"/>`,
    line(say('site.name'), { y: 100, size: 32, fill: '#ff6900', weight: 700 }),
    line(versionOf(release), { y: 100, size: 28, fill: '#b9bbc2', anchor: 'end' }),
    line(release.title[language], { y: 196 + drop, size: 64, fill: '#ffffff', weight: 700 }),
    isBad
      ? line(say('releases.rolled_back'), { y: 258 + drop, size: 34, fill: '#ffb4a9', weight: 700 })
      : line(counts, { y: 258 + drop, size: 34, fill: '#e2dfda' }),
    ...shown.map(({ text }, n) =>
      line(`• ${text[language]}`, { y: 336 + drop + n * LINE_HEIGHT, size: 32, fill: '#ffffff' }),
    ),
    ...(more > 0
      ? [line(say('releases.card.more', { count: more }), { y: 570, size: 26, fill: '#b9bbc2' })]
      : []),
    '</svg>',
  ].join('\n');
}

interface LineLook {
  readonly y: number;
  readonly size: number;
  readonly fill: string;
  readonly weight?: number;
  readonly anchor?: 'end';
}

function line(words: string, { y, size, fill, weight = 400, anchor }: LineLook): string {
  const x = anchor ? WIDTH - MARGIN : MARGIN;
  const fitted = fit(words, (WIDTH - 2 * MARGIN) / size);
  return (
    `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}"` +
    `${anchor ? ` text-anchor="${anchor}"` : ''}>${escapeXml(fitted)}</text>`
  );
}

/** As many signs as about `ems` of the font hold: a picture has no line breaks of its own. */
function fit(words: string, ems: number): string {
  let used = 0;
  const signs = Array.from(words);
  const fitting = signs.findIndex((sign) => {
    used += HAN.test(sign) ? 1 : LETTER_EMS;
    return used > ems;
  });
  return fitting < 0 ? words : clip(words, fitting);
}
