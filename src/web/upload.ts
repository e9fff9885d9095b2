import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Request, Response } from 'express';
import multer, { type StorageEngine } from 'multer';
import { BadRequest, Refusal, Unauthenticated } from '../kernel/errors.js';
import type { Viewer } from '../kernel/people.js';
import { clip, cleanLine } from '../kernel/text.js';
import type { Receiver, ReceivedFile } from './route.js';
import { refusalOf } from './upload-faults.js';
import type { UploadLimits } from './upload-limits.js';
import { createPace } from './upload-pace.js';
import { createSlots } from './upload-slots.js';
import { BUFFER_BYTES, openNewFile, writeHashed, type OpenFile } from './upload-storage.js';

/** Reserves bytes of the person's quota or throws; returns how to give them back. */
export type AdmitBytes = (viewer: Viewer, bytes: number) => Promise<() => Promise<void>>;

export interface UploadDeps {
  readonly limits: UploadLimits;
  /** A path that does not exist yet, on the disk that keeps the files. */
  readonly newPath: () => string;
  readonly freeBytes: () => Promise<number>;
  readonly admit: AdmitBytes;
  readonly open?: OpenFile;
}

export interface UploadRule {
  /** Name of the form's file input. */
  readonly field: string;
  readonly files: number;
  /** Of all files together. */
  readonly filesBytes: number;
}

/** One request under way. */
interface Intake {
  readonly field: string;
  readonly paths: string[];
  /** The whole body was read. */
  isComplete: boolean;
  /** Settled when no file is being written any more. */
  readonly closed: Promise<unknown>[];
  readonly leave: () => void;
  refund: () => Promise<void>;
  /** Ends the request with an error before Multer has read the rest of it. */
  refuse: (error: unknown) => void;
}

const FIELDS = 40;
const FIELD_BYTES = 64 * 1024;
/** What the fields and the multipart framing may add to the files. */
const FRAME_BYTES = 1024 * 1024;
const NAME_LENGTH = 200;
/** A refused request's rest is read up to this size, so that its sender gets to see the answer. */
const REST_BYTES = 8 * 1024 * 1024;
const REST_MS = 2_000;
const TICK_MS = 1_000;

/**
 * Takes files in: decides before the body is read, then streams to disk while hashing. Whatever
 * goes wrong leaves no file behind, and nothing a client can send is an error of ours.
 */
