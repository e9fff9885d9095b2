import { isHostOf, NETWORK_RULES, SHORT_HOSTS, type Network } from './networks.js';

/** A post as its address alone tells it; nothing is fetched. */
export interface PostAddress {
  readonly network: Network;
  /** `network:id`, the same for every way to write the address of one post. */
  readonly key: string;
  /** Where it is read; reading this address again gives the same key and the same address. */
  readonly url: string;
  readonly postedAt: Date | null;
}

/** Why an address is no post: not an address, hidden behind a short link, or no single post. */
export type PostProblem = 'shares.bad_url' | 'shares.short_url' | 'shares.not_a_post';

/** Share texts of phones put words before the address and full-width punctuation behind it. */
const ADDRESS = /https?:\/\/[^\s<>"'`\u3000-\u303F\uFF00-\uFF60]+/i;
const TRAILING = /[.,;:!?)\]}/]+$/;

/** Who sent the reader, not what is read. */
const TRACKING = /^(?:utm_|spm|from|share|scene|ref$|fbclid$|gclid$|igsh|_t$|_r$)/i;

/** Reads the first address of what was pasted. */
export function readPostAddress(pasted: string): PostAddress | PostProblem {
  const url = readUrl(pasted);
  if (!url) return 'shares.bad_url';
  const rules = NETWORK_RULES.find(({ hosts }) =>
    hosts.some((host) => isHostOf(url.hostname, host)),
  );
  const post = rules?.find(url);
  if (rules && post)
    return {
      network: rules.network,
      key: `${rules.network}:${post.id}`,
      url: post.url,
      postedAt: post.postedMs === undefined ? null : new Date(post.postedMs),
    };
  if (SHORT_HOSTS.some((host) => isHostOf(url.hostname, host)) || isRedditShareLink(url))
    return 'shares.short_url';
  return rules ? 'shares.not_a_post' : elsewhere(url);
}

/** Any other page, without what only says how the reader came. */
function elsewhere(url: URL): PostAddress {
  const query = [...url.searchParams].filter(([name]) => !TRACKING.test(name));
  query.sort(([a, aValue], [b, bValue]) => compare(a, b) || compare(aValue, bValue));
  const search = new URLSearchParams(query).toString();
  const path = url.pathname.replace(/\/+$/, '');
  const place = (url.hostname + path + (search && `?${search}`)).replace(TRAILING, '');
  return { network: 'other', key: `other:${place}`, url: `https://${place}`, postedAt: null };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** http or https, on a public host name, without a name, a password or a port in it. */
function readUrl(pasted: string): URL | undefined {
  const address = ADDRESS.exec(pasted)?.[0].replace(TRAILING, '');
  if (!address || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  const isPlain = url.username === '' && url.password === '' && url.port === '';
  const hasName = /\.[a-z][a-z0-9-]*$/.test(url.hostname);
  return isPlain && hasName ? url : undefined;
}

const isRedditShareLink = (url: URL): boolean =>
  isHostOf(url.hostname, 'reddit.com') && /^\/r\/[\w-]+\/s\//.test(url.pathname);
