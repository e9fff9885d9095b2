import { createHmac } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';

/**
 * One visit of a tracked link. `counted` is the first of its visitor on that link and day, `repeat`
 * every later one; visits of robots and of the link's owner stand apart.
 */
export const CLICK_KINDS = ['counted', 'repeat', 'own', 'bot'] as const;
export type ClickKind = (typeof CLICK_KINDS)[number];

export interface Click {
  readonly id: string;
  readonly linkId: string;
  readonly roundId: string;
  readonly personId: string;
  /** In the programme's zone: `2026-03-03`. */
  readonly day: string;
  /** Says that two visits of one link and day are one visitor's, and nothing else. */
  readonly visitorKey: string;
  readonly kind: ClickKind;
  readonly at: Date;
}

export type KindCounts = Readonly<Record<ClickKind, number>>;

/** The visits of one link on one day; always what counting its clicks again would give. */
export interface ClickDay extends KindCounts {
  readonly linkId: string;
  readonly roundId: string;
  readonly personId: string;
  readonly day: string;
}

export const noClicks = (): Record<ClickKind, number> => ({
  counted: 0,
  repeat: 0,
  own: 0,
  bot: 0,
});

export const addCounts = (a: KindCounts, b: KindCounts): KindCounts => ({
  counted: a.counted + b.counted,
  repeat: a.repeat + b.repeat,
  own: a.own + b.own,
  bot: a.bot + b.bot,
});

/** A fetch ahead of a person's decision: it gets its redirect and is no visit. */
export function isPrefetch(headers: Readonly<Record<string, unknown>>): boolean {
  const says = (name: string, word: string) =>
    typeof headers[name] === 'string' && headers[name].toLowerCase().includes(word);
  return (
    says('sec-purpose', 'prefetch') ||
    says('purpose', 'prefetch') ||
    says('x-purpose', 'preview') ||
    says('x-moz', 'prefetch')
  );
}

/**
 * What stands for the address: all of an IPv4 one, the first 64 bits of an IPv6 one, because a
 * single phone changes the rest at will.
 */
export function addressPrefix(ip: string): string {
  const v4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? ip;
  if (isIPv4(v4)) return v4;
  if (!isIPv6(ip)) return '';
  const [head = '', tail = ''] = (ip.split('%')[0] ?? '').toLowerCase().split('::');
  const left = head.split(':').filter(Boolean);
  const right = tail.split(':').filter(Boolean);
  const zeros = ip.includes('::') ? Array<string>(8 - left.length - right.length).fill('0') : [];
  const groups = [...left, ...zeros, ...right].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}

export interface VisitorFacts {
  readonly ip: string;
  readonly userAgent: string;
  readonly linkId: string;
}

/** 128 bits that mean nothing once the day's salt is gone. */
export const visitorKey = (salt: string, { ip, userAgent, linkId }: VisitorFacts): string =>
  createHmac('sha256', salt)
    .update(`${addressPrefix(ip)}\0${userAgent}\0${linkId}`)
    .digest('base64url')
    .slice(0, 22);

/**
 * Sorts a batch before it meets the database: of several visits of one visitor only the first may
 * still be `counted`. Whether it is decides the unique index.
 */
export function markRepeats(clicks: readonly Click[]): Click[] {
  const seen = new Set<string>();
  return clicks.map((click) => {
    if (click.kind !== 'counted') return click;
    const visitor = `${click.linkId} ${click.day} ${click.visitorKey}`;
    if (seen.has(visitor)) return { ...click, kind: 'repeat' };
    seen.add(visitor);
    return click;
  });
}

/** The day's sums of a batch, one row per link and day. */
export function sumByDay(clicks: readonly Click[]): ClickDay[] {
  const days = new Map<string, ClickDay>();
  for (const { linkId, roundId, personId, day, kind } of clicks) {
    const key = `${linkId} ${day}`;
    const sum = days.get(key) ?? { linkId, roundId, personId, day, ...noClicks() };
    days.set(key, { ...sum, [kind]: sum[kind] + 1 });
  }
  return [...days.values()];
}
