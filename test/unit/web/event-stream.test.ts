import { once } from 'node:events';
import { createServer, get, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Response } from 'express';
import { eventStreamOn } from '../../../src/web/event-stream.js';

describe('a stream of events', () => {
  /** What a request is answered with, once `when` has come; the client leaves as soon as it asked. */
  async function leaveEarly(answer: (res: ServerResponse) => void): Promise<void> {
    const server = createServer((_req, res) => {
      res.once('close', () => {
        answer(res);
        server.close();
      });
      asked.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const asked = get({ port, host: '127.0.0.1' });
    asked.on('error', () => undefined);
    await once(server, 'close');
  }

  it('ends at once for who left before it began', async () => {
    let ends = 0;
    await leaveEarly((res) => {
      const stream = eventStreamOn(
        Object.assign(res, { status: () => res, set: () => res }) as unknown as Response,
      );
      stream.begin(() => {
        ends += 1;
      });
    });
    expect(ends).to.equal(1);
  });
});
