import { pino, type Logger } from 'pino';

export type { Logger };

/** JSON lines on standard error, so that a command's standard output stays its result. */
export const createLogger = (level: string): Logger =>
  pino(
    {
      level,
      base: null,
      redact: ['req.headers.cookie', 'req.headers.authorization', '*.password', '*.token'],
    },
    pino.destination({ fd: 2, sync: false }),
  );
