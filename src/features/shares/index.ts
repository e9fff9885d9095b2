import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import type { Translations } from '../../platform/i18n.js';
import type { Logger } from '../../platform/logger.js';
import type { Click } from './click.js';
import { createClickQueue } from './click-queue.js';
import { createClickStore } from './clicks-store.js';
import type { AnswerEarly } from '../../web/answer-early.js';
import { redirectHandler } from './redirect-routes.js';
import { shareJobs } from './share-jobs.js';
import { createShareQueries } from './share-queries.js';
import { shareRoutes, type ShareRoutesDeps } from './share-routes.js';
import { createShareService } from './share-service.js';
import { createShareStore } from './share-store.js';
import { createVisitService } from './visits-service.js';

export type { Click, ClickKind } from './click.js';
export type { SharePost } from './share-post.js';
export type { TrackedLink } from './tracked-link.js';
export type { Visit } from './visits-service.js';

export interface SharesDeps extends Pick<
  ShareRoutesDeps,
  'roundsOf' | 'roundBySlug' | 'people' | 'awardIdsOf'
> {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly secret: string;
  readonly log: Logger;
  readonly translations: Translations;
  readonly answerEarly: AnswerEarly;
  /** Days begin and end in it. */
  readonly programmeZone: string;
}

export type Shares = ReturnType<typeof createShares>;

/** Posts about us elsewhere, our short links, and an honest count of their visits. */
export function createShares(deps: SharesDeps) {
  const store = createShareStore(deps.connection);
  const clicks = createClickStore(deps.connection);
  const queue = createClickQueue<Click>({ write: (batch) => clicks.write(batch), log: deps.log });
  const service = createShareService({ ...deps, shares: store });
  const visits = createVisitService({ ...deps, clicks, queue, linkByCode: store.linkByCode });
  return {
    service,
    /** The work behind `/s/:code`, for the story: `find` a link, then `count` a visit. */
    visits,
    routes: shareRoutes({ ...deps, service, queries: createShareQueries(deps.connection) }),
    jobs: shareJobs({ ...deps, clicks }),
    /** Stands in front of the session. */
    redirectHandler: redirectHandler(visits, deps.answerEarly),
    /** Resolves when the visits so far are stored. */
    async flush(): Promise<void> {
      await visits.settle();
      await queue.flush();
    },
    /** Writes the visits that still wait; call it when no request comes any more. */
    async close(): Promise<void> {
      await visits.settle();
      await queue.close();
    },
  };
}
