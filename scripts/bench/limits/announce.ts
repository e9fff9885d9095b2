import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

/** Listens on a free port, prints the address and ends on SIGTERM. */
export function announce(app: Express): void {
  const server = app.listen(0, '127.0.0.1', () => {
    console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  process.once('SIGTERM', () => process.exit(0));
}
