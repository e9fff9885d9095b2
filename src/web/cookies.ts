import type { CookieOptions, Request } from 'express';

/** Reads one cookie; a value that is not valid percent-encoding counts as absent. */
export function readCookie(req: Pick<Request, 'headers'>, name: string): string | undefined {
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at < 0 || pair.slice(0, at).trim() !== name) continue;
    try {
      return decodeURIComponent(pair.slice(at + 1).trim());
    } catch {
      return undefined;
    }
  }
  return undefined;
}

const YEAR_MS = 365 * 86_400_000;

/** For what a person chose to have remembered; never for anything that grants a right. */
export const lasting = (isHttps: boolean): CookieOptions => ({
  httpOnly: true,
  sameSite: 'lax',
  secure: isHttps,
  path: '/',
  maxAge: YEAR_MS,
});
