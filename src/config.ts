import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const projectDir = fileURLToPath(new URL('..', import.meta.url));
const MIB = 1024 * 1024;

/** Every setting, its default and what it is for. The README's table says the same in words. */
const environment = z.object({
  /** Port to listen on; 0 takes a free one. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  /** Address to listen on. */
  HOST: z.string().default('127.0.0.1'),
  /** Where people reach the system, such as https://beta.example.com. Empty: the request's host. */
  BASE_URL: z.union([z.literal(''), z.url()]).default(''),
  /** A MongoDB replica set. Empty: the embedded engine in DATA_DIR. */
  MONGODB_URI: z.string().default(''),
  DATA_DIR: z.string().default('.data'),
  UPLOADS_DIR: z.string().default('uploads'),
  /** At least 32 characters. Empty: made once and kept in DATA_DIR. */
  SESSION_SECRET: z.union([z.literal(''), z.string().min(32)]).default(''),
  /** smtp://user:password@host:587. Empty: links are handed out by an admin. */
  SMTP_URL: z.union([z.literal(''), z.url()]).default(''),
  /** Number of proxies in front, or their addresses. Empty: none is trusted. */
  TRUST_PROXY: z.string().default(''),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  NODE_ENV: z.string().default(''),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly baseUrl: string | undefined;
  readonly mongodbUri: string | undefined;
  readonly dataDir: string;
  readonly uploadsDir: string;
  readonly cacheDir: string;
  readonly viewsDir: string;
  readonly sessionSecret: string;
  readonly smtpUrl: string | undefined;
  readonly trustProxy: number | string | false;
  readonly logLevel: z.infer<typeof environment>['LOG_LEVEL'];
  /** Turns on the style guide and the reading of changed views. */
  readonly isDevelopment: boolean;
  /** The programme's zone: duty hours, days and Fridays. */
  readonly programmeZone: string;
  readonly limits: Limits;
}

/** Limits that people meet; each is named in the message that refuses. */
export interface Limits {
  readonly fileBytes: number;
  readonly filesPerReport: number;
  readonly reportBytes: number;
  readonly personDayBytes: number;
  readonly uploadsInFlight: number;
  readonly uploadsInFlightPerPerson: number;
  /** Uploads are refused while the disk has less than this left. */
  readonly freeDiskBytes: number;
  readonly uploadIdleMs: number;
  readonly uploadFloorBytesPerMinute: number;
  /** Files sent ahead of their form are kept this long. */
  readonly stagedHours: number;
  /** Sign-in tries in a quarter of an hour. */
  readonly guesses: { readonly perPerson: number; readonly perAddress: number };
}

const LIMITS: Limits = {
  fileBytes: 512 * MIB,
  filesPerReport: 20,
  reportBytes: 1024 * MIB,
  personDayBytes: 5 * 1024 * MIB,
  uploadsInFlight: 16,
  uploadsInFlightPerPerson: 4,
  freeDiskBytes: 512 * MIB,
  uploadIdleMs: 30_000,
  uploadFloorBytesPerMinute: 32_000 * 60,
  stagedHours: 24,
  guesses: { perPerson: 10, perAddress: 100 },
};

/** Adds what `.env` in the working directory says; variables that are set already win. */
export function loadDotEnv(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
}

/** Throws an Error whose message names each bad variable. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = environment.safeParse(env);
  if (!parsed.success)
    throw new Error(`The configuration is wrong:\n${z.prettifyError(parsed.error)}`);
  const values = parsed.data;
  const dataDir = path.resolve(values.DATA_DIR);
  return Object.freeze({
    port: values.PORT,
    host: values.HOST,
    baseUrl: values.BASE_URL.replace(/\/+$/, '') || undefined,
    mongodbUri: values.MONGODB_URI || undefined,
    dataDir,
    uploadsDir: path.resolve(values.UPLOADS_DIR),
    cacheDir: path.join(projectDir, '.cache'),
    viewsDir: path.join(projectDir, 'views'),
    sessionSecret: values.SESSION_SECRET || keptSecret(dataDir),
    smtpUrl: values.SMTP_URL || undefined,
    trustProxy: trustProxy(values.TRUST_PROXY),
    logLevel: values.LOG_LEVEL,
    isDevelopment: values.NODE_ENV === 'development',
    programmeZone: 'Asia/Shanghai',
    limits: LIMITS,
  });
}

const trustProxy = (text: string): number | string | false =>
  text === '' ? false : /^\d+$/.test(text) ? Number(text) : text;

/** Made on first use; linking a finished file lets exactly one of several starting processes win. */
function keptSecret(dataDir: string): string {
  const file = path.join(dataDir, 'session-secret');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    writeFileSync(draft, randomBytes(48).toString('base64url'), { flag: 'wx', mode: 0o600 });
    try {
      linkSync(draft, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      unlinkSync(draft);
    }
  }
  return readFileSync(file, 'utf8').trim();
}
