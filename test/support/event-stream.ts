import { get, type ClientRequest, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export interface HeardEvent {
  readonly id: string | undefined;
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Ear {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** All that was sent so far, as it came. */
  readonly raw: () => string;
  readonly events: () => readonly HeardEvent[];
  /** The first event that fits, which may still be on its way. */
  hear(fits: (event: HeardEvent) => boolean, withinMs?: number): Promise<HeardEvent>;
  readonly ended: Promise<void>;
  close(): void;
}

/** Listens as a browser's `EventSource` does. */
export async function listenTo(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Ear> {
  let text = '';
  const { response, request } = await new Promise<{
    readonly response: IncomingMessage;
    readonly request: ClientRequest;
  }>((resolve, reject) => {
    const asked = get(
      url,
      { headers: { accept: 'text/event-stream', 'accept-encoding': 'gzip', ...headers } },
      (answer) => {
        resolve({ response: answer, request: asked });
      },
    );
    asked.once('error', reject);
  });
  request.on('error', () => undefined);
  response.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  const ended = new Promise<void>((resolve) => {
    response.once('close', resolve);
  });
  response.on('error', () => undefined);
  const events = () => text.split('\n\n').slice(0, -1).flatMap(parse);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    raw: () => text,
    events,
    async hear(fits, withinMs = 2_000) {
      for (let waited = 0; waited <= withinMs; waited += 10) {
        const found = events().find(fits);
        if (found) return found;
        await pause(10);
      }
      throw new Error(`not heard within ${withinMs} ms, but:\n${text}`);
    },
    ended,
    close() {
      request.destroy();
    },
  };
}

function parse(block: string): HeardEvent[] {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const [name, data] = [field('event'), field('data')];
  if (name === undefined || data === undefined) return [];
  return [{ id: field('id'), name, data: JSON.parse(data) as HeardEvent['data'] }];
}