export function createUploads(deps: UploadDeps) {
  const { limits } = deps;
  const open = deps.open ?? openNewFile;
  const enter = createSlots(limits);
  const intakes = new WeakMap<Request, Intake>();

  const storage: StorageEngine = {
    _handleFile(req, file, done) {
      const intake = intakes.get(req);
      if (!intake) {
        done(new Error('an upload without an intake'));
        return;
      }
      const path = deps.newPath();
      const out = open(path);
      intake.paths.push(path);
      intake.closed.push(new Promise((resolve) => out.once('close', resolve)));
      writeHashed(file.stream, out).then(
        (written) => {
          done(undefined, { path, ...written });
        },
        (error: unknown) => {
          intake.refuse(error);
          done(error);
        },
      );
    },
    // `discard` removes every file of the request that nobody has taken over.
    _removeFile(_req, _file, done) {
      done(null);
    },
  };

  async function begin(rule: UploadRule, req: Request, viewer: Viewer): Promise<void> {
    if (!req.is('multipart/form-data')) throw new Refusal(415, 'unsupported');
    const bytes = bodyBytes(req);
    if (bytes === undefined) throw new Refusal(411, 'length_required');
    if (bytes > rule.filesBytes + FRAME_BYTES) throw new Refusal(413, 'too_large');
    const intake: Intake = {
      field: rule.field,
      paths: [],
      isComplete: false,
      closed: [],
      leave: enter(viewer.id),
      refund: () => Promise.resolve(),
      refuse: () => undefined,
    };
    intakes.set(req, intake);
    intake.refund = await deps.admit(viewer, bytes);
    if ((await deps.freeBytes()) - bytes < limits.freeDiskBytes)
      throw new Refusal(507, 'storage_full');
    // Multer waits for ever for a sender who left while we were asking.
    if (req.destroyed) throw new BadRequest();
  }

  const parserFor = (rule: UploadRule) => {
    const options = {
      storage,
      limits: {
        fileSize: limits.fileBytes,
        files: rule.files,
        fields: FIELDS,
        parts: rule.files + FIELDS,
        fieldSize: FIELD_BYTES,
        fieldNameSize: 60,
        fieldNestingDepth: 0,
        headerPairs: 20,
      },
      defParamCharset: 'utf8',
      // Both belong to Multer 2 and are missing from its types.
      fileHwm: BUFFER_BYTES,
      highWaterMark: BUFFER_BYTES,
    };
    return multer(options).array(rule.field);
  };

  async function read(parse: ReturnType<typeof parserFor>, req: Request, res: Response) {
    const stop = new AbortController();
    try {
      await new Promise<void>((resolve, reject) => {
        const intake = intakes.get(req);
        if (intake) intake.refuse = reject;
        watchPace(req, stop.signal, () => {
          reject(new BadRequest());
          req.destroy();
        });
        void parse(req, res, (error: unknown) => {
          if (error) reject(error instanceof Error ? error : new BadRequest());
          else resolve();
        });
      });
    } finally {
      stop.abort();
    }
  }

  function watchPace(req: Request, signal: AbortSignal, giveUp: () => void): void {
    const { socket } = req;
    const before = socket.bytesRead;
    const isTooSlow = createPace(limits, TICK_MS);
    const timer = setInterval(() => {
      if (isTooSlow(socket.bytesRead - before)) giveUp();
    }, TICK_MS);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
    });
  }

  return {
    /** Reads the body of one route; its files must be taken over before the handler ends. */
    receiver(rule: UploadRule): Receiver {
      const parse = parserFor(rule);
      return {
        async receive(req, res, viewer) {
          if (!viewer) throw new Unauthenticated();
          try {
            await begin(rule, req, viewer);
            await read(parse, req, res).catch((error: unknown) => {
              throw refusalOf(error);
            });
          } catch (error) {
            await readRest(req, res);
            throw error;
          }
          const intake = intakes.get(req);
          if (intake) intake.isComplete = true;
          req.received = (req.files as ParsedFile[]).map(received);
        },
        async discard(req) {
          const intake = intakes.get(req);
          if (!intake) return;
          intakes.delete(req);
          await Promise.all(intake.closed);
          const removed = await Promise.all(intake.paths.map(isRemoved));
          const isAnyKept = intake.isComplete && removed.includes(false);
          // What was not kept does not count; what can't be given back ends with the day.
          if (!isAnyKept) await intake.refund().catch(() => undefined);
          intake.leave();
        },
      };
    },
  };
}

interface ParsedFile extends Express.Multer.File {
  readonly sha256: string;
}

const received = (file: ParsedFile): ReceivedFile => ({
  field: file.fieldname,
  name: clip(cleanLine(file.originalname), NAME_LENGTH) || 'file',
  path: file.path,
  size: file.size,
  sha256: file.sha256,
});

function bodyBytes(req: Request): number | undefined {
  const length = req.headers['content-length'];
  return length === undefined ? undefined : Number(length);
}

/** True when the file was there; one that stays behind is swept within a day. */
const isRemoved = (path: string): Promise<boolean> =>
  rm(path).then(
    () => true,
    () => false,
  );

/**
 * Reads on for a moment before the refusal is sent: closing a connection with unread bytes resets
 * it, and the sender would see that instead of the answer.
 */
async function readRest(req: Request, res: Response): Promise<void> {
  if (req.readableEnded || req.destroyed) return;
  res.set('Connection', 'close');
  const bytes = bodyBytes(req);
  if (bytes === undefined || bytes > REST_BYTES) return;
  req.resume();
  const rest = finished(req, { cleanup: true }).catch(() => undefined);
  await Promise.race([rest, wait(REST_MS, undefined, { ref: false })]);
}
