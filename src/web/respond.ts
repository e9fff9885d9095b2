import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { Refusal } from '../kernel/errors.js';
import { InvalidInput } from '../kernel/errors.js';
import { hasRole, type Language, type Viewer } from '../kernel/people.js';
import type { Clock } from '../kernel/clock.js';
import type { Translations } from '../platform/i18n.js';
import { lasting, readCookie } from './cookies.js';
import { languageOf, themeOf } from './language.js';
import { eventStreamOn } from './event-stream.js';
import type { EventStream, Reply } from './reply.js';
import type { SignIn } from './sign-in.js';

export interface RespondDeps {
  readonly translations: Translations;
  readonly clock: Clock;
  readonly isHttps: boolean;
  readonly programmeZone: string;
  readonly signIn: SignIn;
  readonly rememberPreferences: (personId: string, language: Language) => Promise<void>;
}

/** A form that comes back: what was typed and why it was refused. */
export interface Refused {
  readonly refusal: Refusal;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Responder {
  send(req: Request, res: Response, reply: Reply, refused?: Refused): Promise<void>;
  languageOf(req: Request): Language;
  zoneOf(req: Request): string;
  /** Ends what would stay open for ever, so that the process can end. */
  endStreams(): void;
}

export const viewerOf = (req: Request): Viewer | undefined => req.user;

/** Turns replies into HTTP: the only place that renders, redirects and sets cookies. */
export function createResponder(deps: RespondDeps): Responder {
  const language = (req: Request) => languageOf(req, viewerOf(req)?.language);
  const zone = (req: Request) => viewerOf(req)?.zone ?? deps.programmeZone;
  const streams = new Set<EventStream>();

  function pageLocals(req: Request, res: Response, refused: Refused | undefined) {
    const lang = language(req);
    const viewer = viewerOf(req);
    const flash = takeFlash(req, res);
    return {
      viewer,
      isTester: hasRole(viewer, 'tester'),
      isQa: hasRole(viewer, 'qa'),
      isAdmin: hasRole(viewer, 'admin'),
      lang,
      zone: zone(req),
      now: deps.clock.now(),
      theme: themeOf(req),
      path: req.path,
      url: req.originalUrl,
      requestId: typeof req.id === 'string' ? req.id : '',
      ...(flash ? { flash } : {}),
      ...(refused ? refusedLocals(lang, refused) : {}),
    };
  }

  function refusedLocals(lang: Language, { refusal, values }: Refused) {
    const fields = refusal instanceof InvalidInput ? refusal.fields : {};
    const errors = Object.fromEntries(
      Object.entries(fields).map(([name, error]) => [
        name,
        deps.translations.errorText(lang, error.code, error.facts),
      ]),
    );
    return {
      values,
      errors,
      problem: deps.translations.errorText(lang, refusal.code, refusal.facts),
      refused: true,
    };
  }

  async function send(req: Request, res: Response, reply: Reply, refused?: Refused): Promise<void> {
    switch (reply.kind) {
      case 'page': {
        const lang = language(req);
        const locals = pageLocals(req, res, refused);
        const title = deps.translations.translate(lang, reply.title.key, reply.title.facts);
        if (refused?.refusal.retryAfter) res.set('Retry-After', String(refused.refusal.retryAfter));
        res.set('Cache-Control', 'private, no-cache');
        res.vary('Cookie').vary('Accept-Language');
        const { remember, onShown } = reply;
        if (remember) res.cookie(remember.name, remember.value, lasting(deps.isHttps));
        const html = await render(res, reply.view, { ...reply.model, ...locals, title });
        if (onShown && isLooking(req)) await onShown();
        res
          .status(refused?.refusal.status ?? reply.status)
          .type('html')
          .send(html);
        return;
      }
      case 'redirect':
        redirectTo(res, reply);
        return;
      case 'json':
        res.status(reply.status).set('Cache-Control', 'no-store').json(reply.body);
        return;
      case 'download':
        await sendFile(res, reply);
        return;
      case 'attachment':
        res
          .attachment(reply.name)
          .set({ ...FILE_HEADERS, 'Content-Type': `${reply.type}; charset=utf-8` })
          .send(reply.body);
        return;
      case 'feed':
        res.set('Cache-Control', 'private, no-cache');
        res.vary('Cookie').vary('Accept-Language');
        res.type('application/atom+xml').send(reply.body);
        return;
      case 'events':
        sendEvents(req, res, reply);
        return;
      case 'drawing':
        res.vary('Cookie').vary('Accept-Language');
        res.set({ ...FILE_HEADERS, ...DRAWING_HEADERS });
        res.type('image/svg+xml').send(reply.body);
        return;
      case 'lines':
        res
          .attachment(reply.name)
          .set({ ...FILE_HEADERS, 'Content-Type': `${reply.type}; charset=utf-8` });
        if (reply.isFinal) res.set('Cache-Control', FOR_A_YEAR);
        await sendLines(res, reply.lines);
        return;
      case 'picture':
        await sendPicture(res, reply);
        return;
      case 'signIn':
        await deps.signIn.begin(req, reply.personId);
        res.redirect(303, reply.to);
        return;
      case 'signOut':
        await deps.signIn.end(req);
        res.redirect(303, reply.to);
        return;
      case 'preferences':
        await preferences(req, res, reply);
        return;
    }
  }

  function sendEvents(req: Request, res: Response, reply: Extract<Reply, { kind: 'events' }>) {
    if (req.method !== 'GET' || !/\btext\/event-stream\b/.test(req.get('accept') ?? '')) {
      redirectTo(res, { to: reply.instead });
      return;
    }
    const stream = eventStreamOn(res);
    // Listens first: whoever is refused gets an answer with a status and no stream.
    const stop = reply.listen(stream, req.get('last-event-id'));
    streams.add(stream);
    stream.begin(() => {
      streams.delete(stream);
      stop();
    });
  }

  async function preferences(
    req: Request,
    res: Response,
    reply: Extract<Reply, { kind: 'preferences' }>,
  ): Promise<void> {
    const cookie = lasting(deps.isHttps);
    const viewer = viewerOf(req);
    if (reply.language) {
      res.cookie('lang', reply.language, cookie);
      if (viewer) await deps.rememberPreferences(viewer.id, reply.language as Language);
    }
    if (reply.theme === 'auto') res.clearCookie('theme', { path: '/' });
    else if (reply.theme) res.cookie('theme', reply.theme, cookie);
    redirectTo(res, reply);
  }

  return {
    send,
    languageOf: language,
    zoneOf: zone,
    endStreams() {
      for (const stream of streams) stream.end();
    },
  };
}

const FLASH_COOKIE = { httpOnly: true, sameSite: 'lax' } as const;

function redirectTo(
  res: Response,
  { to, flash }: { to: string; flash?: string | undefined },
): void {
  if (flash) res.cookie('flash', flash, FLASH_COOKIE);
  res.redirect(303, to);
}

const FLASH_KEY = /^[a-z-]{1,40}\.[a-z0-9_.]{1,60}$/;

/** A flash is shown once; a cookie that is not one of our keys is dropped. */
function takeFlash(req: Request, res: Response): string | undefined {
  const flash = readCookie(req, 'flash');
  if (flash === undefined) return undefined;
  res.clearCookie('flash', FLASH_COOKIE);
  return FLASH_KEY.test(flash) ? flash : undefined;
}

const render = (res: Response, view: string, locals: object): Promise<string> =>
  new Promise((resolve, reject) => {
    res.render(view, locals, (error: Error | null, html?: string) => {
      if (error) reject(error);
      else resolve(html ?? '');
    });
  });

/** A browser that fetches ahead (Sec-Purpose) shows the page to nobody yet. */
const isLooking = (req: Request): boolean =>
  req.method !== 'HEAD' && !(req.get('sec-purpose') ?? '').includes('prefetch');

const FILE_HEADERS = {
  'Content-Security-Policy': "sandbox; default-src 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'private, no-store',
} as const;

const DRAWING_HEADERS = {
  // Other sites show it beside a link to us.
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Cache-Control': 'private, no-cache',
} as const;

const FOR_A_YEAR = 'public, max-age=31536000, immutable';

/**
 * Sends while the rest is made, as fast as the reader takes it. What fails on the way cuts the
 * connection, so that half a table never passes for a whole one.
 */
async function sendLines(res: Response, lines: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(lines), res);
  } catch (error) {
    if (!res.headersSent) throw error;
    res.destroy();
  }
}

const sendPicture = (res: Response, reply: Extract<Reply, { kind: 'picture' }>): Promise<void> =>
  new Promise((resolve, reject) => {
    res.set({
      ...FILE_HEADERS,
      'Content-Type': reply.type,
      'Content-Disposition': 'inline',
      'X-Content-Type-Options': 'nosniff',
    });
    res.sendFile(reply.path, { dotfiles: 'allow', cacheControl: false }, (error?: Error) => {
      if (error && !res.headersSent) reject(error);
      else resolve();
    });
  });

/** Stored bytes leave only as an attachment that a browser neither shows nor runs. */
const sendFile = (res: Response, reply: Extract<Reply, { kind: 'download' }>): Promise<void> =>
  new Promise((resolve, reject) => {
    res.set({ ...FILE_HEADERS, 'Content-Type': reply.type });
    res.download(reply.path, reply.name, { dotfiles: 'allow' }, (error?: Error) => {
      if (error && !res.headersSent) reject(error);
      else resolve();
    });
  });
