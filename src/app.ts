import { randomUUID } from 'node:crypto';
import { createServer, IncomingMessage, ServerResponse, type Server } from 'node:http';
import compression from 'compression';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { pinoHttp } from 'pino-http';
import { NotFound } from './kernel/errors.js';
import { isDatabaseDown } from './platform/unavailable.js';
import { createErrorHandler } from './web/error-handler.js';
import { mountRoutes } from './web/mount.js';
import { originCheck } from './web/origin-check.js';
import type { Route } from './web/route.js';
import { setHeaders } from './web/security-headers.js';
import { handler } from './web/route.js';
import type { Container } from './compose.js';

/** The site as one Express application: the middleware in the order it runs. Never listens. */
export function createApp(container: Container): Express {
  const { config, log, responder, signIn, translations, views } = container;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy);
  app.set('query parser', 'simple');
  app.set('strict routing', true);
  app.engine(views.extension, views.engine);
  app.set('views', views.dir);
  app.set('view engine', views.extension);
  if (!config.isDevelopment) app.enable('view cache');

  // First of all: a visit of a tracked link costs no line of the log, no session and no viewer.
  for (const early of container.earlyHandlers) app.use(early);
  app.use((_req, res, next) => {
    setHeaders(res, container.securityHeaders);
    next();
  });
  app.use(requestLog(container));
  app.use('/assets', container.assets.serve);
  app.use(health(container));
  app.use(compression());
  app.use(originCheck(config.baseUrl));
  app.use(...signIn.middleware);
  app.use(
    mountRoutes(container.routes, { responder, signIn, baseUrl: config.baseUrl, isDatabaseDown }),
  );
  app.use((_req, _res, next) => {
    next(new NotFound());
  });
  app.use(((error, _req, res, next) => {
    // What failed before they were set.
    if (!res.headersSent) setHeaders(res, container.securityHeaders);
    next(error);
  }) satisfies ErrorRequestHandler);
  app.use(createErrorHandler({ log, responder, translations, isDatabaseDown }));
  return app;
}

/**
 * Express gives each request and response its own prototypes by `setPrototypeOf`, which makes every
 * later property access slow. A server that makes them with those prototypes from the start turns
 * that into nothing: about three times the throughput, with the documented options of Node only.
 */
export function createAppServer(app: Express): Server {
  const AppRequest = withPrototype(IncomingMessage, app.request);
  const AppResponse = withPrototype(ServerResponse, app.response);
  return createServer(
    {
      IncomingMessage: AppRequest,
      ServerResponse: AppResponse,
      // Uploads may take long; their own floor and idle limits end them.
      requestTimeout: 0,
      headersTimeout: 20_000,
      keepAliveTimeout: 10_000,
    },
    app,
  );
}

/**
 * A constructor whose objects have exactly that prototype from their first moment on. Node's own
 * are plain functions; to `Reflect.construct` them would make each request dearer, not cheaper.
 */
function withPrototype<C extends object>(base: C, prototype: object): C {
  const initialise = base as unknown as (this: object, first: unknown, second: unknown) => void;
  function Constructor(this: object, first: unknown, second: unknown): void {
    initialise.call(this, first, second);
  }
  Constructor.prototype = prototype;
  return Object.setPrototypeOf(Constructor, base) as C;
}

/** One JSON line a request, without addresses, cookies or query strings. */
const requestLog = ({ log }: Container): RequestHandler =>
  pinoHttp({
    logger: log,
    genReqId: () => randomUUID(),
    customLogLevel: (_req, res, error) =>
      error || res.statusCode >= 500 ? 'error' : res.statusCode >= 400 ? 'info' : 'debug',
    serializers: {
      req: (req: { id: string; method: string; url: string }) => ({
        id: req.id,
        method: req.method,
        path: req.url.split('?')[0]?.replace(/^\/(setup|join|reset)\/.*/, '/$1/…'),
      }),
      res: (res: { statusCode: number }) => ({ status: res.statusCode }),
    },
  }) as RequestHandler;

/** Alive answers always; ready only while the database does. */
function health({ database, state }: Container): RequestHandler {
  const router = express.Router();
  router.get('/healthz', (_req, res) => {
    res.json({ alive: true });
  });
  router.get(
    '/readyz',
    handler(async (_req, res) => {
      const isReady =
        !state.isStopping &&
        (await database.ping().then(
          () => true,
          () => false,
        ));
      res.status(isReady ? 200 : 503).json({ ready: isReady });
    }),
  );
  router.get('/favicon.ico', (_req, res) => {
    res.redirect(301, state.favicon);
  });
  return router;
}

export type { Route };
