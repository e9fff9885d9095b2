import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';

interface DriverConnection extends EventEmitter {
  readonly closed: boolean;
  /** Why it was closed. */
  readonly error: Error | null;
  writeCommand: (this: DriverConnection, ...args: unknown[]) => Promise<void>;
}

const driver = createRequire(import.meta.url)('mongodb/lib/cmap/connection.js') as {
  readonly Connection: { readonly prototype: DriverConnection };
};
const { prototype } = driver.Connection;
const { writeCommand } = prototype;

/** Rejects as soon as the connection is closed, whatever the write itself still waits for. */
function writeUnlessClosed(this: DriverConnection, ...args: unknown[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = () => {
      reject(this.error ?? new Error('The connection was closed'));
    };
    this.once('close', closed);
    const done = () => this.off('close', closed);
    writeCommand.apply(this, args).then(resolve, reject).finally(done);
  });
}

/**
 * The driver (7.8.0) waits for a socket to drain even when the socket is gone: one that was closed
 * while a command was encoded, or that ended without an error, never drains and never fails. Such a
 * command keeps its place in the pool for ever, and where it is the check of the server, the server
 * counts as away for ever. Ending the write with its connection ends the wait. Safe to call twice.
 */
export function endWaitsOnClosedSockets(): void {
  prototype.writeCommand = writeUnlessClosed;
}
