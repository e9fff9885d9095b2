import { createTransport } from 'nodemailer';
import { SECOND } from '../kernel/clock.js';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Left of the @ of the Message-ID: the same for a mail that is sent again. */
  readonly id?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Mailer {
  /** False where no SMTP is set: the caller then hands the text out another way. */
  readonly isAvailable: boolean;
  /** Resolves once the mail server has taken the mail; rejects with what it said. */
  send(mail: Mail): Promise<void>;
}

/** A server that hangs is given up before the lease of whoever sends runs out. */
const TIMEOUTS = {
  connectionTimeout: 10 * SECOND,
  greetingTimeout: 10 * SECOND,
  socketTimeout: 30 * SECOND,
} as const;

export function createMailer(smtpUrl: string | undefined, from: string): Mailer {
  if (!smtpUrl) return { isAvailable: false, send: () => Promise.resolve() };
  const transport = createTransport({ url: smtpUrl, ...TIMEOUTS });
  const host = from.slice(from.indexOf('@') + 1);
  return {
    isAvailable: true,
    async send({ id, headers = {}, ...mail }) {
      const messageId = id ? { messageId: `<${id}@${host}>` } : {};
      await transport.sendMail({ from, ...mail, ...messageId, headers: { ...headers } });
    },
  };
}
