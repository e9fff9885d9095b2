import { avToBv, bidToMid } from './short-ids.js';

export const NETWORKS = [
  'weibo',
  'wechat',
  'xiaohongshu',
  'bilibili',
  'douyin',
  'x',
  'youtube',
  'reddit',
  'other',
] as const;
export type Network = (typeof NETWORKS)[number];

/** What an address says about a post: its id there, where it is read, and when it was made. */
export interface FoundPost {
  readonly id: string;
  readonly url: string;
  /** Milliseconds since 1970, where the network writes the time into the id. */
  readonly postedMs?: number;
}

interface NetworkRules {
  readonly network: Network;
  /** Matched exactly or with any subdomain. */
  readonly hosts: readonly string[];
  readonly find: (url: URL) => FoundPost | undefined;
}

/** The first capture of the pattern in the path. */
const inPath = (url: URL, pattern: RegExp): string | undefined => pattern.exec(url.pathname)?.[1];

/** 32 bits of seconds stand above the sequence; the epoch is Weibo's own. */
const WEIBO_EPOCH_S = 515_483_463n;
function weibo(url: URL): FoundPost | undefined {
  const id =
    inPath(url, /^\/(?:detail|status)\/(\d{16}|[0-9a-zA-Z]{9})\/?$/) ??
    inPath(url, /^\/\d{5,12}\/(\d{16}|[0-9a-zA-Z]{9})\/?$/);
  const mid = id?.length === 16 ? id : bidToMid(id ?? '');
  if (!mid) return undefined;
  return {
    id: mid,
    url: `https://m.weibo.cn/detail/${mid}`,
    postedMs: Number((BigInt(mid) >> 22n) + WEIBO_EPOCH_S) * 1000,
  };
}

function wechat(url: URL): FoundPost | undefined {
  const token = inPath(url, /^\/s\/([\w-]{22})\/?$/);
  if (token) return { id: token, url: `https://mp.weixin.qq.com/s/${token}` };
  const read = (name: string, pattern: RegExp) =>
    pattern.exec(url.searchParams.get(name) ?? '')?.[0];
  const biz = read('__biz', /^[\w=-]{8,40}$/);
  const mid = read('mid', /^\d{1,20}$/);
  const idx = read('idx', /^\d{1,2}$/);
  if (url.pathname !== '/s' || !biz || !mid || !idx) return undefined;
  // Without its `sn` such an article does not open.
  const sn = read('sn', /^[0-9a-f]{16,40}$/i);
  const query = new URLSearchParams({ __biz: biz, mid, idx, ...(sn && { sn }) });
  return { id: `${biz}_${mid}_${idx}`, url: `https://mp.weixin.qq.com/s?${query.toString()}` };
}

function xiaohongshu(url: URL): FoundPost | undefined {
  const id = inPath(
    url,
    /^\/(?:explore|discovery\/item|user\/profile\/[0-9a-f]{24})\/([0-9a-f]{24})\/?$/,
  );
  if (!id) return undefined;
  return {
    id,
    url: `https://www.xiaohongshu.com/explore/${id}`,
    postedMs: Number.parseInt(id.slice(0, 8), 16) * 1000,
  };
}

function bilibili(url: URL): FoundPost | undefined {
  const video = inPath(url, /^(?:\/video)?\/(bv1[0-9a-z]{9}|av\d{1,16})\/?$/i);
  if (video) {
    const id = /^av/i.test(video) ? avToBv(video.slice(2)) : `BV${video.slice(2)}`;
    return { id, url: `https://www.bilibili.com/video/${id}` };
  }
  const pattern =
    url.hostname === 't.bilibili.com' ? /^\/(\d{15,20})\/?$/ : /^\/opus\/(\d{15,20})\/?$/;
  const opus = inPath(url, pattern);
  return opus ? { id: `opus_${opus}`, url: `https://www.bilibili.com/opus/${opus}` } : undefined;
}

