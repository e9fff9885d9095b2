import Handlebars from 'handlebars';
import type { HelperOptions } from 'handlebars';
import { renderSVG } from 'uqr';
import { MINUTE } from '../kernel/clock.js';
import type { Facts } from '../kernel/errors.js';
import type { Bilingual, Language, Viewer } from '../kernel/people.js';
import type { Translations } from '../platform/i18n.js';
import type { Assets } from './assets.js';
import { barShares, linePoints } from './charts.js';
import type { ChartPoint } from './charts.js';
import { navigationFor } from './navigation.js';
import {
  bytesText,
  changeQuery,
  dateText,
  durationText,
  initialsOf,
  isMostlyHan,
  numberText,
  relativeText,
  remember,
  safeUrl,
  timeLeft,
} from './view-text.js';
import type { DateStyle } from './view-text.js';

/** What every page is rendered with; `src/web` sets them before a template runs. */
export interface Locals {
  readonly lang: Language;
  readonly zone: string;
  readonly now: Date;
  readonly path?: string;
  readonly url?: string;
  readonly viewer?: Viewer;
  readonly body?: string;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly errors?: Readonly<Record<string, string>>;
}

type Moment = Date | string | number;
type Helpers = Record<string, (...parameters: never[]) => unknown>;

const { SafeString, escapeExpression: esc } = Handlebars;
const markup = (html: string) => new SafeString(html);
const locals = (options: HelperOptions): Locals => (options.data as { root: Locals }).root;
const hash = (options: HelperOptions) => options.hash as Readonly<Record<string, unknown>>;
/** Handlebars hands the options object as last argument. */
const withoutOptions = (parameters: readonly unknown[]): unknown[] => parameters.slice(0, -1);
const momentOf = (at: Moment): Date => (at instanceof Date ? at : new Date(at));
const own = (record: unknown, name: string): unknown =>
  record && Object.hasOwn(record, name) ? (record as Record<string, unknown>)[name] : undefined;

/** The helpers of all templates. Those that return markup escape what they were given. */
export function createHelpers(translations: Translations, assets: Pick<Assets, 'asset'>): Helpers {
  const say = (options: HelperOptions, key: string, facts?: Facts): string =>
    translations.translate(locals(options).lang, key, facts);
  const units = (options: HelperOptions): string[] => say(options, 'site.duration').split(' ');
  const icon = (name: string, label?: string): string => {
    const role = label ? `role="img" aria-label="${esc(label)}"` : 'aria-hidden="true"';
    const href = `${assets.asset('icons.svg')}#${esc(name)}`;
    return `<svg class="icon" width="20" height="20" ${role}><use href="${href}"/></svg>`;
  };
  const clockWords = remember((lang, leftKey = '', lateKey = '') => {
    const words = (key: string, time?: string) =>
      translations.translate(lang as Language, key, time ? { time } : {});
    const units = words('site.duration');
    const left = words(leftKey, '{time}');
    const late = words(lateKey, '{time}');
    const data = ` data-units="${esc(units)}" data-left="${esc(left)}" data-late="${esc(late)}"`;
    return { units, left, late, data };
  });
  return {
    ...textHelpers(say, units),
    ...timeHelpers(),
    ...formHelpers(),
    ...logicHelpers(),
    kept: createKept(),
    icon: (name: string, options: HelperOptions) =>
      markup(icon(name, options.hash['label'] as string | undefined)),
    /**
     * One piece, because it is drawn anew for every row of a queue at every request. `left` and
     * `late` are the keys of other words than those of a promise.
     */
    liveClock: (due: Moment, options: HelperOptions) => {
      const { ms, isLate, state, at, nowMs } = timeLeft(momentOf(due), locals(options).now);
      const { left = 'site.clock.left', late = 'site.clock.late' } = hash(options);
      const words = clockWords(locals(options).lang, String(left), String(late));
      const time = durationText(ms, words.units.split(' '), ms < MINUTE ? 1 : 0);
      const text = words[isLate ? 'late' : 'left'].replace('{time}', time);
      return markup(
        `<live-clock class="clock clock-${state}" data-due="${at}" data-now="${nowMs}"` +
          `${words.data}>${icon(isLate ? 'triangle-alert' : 'clock')}` +
          `<time datetime="${at}">${esc(text)}</time></live-clock>`,
      );
    },
    /** A QR code (ISO/IEC 18004) of the text, to be given a name by what stands around it. */
    qr: (text: string) =>
      markup(
        renderSVG(text, { border: 4 }).replace('<svg ', '<svg class="qr" aria-hidden="true" '),
      ),
    asset: (name: string) => assets.asset(name),
    pageBody: (options: HelperOptions) => markup(locals(options).body ?? ''),
    barShares: (rows: readonly ChartPoint[] | undefined, whole: unknown) =>
      barShares(rows ?? [], typeof whole === 'number' ? whole : undefined),
    linePoints: (points: readonly ChartPoint[] | undefined) => linePoints(points ?? []),
    navigation: (part: 'top' | 'bottom', options: HelperOptions) =>
      navigationFor(locals(options).viewer, part, locals(options).path ?? '/'),
  };
}

type Say = (options: HelperOptions, key: string, facts?: Facts) => string;
type Units = (options: HelperOptions) => string[];

const MOST_KEPT = 2_000;

/**
 * `{{#kept "desk.row" edition}}…{{/kept}}` draws the block once a minute for the same name, parts,
 * language and zone: all that it shows must follow from these. The oldest are forgotten.
 */
