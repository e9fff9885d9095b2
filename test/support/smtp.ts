import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** What the server took, headers and body as they came over the wire. */
export interface TakenMail {
  readonly to: string;
  readonly source: string;
}

export interface SmtpSink {
  readonly url: string;
  readonly mails: readonly TakenMail[];
  /** While set, every mail is refused with that answer, such as `451 later`. */
  refuseWith(answer: string | undefined): void;
  stop(): Promise<void>;
}

/** A mail server (RFC 5321) that takes everything and keeps it. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: TakenMail[] = [];
  const sockets = new Set<Socket>();
  let refusal: string | undefined;

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    const answer = (line: string) => socket.write(`${line}\r\n`);
    let [pending, to, isData] = ['', '', false];
    const command = (line: string): void => {
      if (/^(EHLO|HELO|NOOP|RSET)/i.test(line)) answer('250 sink');
      else if (/^MAIL/i.test(line)) answer(refusal ?? '250 ok');
      else if (/^RCPT/i.test(line)) {
        to = /<(.*)>/.exec(line)?.[1] ?? '';
        answer('250 ok');
      } else if (/^DATA/i.test(line)) {
        isData = true;
        answer('354 go on');
      } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
      else answer('500 what');
    };
    const next = (): boolean => {
      const mark = isData ? '\r\n.\r\n' : '\r\n';
      const end = pending.indexOf(mark);
      if (end < 0) return false;
      const part = pending.slice(0, end);
      pending = pending.slice(end + mark.length);
      if (isData) {
        isData = false;
        mails.push({ to, source: part });
        answer('250 taken');
      } else command(part);
      return true;
    };
    answer('220 sink');
    socket.on('data', (bytes) => {
      pending += bytes.toString('utf8');
      while (next());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    refuseWith(answer) {
      refusal = answer;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The text of a mail, freed from its transfer encoding. */
export function textOf({ source }: TakenMail): string {
  const [head = '', ...rest] = source.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/^content-transfer-encoding: base64/im.test(head))
    return Buffer.from(body, 'base64').toString('utf8');
  if (!/^content-transfer-encoding: quoted-printable/im.test(head)) return body;
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/((?:=[0-9A-F]{2})+)/g, (run) =>
      Buffer.from(run.replaceAll('=', ''), 'hex').toString('utf8'),
    );
  return bytes;
}
