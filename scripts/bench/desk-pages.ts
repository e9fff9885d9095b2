import { figure, median, pairRatio, type Figure } from './figure.js';
import { interleave, SECONDS } from './interleave.js';
import { readPages } from './readers.js';
import type { Site } from './site.js';

const READERS = 20;
const DEEP = 20;

export interface Measured {
  readonly few: Site;
  readonly many: Site;
  readonly fewName: string;
  readonly manyName: string;
}

interface PageOf {
  readonly name: string;
  readonly isInside: boolean;
  /** Where it is on that site. */
  readonly find: (site: Site) => Promise<string>;
}

const at = (path: string) => () => Promise.resolve(path);

const PAGES: readonly PageOf[] = [
  { name: 'queue by deadline', isInside: true, find: at('/desk?view=waiting') },
  { name: 'queue, all open', isInside: true, find: at('/desk?view=open') },
  { name: 'queue, answered, twenty pages on', isInside: true, find: deepIn('/desk?view=answered') },
  { name: 'open defects', isInside: false, find: at('/defects') },
  { name: 'defects by impact', isInside: false, find: at('/defects?order=impact') },
  {
    name: 'resolved defects, twenty pages on',
    isInside: false,
    find: deepIn('/defects?view=resolved'),
  },
  { name: 'a defect, for QA', isInside: true, find: firstIn('/defects', /\/defects\/D-\d+/) },
  { name: 'list of releases', isInside: false, find: at('/releases') },
  {
    name: 'a release of 250 lines',
    isInside: false,
    find: firstIn('/releases', /\/releases\/[\w-]+_2\.[\w.]+/),
  },
];

/** Each page under twenty readers, in turns on the small store and on the large one. */
export async function pageFigures(sites: Measured): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, isInside, find } of PAGES) {
    const time = (site: Site) => async () => {
      const url = site.served.url + (await find(site));
      const cookie = isInside ? site.qaCookie : undefined;
      return (await readPages({ url, cookie, readers: READERS, seconds: SECONDS })).p95Ms;
    };
    const pair = await interleave(time(sites.few), time(sites.many));
    figures.push(
      figure(`${name}: p95 of ${READERS} readers`, median(pair.app), 'ms', { goal: '<= 150' }),
      figure(`${name}: ${sites.manyName}`, median(pair.app), 'ms', {
        against: `the one with ${sites.fewName}`,
        ratio: pairRatio(pair.app, pair.limit),
        goal: '<= 1.2',
      }),
    );
  }
  return figures;
}

async function htmlOf(site: Site, path: string): Promise<string> {
  const answer = await fetch(site.served.url + path, { headers: { cookie: site.qaCookie } });
  if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}`);
  return answer.text();
}

function firstIn(path: string, link: RegExp) {
  return async (site: Site): Promise<string> => {
    const [found] = link.exec(await htmlOf(site, path)) ?? [];
    if (!found) throw new Error(`${path} has no link like ${link.source}`);
    return found;
  };
}

/** The twentieth page of a list, by its own pager. */
function deepIn(path: string) {
  return async (site: Site): Promise<string> => {
    let here = path;
    for (let page = 1; page < DEEP; page += 1) {
      const html = (await htmlOf(site, here)).replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
      const [, after] = /href="[^"]*[?&]after=([^"&]+)/.exec(html) ?? [];
      if (!after) throw new Error(`${path} has no more than ${page} pages`);
      here = `${path}&after=${after}`;
    }
    return here;
  };
}
