import type { Language } from '../kernel/people.js';
import { DAY, HOUR, MINUTE, SECOND } from '../kernel/clock.js';

export type DateStyle = 'full' | 'day' | 'time' | 'month';

const DATE_STYLES: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  full: { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  day: { year: 'numeric', month: 'short', day: 'numeric' },
  month: { year: 'numeric', month: 'short' },
  time: { hour: '2-digit', minute: '2-digit' },
};

/** What is made once for a small, closed set of keys, such as Intl formatters, which cost much. */
export const remember = <Key extends string, Made>(make: (...key: Key[]) => Made) => {
  const made = new Map<string, Made>();
  return (...key: Key[]): Made => {
    const id = key.join('|');
    const found = made.get(id) ?? make(...key);
    made.set(id, found);
    return found;
  };
};

const dateFormat = remember(
  (language, zone, style) =>
    new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
      ...DATE_STYLES[style as DateStyle],
      hourCycle: 'h23',
      timeZone: zone ?? 'UTC',
    }),
);
const relativeFormat = remember(
  (language) => new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'long' }),
);
const numberFormat = remember(
  (language, digits) => new Intl.NumberFormat(language, { maximumFractionDigits: Number(digits) }),
);

export const dateText = (
  at: Date,
  language: Language,
  zone: string,
  style: DateStyle = 'full',
): string => spaced(dateFormat(language, zone, style).format(at), language);

/** Intl sets Chinese without the space that stands between Han and digits everywhere else here. */
const spaced = (text: string, language: Language): string =>
  language === 'en'
    ? text
    : text.replace(/(\d)(?=\p{Script=Han})|(\p{Script=Han})(?=\d)/gu, '$1$2 ');

/** "5 minutes ago", "in 3 hours"; undefined from a day away, where only the date helps. */
export function relativeText(at: Date, now: Date, language: Language): string | undefined {
  const ms = at.getTime() - now.getTime();
  const size = Math.abs(ms);
  if (size >= DAY) return undefined;
  const format = relativeFormat(language);
  if (size < MINUTE) return format.format(0, 'second');
  const [step, unit] = size < HOUR ? ([MINUTE, 'minute'] as const) : ([HOUR, 'hour'] as const);
  return spaced(format.format(Math.trunc(ms / step), unit), language);
}

export const numberText = (value: number, language: Language, digits = 1): string =>
  numberFormat(language, String(digits)).format(value);

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Powers of 1024 under the names people know, as limits are set: 512 MB is 512 × 1024². */
export function bytesText(bytes: number, language: Language): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), BYTE_UNITS.length - 1);
  const value = bytes / 1024 ** power;
  return `${numberText(value, language, power > 0 && value < 10 ? 1 : 0)} ${BYTE_UNITS[power] ?? ''}`;
}

const STEPS = [DAY, HOUR, MINUTE, SECOND] as const;

/**
 * "4 min 12 s": the two largest units that are not zero, or only the first of them.
 * `units` are the words for day, hour, minute and second.
 */
export function durationText(ms: number, units: readonly string[], parts: 0 | 1 = 0): string {
  const largest = Math.max(
    STEPS.findIndex((step) => ms >= step),
    0,
  );
  const first = ms < SECOND ? STEPS.length - 1 : largest;
  let rest = ms;
  const shown = STEPS.slice(first, first + (parts === 1 ? 1 : 2)).map((step, index) => {
    const count = Math.floor(rest / step);
    rest -= count * step;
    return { count, text: `${count} ${units[first + index] ?? ''}` };
  });
  return shown
    .filter(({ count }, index) => index === 0 || count > 0)
    .map(({ text }) => text)
    .join(' ');
}

const SOON = 5 * MINUTE;

/** How near a deadline is; `ms` is the distance whichever side of it we are. */
export function timeLeft(due: Date, now: Date) {
  const ms = due.getTime() - now.getTime();
  return {
    ms: Math.abs(ms),
    isLate: ms < 0,
    state: ms < 0 ? 'late' : ms <= SOON ? 'soon' : 'calm',
    at: due.toISOString(),
    nowMs: now.getTime(),
  } as const;
}

/** The share from which text is read and drawn as Chinese. */
const HAN_SHARE = 0.3;
export function isMostlyHan(text: string): boolean {
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return letters > 0 && han / letters > HAN_SHARE;
}

/** One or two letters for an avatar: 李明 is 明, Wang Tao is WT. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  if (isMostlyHan(name)) return Array.from(name.trim()).at(-1) ?? '';
  const letters = words.map((word) => Array.from(word)[0] ?? '');
  return [letters[0], letters.length > 1 ? letters.at(-1) : ''].join('').toUpperCase();
}

/** An address that may stand in a link: http, https or a path of ours; anything else is `#`. */
export function safeUrl(url: string): string {
  if (/^\/(?![/\\])/.test(url)) return url;
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : '#';
}

/** The same page with other query values; empty ones go, and so does the place in a list. */
export function changeQuery(url: string, changes: Readonly<Record<string, unknown>>): string {
  const [path = '/', search = ''] = url.split('?', 2);
  const query = new URLSearchParams(search);
  query.delete('after');
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === null || value === '') query.delete(name);
    else query.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
