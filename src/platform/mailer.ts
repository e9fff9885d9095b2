import { createTransport } from 'nodemailer';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mailer {
  /** False where no SMTP is set: the caller then hands the text out another way. */
  readonly isAvailable: boolean;
  send(mail: Mail): Promise<void>;
}

export function createMailer(smtpUrl: string | undefined, from: string): Mailer {
  if (!smtpUrl) return { isAvailable: false, send: () => Promise.resolve() };
  const transport = createTransport(smtpUrl);
  return {
    isAvailable: true,
    async send(mail) {
      await transport.sendMail({ from, ...mail });
    },
  };
}
