import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Translations } from '../platform/i18n.js';
import type { Logger } from '../platform/logger.js';
import { BadRequest, InvalidInput, Refusal, Unauthenticated } from '../kernel/errors.js';
import { page, text } from './reply.js';
import type { Responder } from './respond.js';

export interface ErrorHandlerDeps {
  readonly log: Logger;
  readonly responder: Responder;
  readonly translations: Translations;
  /** Tells a database that is away from a bug. */
  readonly isDatabaseDown: (error: unknown) => boolean;
}

/** Names what libraries throw; anything else stays what it is. */
export function toRefusal(error: unknown, isDatabaseDown: (error: unknown) => boolean): unknown {
  if (error instanceof Refusal) return error;
  if (isDatabaseDown(error)) return new Refusal(503, 'unavailable', {}, 5);
  const status = (error as { status?: unknown } | null)?.status;
  if (status === 413) return new Refusal(413, 'too_large');
  if (status === 415) return new Refusal(415, 'unsupported');
  if (typeof status === 'number' && status >= 400 && status < 500) return new BadRequest();
  return error;
}

/** The one place that turns an error into a page, a JSON body and a log line. */
export function createErrorHandler(deps: ErrorHandlerDeps): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const known = toRefusal(error, deps.isDatabaseDown);
    const refusal = known instanceof Refusal ? known : new Refusal(500, 'internal');
    if (refusal.status >= 500) {
      deps.log.error({ err: error, requestId: req.id }, refusal.code);
    }
    if (res.headersSent) {
      next(error);
      return;
    }
    answer(req, res, refusal).catch((failure: unknown) => {
      deps.log.error({ err: failure, requestId: req.id }, 'the error page failed');
      if (!res.headersSent) res.status(refusal.status).type('text').send(refusal.code);
    });
  };

  async function answer(req: Request, res: Response, refusal: Refusal): Promise<void> {
    if (refusal.retryAfter) res.set('Retry-After', String(refusal.retryAfter));
    if (prefersJson(req)) {
      res.status(refusal.status).json(jsonBody(req, refusal));
      return;
    }
    if (refusal instanceof Unauthenticated && req.method === 'GET') {
      res.redirect(303, `/sign-in?next=${encodeURIComponent(req.originalUrl)}`);
      return;
    }
    const sentence = deps.translations.errorText(
      deps.responder.languageOf(req),
      refusal.code,
      refusal.facts,
    );
    const model = { status: refusal.status, code: refusal.code, sentence };
    const title = text(`site.error_pages.${pageOf(refusal.status)}`);
    await deps.responder.send(req, res, page('errors/show', title, model, refusal.status));
  }

  function jsonBody(req: Request, refusal: Refusal): object {
    const lang = deps.responder.languageOf(req);
    const fields = refusal instanceof InvalidInput ? refusal.fields : {};
    return {
      error: refusal.code,
      message: deps.translations.errorText(lang, refusal.code, refusal.facts),
      fields: Object.fromEntries(
        Object.entries(fields).map(([name, field]) => [
          name,
          deps.translations.errorText(lang, field.code, field.facts),
        ]),
      ),
      requestId: requestIdOf(req),
    };
  }
}

/** pino-http sets it; ours are UUIDs. */
export const requestIdOf = (req: Request): string => (typeof req.id === 'string' ? req.id : '');

export const prefersJson = (req: Request): boolean => req.accepts(['html', 'json']) === 'json';

const PAGES: Readonly<Record<number, string>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'too_large',
  415: 'unsupported',
  429: 'too_many_requests',
  503: 'unavailable',
  507: 'storage_full',
};
const pageOf = (status: number): string =>
  PAGES[status] ?? (status >= 500 ? 'internal' : 'bad_request');
