import type { RequestHandler } from 'express';
import { NotFound } from '../../kernel/errors.js';
import type { AnswerEarly } from '../../web/answer-early.js';
import { readCookie } from '../../web/cookies.js';
import { isPrefetch } from './click.js';
import type { VisitService } from './visits-service.js';

/** Tells the owner's browser on the redirect, which knows no session. */
export const OWN_COOKIE = 'own';

/** Longer ones are made up; they would only fill memory. */
const AGENT_MAX = 512;
const CODE = /^\/s\/([0-9A-Za-z-]{1,20})(?:\?|$)/;

/**
 * `GET /s/:code`, in front of the session: answers from memory, then queues the visit. HEAD and
 * fetches ahead of a decision are redirected and not counted. Temporary and never cached, or a
 * browser would go straight to the landing page the second time.
 */
export function redirectHandler(visits: VisitService, answer: AnswerEarly): RequestHandler {
  return (req, res, next) => {
    const code =
      req.method === 'GET' || req.method === 'HEAD' ? CODE.exec(req.url)?.[1] : undefined;
    if (code === undefined) {
      next();
      return;
    }
    visits
      .find(code)
      .then((link) => {
        if (!link) throw new NotFound('shares.no_such_link');
        answer(res, 302, ['Location', link.landing, 'Cache-Control', 'private, no-store']);
        if (req.method === 'HEAD' || isPrefetch(req.headers)) return undefined;
        return visits.count(link, {
          ip: req.ip ?? '',
          userAgent: (req.headers['user-agent'] ?? '').slice(0, AGENT_MAX),
          ownMark: readCookie(req, OWN_COOKIE),
        });
      })
      .catch(next);
  };
}
