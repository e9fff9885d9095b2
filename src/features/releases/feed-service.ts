import type { Clock } from '../../kernel/clock.js';
import type { Language } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { atomFeed } from './feed.js';
import type { ReleaseQueries } from './release-queries.js';

export interface FeedDeps {
  readonly queries: Pick<ReleaseQueries, 'newest' | 'newestMark'>;
  readonly translations: Translations;
  readonly clock: Clock;
}

export type FeedFor = (language: Language, baseUrl: string) => Promise<string>;

/** The feed of a language, written anew only when a release in it changed: readers ask all day. */
export function createFeed({ queries, translations, clock }: FeedDeps): FeedFor {
  const written = new Map<Language, { readonly mark: string; readonly xml: string }>();
  return async (language, baseUrl) => {
    const mark = `${baseUrl} ${await queries.newestMark()}`;
    const known = written.get(language);
    if (known?.mark === mark) return known.xml;
    const say = (key: string) => translations.translate(language, key);
    const releases = await queries.newest();
    const xml = atomFeed({ releases, language, baseUrl, now: clock.now(), say });
    written.set(language, { mark, xml });
    return xml;
  };
}