function douyin(url: URL): FoundPost | undefined {
  const inQuery = /^\d{19}$/.exec(url.searchParams.get('modal_id') ?? '')?.[0];
  const id = inPath(url, /^\/(?:share\/)?(?:video|note)\/(\d{19})\/?$/) ?? inQuery;
  if (!id) return undefined;
  const kind = /\/note\//.test(url.pathname) ? 'note' : 'video';
  return {
    id,
    url: `https://www.douyin.com/${kind}/${id}`,
    postedMs: Number(BigInt(id) >> 32n) * 1000,
  };
}

/** Ids made before November 2010 were counted and hold no time. */
const X_EPOCH_MS = 1_288_834_974_657n;
const X_FIRST_TIMED_ID = 29_700_859_247n;
function x(url: URL): FoundPost | undefined {
  const id = inPath(url, /^\/(?:i\/web|i|\w{1,20})\/status\/(\d{1,20})(?:\/|$)/);
  if (!id) return undefined;
  const count = BigInt(id);
  return {
    id,
    url: `https://x.com/i/status/${id}`,
    ...(count > X_FIRST_TIMED_ID ? { postedMs: Number((count >> 22n) + X_EPOCH_MS) } : {}),
  };
}

const YOUTUBE_ID = /^[\w-]{11}$/;
function youtube(url: URL): FoundPost | undefined {
  const id =
    url.hostname === 'youtu.be'
      ? url.pathname.slice(1).replace(/\/$/, '')
      : url.pathname === '/watch'
        ? url.searchParams.get('v')
        : inPath(url, /^\/(?:shorts|live|embed)\/([\w-]{11})\/?$/);
  if (!id || !YOUTUBE_ID.test(id)) return undefined;
  return { id, url: `https://www.youtube.com/watch?v=${id}` };
}

function reddit(url: URL): FoundPost | undefined {
  const pattern =
    url.hostname === 'redd.it'
      ? /^\/([0-9a-z]{4,10})\/?$/i
      : /^\/(?:(?:r|u|user)\/[\w-]{1,30}\/)?comments\/([0-9a-z]{4,10})(?:\/|$)/i;
  const id = inPath(url, pattern)?.toLowerCase();
  return id ? { id, url: `https://www.reddit.com/comments/${id}` } : undefined;
}

/** Where the formats come from: the public addresses these sites show in a browser and on phones. */
export const NETWORK_RULES: readonly NetworkRules[] = [
  { network: 'weibo', hosts: ['weibo.com', 'weibo.cn'], find: weibo },
  { network: 'wechat', hosts: ['mp.weixin.qq.com'], find: wechat },
  { network: 'xiaohongshu', hosts: ['xiaohongshu.com'], find: xiaohongshu },
  { network: 'bilibili', hosts: ['bilibili.com', 'b23.tv'], find: bilibili },
  { network: 'douyin', hosts: ['douyin.com', 'iesdouyin.com'], find: douyin },
  {
    network: 'x',
    hosts: ['x.com', 'twitter.com', 'fxtwitter.com', 'vxtwitter.com', 'fixupx.com'],
    find: x,
  },
  { network: 'youtube', hosts: ['youtube.com', 'youtu.be'], find: youtube },
  { network: 'reddit', hosts: ['reddit.com', 'redd.it'], find: reddit },
];

/** They hide the post behind a redirect, and nothing is ever fetched here. */
export const SHORT_HOSTS: readonly string[] = [
  't.cn',
  'xhslink.com',
  'b23.tv',
  'v.douyin.com',
  'url.cn',
  't.co',
  'bit.ly',
  'dwz.cn',
  'tinyurl.com',
];

/** `twitter.com` and `mobile.twitter.com` are Twitter; `evil-twitter.com` is not. */
export const isHostOf = (host: string, domain: string): boolean =>
  host === domain || host.endsWith(`.${domain}`);
