import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../../kernel/clock.js';
import { BadRequest, Refusal } from '../../kernel/errors.js';
import type { Language } from '../../kernel/people.js';
import type { Translations } from '../../platform/i18n.js';
import { isDatabaseDown } from '../../platform/unavailable.js';
import type { AnswerEarly } from '../../web/answer-early.js';
import { languageOf, themeOf } from '../../web/language.js';
import { dateText } from '../../web/view-text.js';
import {
  ANSWERS,
  createAnswers,
  PLACEHOLDERS,
  type AnswerFacts,
  type AnswerKind,
  type DrawAnswer,
} from './answer-page.js';
import type { ClaimService, Taken } from './claim-service.js';

export interface ClaimingDeps {
  readonly service: ClaimService;
  readonly translations: Translations;
  readonly clock: Clock;
  /** Draws a view with exactly these locals. */
  readonly drawView: (view: string, locals: object) => Promise<string>;
  readonly programmeZone: string;
  readonly answerEarly: AnswerEarly;
}

interface Answer {
  readonly kind: AnswerKind;
  readonly language: Language;
  readonly facts: Partial<AnswerFacts>;
  readonly retryAfter?: number | undefined;
}

const PATH = /^\/rounds\/([a-z0-9-]{1,60})\/claims$/;
const FORM = 'application/x-www-form-urlencoded';
const BODY_MAX = 2_048;
/** A form of two kilobytes that takes longer is not being sent. */
const BODY_WITHIN_MS = 5_000;
const RETRY_SECONDS = 2;
/** What is written into the page again: only signs that a ticket is made of. */
const TICKET = /^[\w.-]+$/;
const FIELD = /(?:^|&)ticket=([^&]*)/;

/**
 * `POST /rounds/:slug/claims` with a signed `ticket`, in front of the session: no cookie is read to
 * know who claims, so neither session nor viewer is loaded. No origin is asked for either, since
 * another site can't guess the ticket and it is good for nobody but its person.
 */
export function claimHandler(deps: ClaimingDeps): RequestHandler {
  const { service } = deps;
  const drawn = createAnswers(drawAnswer(deps));

  async function take(req: Request, res: Response, slug: string): Promise<void> {
    // No sign of a ticket is ever escaped in a form, so none has to be undone.
    const text = FIELD.exec(await readBody(req, res))?.[1] ?? '';
    const answer = await service.take(text, slug).then(
      (taken) => taken,
      (error: unknown) => refusalOf(error, text),
    );
    if ('kind' in answer) await send(req, res, slug, text, answer);
    else await send(req, res, slug, text, answerOf(answer));
  }

  function answerOf({ ticket, outcome, signBy }: Taken): Answer {
    const { kind } = outcome;
    const { language } = ticket;
    return {
      ...{ kind, language },
      facts: {
        ref: ticket.applicationRef,
        ...(kind === 'sold_out' ? {} : { number: String(outcome.number), of: String(outcome.of) }),
        ...(signBy ? { signBy: dateText(signBy, language, deps.programmeZone) } : {}),
      },
    };
  }

  function refusalOf(error: unknown, text: string): Answer {
    const kind = kindOf(error);
    if (!kind) throw error;
    const { retryAfter } = error as Partial<Refusal>;
    return {
      kind,
      language: service.languageOf(text) ?? 'en',
      facts: { seconds: String(retryAfter ?? 0) },
      retryAfter: kind === 'unavailable' ? (retryAfter ?? RETRY_SECONDS) : retryAfter,
    };
  }

  async function send(
    req: Request,
    res: Response,
    slug: string,
    text: string,
    { kind, language, facts, retryAfter }: Answer,
  ): Promise<void> {
    const head = ['Cache-Control', 'private, no-store'];
    if (retryAfter) head.push('Retry-After', String(retryAfter));
    if (wantsJson(req)) {
      head.push('Content-Type', 'application/json; charset=utf-8');
      deps.answerEarly(res, ANSWERS[kind], head, JSON.stringify(jsonOf(kind, facts)));
      return;
    }
    const ticket = TICKET.test(text) ? text : '';
    const blank = { number: '', of: '', signBy: '', seconds: '', ref: '' };
    // Whoever has no ticket to say it is answered in the language their browser asks for.
    const reader = kind === 'bad_ticket' ? languageOf(req, undefined) : language;
    const page = await drawn(kind, reader, themeOf(req), { ...blank, ...facts, slug, ticket });
    head.push('Content-Type', 'text/html; charset=utf-8');
    deps.answerEarly(res, ANSWERS[kind], head, page);
  }

  return (req, res, next) => {
    const slug = req.method === 'POST' ? PATH.exec(req.url)?.[1] : undefined;
    if (slug === undefined) next();
    else take(req, res, slug).catch(next);
  };
}

const wantsJson = ({ headers: { accept = '' } }: Request): boolean =>
  accept.includes('application/json') && !accept.includes('text/html');

const jsonOf = (kind: AnswerKind, { number, of, seconds }: Partial<AnswerFacts>): object => ({
  outcome: kind,
  ...(number ? { number: Number(number), of: Number(of) } : {}),
  ...(kind === 'too_early' ? { seconds: Number(seconds) } : {}),
});

/** Undefined for a bug. */
function kindOf(error: unknown): AnswerKind | undefined {
  if (isDatabaseDown(error)) return 'unavailable';
  if (!(error instanceof Refusal)) return undefined;
  if (error.status === 503) return 'unavailable';
  const kind = error.code.replace('claims.', '');
  return kind in ANSWERS ? (kind as AnswerKind) : undefined;
}

const drawAnswer =
  ({ drawView, translations, clock, programmeZone }: ClaimingDeps): DrawAnswer =>
  (kind, lang, theme) => {
    const path = `/rounds/${PLACEHOLDERS.slug}/claim`;
    return drawView('claims/answer', {
      ...{ layout: false, lang, theme, kind, path, url: path, zone: programmeZone },
      now: clock.now(),
      title: translations.translate(lang, `claims.answer.${kind}.title`, PLACEHOLDERS),
      facts: PLACEHOLDERS,
      canRetry: kind === 'too_early' || kind === 'unavailable',
      hasApplication: ANSWERS[kind] === 200,
    });
  };

/** The body as text, of at most two kilobytes. */
function readBody(req: Request, res: Response): Promise<string> {
  return new Promise((resolve, reject) => {
    let body = '';
    const giveUp = setTimeout(() => req.destroy(), BODY_WITHIN_MS);
    const refuse = (refusal: Refusal) => {
      clearTimeout(giveUp);
      // What is still to come is not read.
      res.setHeader('Connection', 'close');
      reject(refusal);
    };
    if (!(req.headers['content-type'] ?? '').startsWith(FORM)) {
      refuse(new Refusal(415, 'unsupported'));
      return;
    }
    req.setEncoding('latin1');
    req.on('data', (chunk: string) => {
      if (body.length + chunk.length > BODY_MAX) refuse(new Refusal(413, 'too_large'));
      else body += chunk;
    });
    req.once('end', () => {
      clearTimeout(giveUp);
      resolve(body);
    });
    req.once('close', () => {
      if (!req.complete) refuse(new BadRequest());
    });
  });
}
