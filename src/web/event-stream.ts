import type { Response } from 'express';
import { MINUTE, SECOND } from '../kernel/clock.js';
import type { EventStream, ServerEvent } from './reply.js';

/** Browsers come back after this; proxies and browsers give up on a line that is silent for long. */
const RETRY_MS = 3 * SECOND;
const HEARTBEAT_MS = 15 * SECOND;
/** Then the browser comes back by itself, and its rights are looked at again. */
const LIFE_MS = 15 * MINUTE;
/** A reader who is so far behind is gone. */
const BEHIND_BYTES = 256 * 1024;

/**
 * Server-sent events (HTML standard, section 9.2) on one response, from `begin` on. Never compressed,
 * because a compressor keeps back what it was given, and never kept by anybody on the way.
 */
export function eventStreamOn(res: Response): EventStream & { begin(onEnd: () => void): void } {
  function write(text: string): void {
    if (res.writableEnded || res.destroyed) return;
    res.write(text);
    if (res.writableLength > BEHIND_BYTES) res.destroy();
  }
  function end(): void {
    if (!res.writableEnded) res.end();
  }
  return {
    end,
    send(event) {
      write(eventText(event));
    },
    begin(onEnd) {
      res.status(200).set({
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store, no-transform',
        'X-Accel-Buffering': 'no',
      });
      // Who left while the request was looked at has closed already, and closes no more.
      if (res.closed || res.destroyed) {
        onEnd();
        return;
      }
      write(`retry: ${RETRY_MS}\n\n`);
      const heartbeat = setInterval(write, HEARTBEAT_MS, ': still here\n\n');
      const life = setTimeout(end, LIFE_MS);
      res.once('close', () => {
        clearInterval(heartbeat);
        clearTimeout(life);
        onEnd();
      });
    },
  };
}

/** The data is JSON, which has no line ends of its own. */
export const eventText = ({ id, name, data }: ServerEvent): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
