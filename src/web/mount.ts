import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { Refusal } from '../kernel/errors.js';
import { admit } from './access.js';
import { readCookie } from './cookies.js';
import { prefersJson, toRefusal } from './error-handler.js';
import { viewerOf, type Responder } from './respond.js';
import {
  handler,
  typedValues,
  type ReceivedFile,
  type RequestFacts,
  type Route,
  type RunContext,
} from './route.js';
import type { SignIn } from './sign-in.js';

declare module 'express-serve-static-core' {
  interface Request {
    /** Set by the upload intake. */
    received?: readonly ReceivedFile[];
  }
}

export interface MountDeps {
  readonly responder: Responder;
  readonly signIn: SignIn;
  readonly baseUrl: string | undefined;
  readonly isDatabaseDown: (error: unknown) => boolean;
}

const FORM_BYTES = '256kb';
const FORM_FIELDS = 200;
const DEVICE_ID = /^[\w-]{43}$/;

/** Puts the routes on a router: access first, then the body, then the input, then the handler. */
export function mountRoutes(routes: readonly Route[], deps: MountDeps): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const form = express.urlencoded({
    extended: false,
    limit: FORM_BYTES,
    parameterLimit: FORM_FIELDS,
  });
  for (const route of routes) {
    const run = handler((req, res) => serve(route, req, res, form, deps));
    if (route.method === 'get') router.get(route.path, run);
    else router.post(route.path, run);
  }
  return router;
}

async function serve(
  route: Route,
  req: Request,
  res: Response,
  form: RequestHandler,
  deps: MountDeps,
): Promise<void> {
  // A suspended person reads public pages as a visitor does.
  const person = viewerOf(req);
  const viewer = route.access === 'public' && person?.isSuspended ? undefined : person;
  const context: Omit<RunContext, 'files'> = {
    viewer,
    facts: factsOf(req, deps),
    authenticate: () => deps.signIn.authenticate(req),
  };
  try {
    admit(route.access, viewer);
    if (route.method === 'post') await readBody(route, req, res, form);
    const reply = await route.run(req, { ...context, files: req.received ?? [] });
    await deps.responder.send(req, res, reply);
  } catch (error) {
    await retryOrThrow(route, req, res, context, error, deps);
  } finally {
    await route.receive?.discard(req);
  }
}

async function readBody(
  route: Route,
  req: Request,
  res: Response,
  form: RequestHandler,
): Promise<void> {
  if (route.receive) {
    await route.receive.receive(req, res, viewerOf(req));
    return;
  }
  const hasBody = req.headers['transfer-encoding'] !== undefined || bodyLength(req) > 0;
  if (hasBody && !req.is('application/x-www-form-urlencoded'))
    throw new Refusal(415, 'unsupported');
  await new Promise<void>((resolve, reject) => {
    form(req, res, (error?: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
}

const bodyLength = (req: Request): number => Number(req.headers['content-length'] ?? 0);

/** Draws the form again with what was typed; without a form, or for a bug, the error page answers. */
async function retryOrThrow(
  route: Route,
  req: Request,
  res: Response,
  context: Omit<RunContext, 'files'>,
  error: unknown,
  deps: MountDeps,
): Promise<void> {
  const refusal = toRefusal(error, deps.isDatabaseDown);
  const { retry } = route;
  if (!retry || prefersJson(req) || res.headersSent) throw error;
  if (!(refusal instanceof Refusal) || !isAboutForm(refusal)) throw error;
  const values = typedValues(req);
  try {
    const reply = await retry({
      values,
      params: req.params as Record<string, string>,
      viewer: context.viewer,
      facts: context.facts,
      refusal,
    });
    await deps.responder.send(req, res, reply, { refusal, values });
  } catch {
    // The page around the form can't be drawn either, such as when the database is away.
    throw error;
  }
}

/** Who is not signed in, and who asks for what is not there, gets a page of its own instead. */
const isAboutForm = (refusal: Refusal): boolean =>
  refusal.status !== 404 && refusal.code !== 'unauthenticated' && refusal.code !== 'forbidden';

function factsOf(req: Request, deps: MountDeps): RequestFacts {
  return {
    language: deps.responder.languageOf(req),
    zone: deps.responder.zoneOf(req),
    ip: req.ip ?? '',
    userAgent: req.get('user-agent') ?? '',
    deviceId: DEVICE_ID.exec(readCookie(req, 'device') ?? '')?.[0],
    baseUrl: deps.baseUrl ?? `${req.protocol}://${req.get('host') ?? 'localhost'}`,
  };
}
