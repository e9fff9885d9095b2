import type { Connection } from 'mongoose';
import { SECOND, type Clock } from '../../kernel/clock.js';
import type { Translations } from '../../platform/i18n.js';
import type { Job } from '../../platform/jobs.js';
import type { Mailer } from '../../platform/mailer.js';
import { dateText } from '../../web/view-text.js';
import type { Accounts } from '../accounts/index.js';
import { createLetterStore } from './letter-store.js';
import { createNoticeQueries } from './notice-queries.js';
import { noticeRoutes } from './notice-routes.js';
import { createNoticeService } from './notice-service.js';
import { createNoticeStore } from './notice-store.js';
import { createOutbox } from './outbox-service.js';

export interface NoticesDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly secret: string;
  readonly translations: Translations;
  readonly mailer: Mailer;
  readonly accounts: Pick<Accounts, 'cards' | 'personById' | 'changeUnread' | 'setUnread'>;
  readonly programmeZone: string;
  /** Scheme and host of the links in mails. */
  readonly baseUrl: string;
}

export const OUTBOX_JOB = 'notices.outbox';

export type Notices = ReturnType<typeof createNotices>;

/** What people are told, in the notice centre and by mail. */
export function createNotices(deps: NoticesDeps) {
  const { connection } = deps;
  const queries = createNoticeQueries(connection);
  const notices = createNoticeStore(connection);
  const service = createNoticeService({ ...deps, queries, notices });
  const outbox = createOutbox({
    ...deps,
    letters: createLetterStore(connection),
    quietOf: notices.quietOf,
    formatAt: dateText,
  });
  const mail: Job = { name: OUTBOX_JOB, everyMs: 15 * SECOND, run: outbox.run };
  return {
    service,
    routes: noticeRoutes({ ...deps, service, outbox, queries, formatAt: dateText }),
    jobs: [mail],
  };
}
