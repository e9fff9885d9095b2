import type { RequestHandler } from 'express';
import { Forbidden } from '../kernel/errors.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses state changes that another site's page starts: by Sec-Fetch-Site where the browser sends
 * it, else by Origin against our own. A request with neither is not from a page of a current
 * browser, and SameSite=Lax keeps the session cookie from any cross-site form post.
 */
export function originCheck(baseUrl: string | undefined): RequestHandler {
  const own = baseUrl ? new URL(baseUrl).host : undefined;
  return (req, _res, next) => {
    next(SAFE_METHODS.has(req.method) || isOwn(req.headers, own) ? undefined : crossSite());
  };
}

const crossSite = () => new Forbidden('cross_site');

function isOwn(
  headers: Record<string, string | string[] | undefined>,
  own: string | undefined,
): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = headers['origin'];
  if (origin === undefined) return true;
  if (typeof origin !== 'string' || !URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  return host === (own ?? headers['host']);
}
