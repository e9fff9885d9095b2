import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Refusal } from '../kernel/errors.js';
import { InvalidInput, NotFound, type FieldErrors } from '../kernel/errors.js';
import type { Language, Viewer } from '../kernel/people.js';
import { admit, type Access, type ViewerFor } from './access.js';
import type { Reply } from './reply.js';

/** What a handler may know of the request besides its input. */
export interface RequestFacts {
  readonly language: Language;
  /** The viewer's zone, or the programme's for visitors. */
  readonly zone: string;
  /** For keyed hashes and limiters only; never stored or logged. */
  readonly ip: string;
  readonly userAgent: string;
  /** A random mark this browser was given to keep; undefined until then. Stored only as a hash. */
  readonly deviceId: string | undefined;
  /** Scheme and host that people type, without a slash at the end. */
  readonly baseUrl: string;
}

/** A file that the upload intake has written to disk and hashed, not yet recorded anywhere. */
export interface ReceivedFile {
  readonly field: string;
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

export interface Call<Input, V> {
  readonly input: Input;
  readonly viewer: V;
  readonly facts: RequestFacts;
  readonly files: readonly ReceivedFile[];
  /** Runs Passport's local strategy over the request's `email` and `password`. */
  readonly authenticate: () => Promise<{ id: string }>;
}

/** A form that was refused: what was typed, and why. The page it draws gets the refusal's status. */
export interface Retry<V> {
  readonly values: Readonly<Record<string, unknown>>;
  readonly params: Readonly<Record<string, string>>;
  readonly viewer: V;
  readonly facts: RequestFacts;
  readonly refusal: Refusal;
}

/** Reads a request body before the input is parsed: `upload.ts` makes them. */
export interface Receiver {
  readonly receive: (req: Request, res: Response, viewer: Viewer | undefined) => Promise<void>;
  /** Removes what was received and not taken over by the vault. */
  readonly discard: (req: Request) => Promise<void>;
}

export interface RouteSpec<A extends Access, Schema extends z.ZodType> {
  readonly access: A;
  /** Parses path parameters together with the query (GET) or the body (POST). Unknown keys fail. */
  readonly input?: Schema;
  readonly receive?: Receiver;
  readonly retry?: (retry: Retry<ViewerFor<A>>) => Promise<Reply> | Reply;
  readonly handle: (call: Call<z.output<Schema>, ViewerFor<A>>) => Promise<Reply> | Reply;
}

export interface Route {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly access: Access;
  readonly receive: Receiver | undefined;
  /** Everything between the parsed request and the reply. */
  readonly run: (req: Request, context: RunContext) => Promise<Reply>;
  readonly retry: ((retry: Retry<Viewer | undefined>) => Promise<Reply> | Reply) | undefined;
}

export interface RunContext {
  readonly viewer: Viewer | undefined;
  readonly facts: RequestFacts;
  readonly files: readonly ReceivedFile[];
  readonly authenticate: () => Promise<{ id: string }>;
}

const noInput = z.strictObject({});

function declare<A extends Access, Schema extends z.ZodType = typeof noInput>(
  method: 'get' | 'post',
  path: string,
  spec: RouteSpec<A, Schema>,
): Route {
  const schema: z.ZodType = spec.input ?? noInput;
  return {
    method,
    path,
    access: spec.access,
    receive: spec.receive,
    // The two casts below are the price of keeping routes of all access kinds in one list:
    // `admit` has checked at run time what `ViewerFor<A>` promises.
    retry: spec.retry as Route['retry'],
    async run(req, context) {
      admit(spec.access, context.viewer);
      const input = parseInput(schema, req) as z.output<Schema>;
      return spec.handle({ ...context, input, viewer: context.viewer as ViewerFor<A> });
    },
  };
}

/** `get('/rounds/:slug', { access: 'public', input, handle })`. */
export const get = <A extends Access, Schema extends z.ZodType = typeof noInput>(
  path: string,
  spec: RouteSpec<A, Schema>,
): Route => declare('get', path, spec);

export const post = <A extends Access, Schema extends z.ZodType = typeof noInput>(
  path: string,
  spec: RouteSpec<A, Schema>,
): Route => declare('post', path, spec);

/** What was sent, path parameters last so that a body can never replace them. */
function rawInput(req: Request): Record<string, unknown> {
  const sent: unknown = req.method === 'GET' ? req.query : req.body;
  return { ...(typeof sent === 'object' ? sent : {}), ...req.params };
}

/** The typed values of a refused form, for drawing it again. */
export function typedValues(req: Request): Record<string, unknown> {
  const sent: unknown = req.body;
  if (typeof sent !== 'object' || sent === null) return {};
  return Object.fromEntries(Object.entries(sent).filter(([name]) => !name.startsWith('password')));
}

function parseInput(schema: z.ZodType, req: Request): unknown {
  const result = schema.safeParse(rawInput(req));
  if (result.success) return result.data;
  const fields = fieldErrors(result.error);
  if (Object.keys(fields).some((name) => name in req.params)) throw new NotFound();
  throw new InvalidInput(fields);
}

/** One refusal per field, the first that zod names, as codes that the pages can translate. */
export function fieldErrors(error: z.ZodError): FieldErrors {
  const fields: Record<string, { code: string; facts?: Record<string, string | number> }> = {};
  for (const issue of error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const name of issue.keys) fields[name] ??= { code: 'unknown_field' };
      continue;
    }
    const name = issue.path[0] === undefined ? 'form' : String(issue.path[0]);
    const params = issue.code === 'custom' ? issue.params : undefined;
    fields[name] ??= {
      code: isCode(issue.message) ? issue.message : 'bad_value',
      ...(params ? { facts: params as Record<string, string | number> } : {}),
    };
  }
  return fields;
}

const isCode = (message: string): boolean => /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)?$/.test(message);

/** Wraps a promise-returning function for Express, so that a rejection reaches the error handler. */
export const handler =
  (run: (req: Request, res: Response) => Promise<void>): RequestHandler =>
  (req, res, next) => {
    run(req, res).catch(next);
  };
