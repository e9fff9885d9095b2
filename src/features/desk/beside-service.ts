import type { Clock } from '../../kernel/clock.js';
import type { Viewer } from '../../kernel/people.js';
import type { Accounts } from '../accounts/index.js';
import type { Report } from '../reports/index.js';
import type { Search } from '../search/index.js';
import { namesOf } from './answering.js';
import type { AnsweringStore } from './answering-store.js';

export interface BesideDeps {
  readonly answering: Pick<AnsweringStore, 'now'>;
  readonly people: Accounts['cards'];
  readonly search: Pick<Search['service'], 'hintsOf'>;
  readonly clock: Clock;
}

/** What stands beside a report that QA reads: who is answering it, and what it may be about. */
export function createBeside({ answering, people, search, clock }: BesideDeps) {
  return async (report: Report, viewer: Viewer) => {
    const drawnAt = clock.now();
    const [current, hints] = await Promise.all([
      answering.now(drawnAt, [report.ref]),
      report.defect ? [] : search.hintsOf(report),
    ]);
    const ids = current.get(report.ref) ?? [];
    return {
      answering: namesOf(ids, viewer, await people(ids)),
      hints,
      drawnMs: drawnAt.getTime(),
      listenAt: `/desk/events?since=${drawnAt.getTime()}`,
      saysAt: `/reports/${report.ref}/answering`,
    };
  };
}
