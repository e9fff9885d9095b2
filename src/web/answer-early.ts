import type { ServerResponse } from 'node:http';
import type { HeaderList } from './security-headers.js';

/** Sends a whole answer; `headers` are names and values in turn. */
export type AnswerEarly = (
  res: ServerResponse,
  status: number,
  headers: HeaderList,
  body?: string,
) => void;

/**
 * For routes that stand before everything else and are asked thousands of times a second: all
 * headers, those of `always` too, in one go and not one by one, which costs a tenth of such an answer.
 */
export const createAnswerEarly =
  (always: HeaderList): AnswerEarly =>
  (res, status, headers, body = '') => {
    const length = String(Buffer.byteLength(body));
    res.writeHead(status, [...headers, 'Content-Length', length, ...always]).end(body);
  };
