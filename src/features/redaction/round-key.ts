import { hmac } from '../../kernel/ids.js';

/** One key a round: within it QA sees that two logs are of one phone, beyond it nobody does. */
export const roundKey = (secret: string, roundId: string): string =>
  hmac(secret, 'redaction', roundId);
