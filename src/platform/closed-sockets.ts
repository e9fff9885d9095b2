import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

interface DriverConnection {
  readonly closed: boolean;
  readonly socket: Socket;
  cleanup: (this: DriverConnection, error: Error) => void;
}

const driver = createRequire(import.meta.url)('mongodb/lib/cmap/connection.js') as {
  readonly Connection: { readonly prototype: DriverConnection };
};
const { prototype } = driver.Connection;
const { cleanup } = prototype;

function cleanupWithReason(this: DriverConnection, error: Error): void {
  if (!this.closed) this.socket.destroy(error);
  cleanup.call(this, error);
}

/**
 * The driver (7.8.0) closes the socket of a broken connection without a reason. An operation of more
 * than 16 KiB that still waits for that socket to drain then never ends, and keeps its place in the
 * pool for ever. Closing it with the reason ends the wait. Safe to call twice.
 */
export function endWaitsOnClosedSockets(): void {
  prototype.cleanup = cleanupWithReason;
}