function createKept() {
  const drawn = new Map<string, string>();
  return function kept(this: unknown, ...parameters: unknown[]) {
    const options = parameters.pop() as HelperOptions;
    const { lang, zone, now } = locals(options);
    const key = [lang, zone, Math.floor(now.getTime() / MINUTE), ...parameters].join('\0');
    const html = drawn.get(key) ?? options.fn(this);
    drawn.set(key, html);
    if (drawn.size > MOST_KEPT) drawn.delete(drawn.keys().next().value ?? key);
    return markup(html);
  };
}

function textHelpers(say: Say, units: Units): Helpers {
  return {
    t: (key: string, options: HelperOptions) => say(options, key, options.hash as Facts),
    /** Between two sentences: Chinese sets none. */
    gap: (options: HelperOptions) => (locals(options).lang === 'en' ? ' ' : ''),
    pick: (text: Bilingual | undefined, options: HelperOptions) =>
      text ? (text[locals(options).lang] ?? '') : '',
    number: (value: number, options: HelperOptions) =>
      numberText(value, locals(options).lang, options.hash['digits'] as number | undefined),
    bytes: (value: number, options: HelperOptions) => bytesText(value, locals(options).lang),
    duration: (ms: number, options: HelperOptions) => durationText(ms, units(options)),
    initials: (name: unknown) => initialsOf(typeof name === 'string' ? name : ''),
    userLang: (text: unknown) =>
      isMostlyHan(typeof text === 'string' ? text : '') ? 'zh-CN' : 'en',
    safeUrl: (url: unknown) => safeUrl(typeof url === 'string' ? url : ''),
    query: (options: HelperOptions) => changeQuery(locals(options).url ?? '/', hash(options)),
    withQuery: (path: string, options: HelperOptions) => changeQuery(path, hash(options)),
  };
}

function timeHelpers(): Helpers {
  const absolute = (at: Date, options: HelperOptions): string => {
    const { lang, zone } = locals(options);
    return dateText(at, lang, zone, options.hash['style'] as DateStyle | undefined);
  };
  return {
    date: (at: Moment | undefined, options: HelperOptions) => {
      if (at === undefined || at === null) return '';
      const moment = momentOf(at);
      return markup(
        `<time datetime="${moment.toISOString()}">${esc(absolute(moment, options))}</time>`,
      );
    },
    when: (at: Moment | undefined, options: HelperOptions) => {
      if (at === undefined || at === null) return '';
      const moment = momentOf(at);
      const full = esc(absolute(moment, options));
      const { lang, now } = locals(options);
      const near = relativeText(moment, now, lang);
      const shown = near === undefined ? full : esc(near);
      return markup(`<time datetime="${moment.toISOString()}" title="${full}">${shown}</time>`);
    },
  };
}

/**
 * One of several forms of a page, by the path it is sent to: what was typed and refused elsewhere is
 * not shown in it, though its fields have the same names.
 */
function formTo(this: unknown, action: string, options: HelperOptions): string {
  const root = locals(options);
  if (root.path === action) return options.fn(this);
  const data = Handlebars.createFrame(options.data) as { root: object };
  data.root = { ...root, values: undefined, errors: undefined, refused: false };
  return options.fn(this, { data });
}

function formHelpers(): Helpers {
  const fieldError = (options: HelperOptions, name: string): string | undefined =>
    own(locals(options).errors, name) as string | undefined;
  return {
    fieldError: (name: string, options: HelperOptions) => fieldError(options, name),
    /** A label before what is said of it: a question needs no colon. */
    labelled: (label: string, options: HelperOptions) =>
      /[?？]$/.test(label) ? label : label + (locals(options).lang === 'en' ? ':' : '：'),
    formTo,
    /** What was typed before a refusal, else the stored value. */
    typed: (name: string, value: unknown, options: HelperOptions) => {
      const values = locals(options).values;
      return values && Object.hasOwn(values, name) ? values[name] : value;
    },
    /** Whether a box is ticked: after a refusal only what was sent counts, and an empty box sends nothing. */
    ticked: (name: string, sent: string, stored: unknown, options: HelperOptions) => {
      const values = locals(options).values;
      return values ? [own(values, name)].flat().includes(sent) : Boolean(stored);
    },
    /** aria-describedby and aria-invalid of a control with id `id` and the hint or error it has. */
    describe: (id: string, name: string, hint: unknown, options: HelperOptions) => {
      const error = fieldError(options, name);
      const ids = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
      const described = ids ? ` aria-describedby="${esc(ids)}"` : '';
      const isGroup = Boolean(options.hash['group']);
      return markup(described + (error && !isGroup ? ' aria-invalid="true"' : ''));
    },
  };
}

function logicHelpers(): Helpers {
  return {
    eq: (a: unknown, b: unknown) => a === b || (isText(a) && isText(b) && String(a) === String(b)),
    and: (...parameters: unknown[]) => withoutOptions(parameters).every(Boolean),
    or: (...parameters: unknown[]) => withoutOptions(parameters).find(Boolean),
    not: (value: unknown) => !value,
    includes: (list: unknown, value: unknown) =>
      Array.isArray(list) ? list.map(String).includes(String(value)) : list === value,
    any: (values: unknown) => typeof values === 'object' && Object.keys(values ?? {}).length > 0,
    concat: (...parameters: unknown[]) => withoutOptions(parameters).join(''),
    list: (...parameters: unknown[]) => withoutOptions(parameters),
    object: (options: HelperOptions) => hash(options),
  };
}

const isText = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';
