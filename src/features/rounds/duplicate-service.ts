import type { Clock } from '../../kernel/clock.js';
import { Conflict, InvalidInput, NotFound } from '../../kernel/errors.js';
import type { Notify } from '../../kernel/notice.js';
import type { Viewer } from '../../kernel/people.js';
import type { Application } from './application.js';
import type { ApplicationStore } from './application-store.js';
import type { ApplicationQueries } from './round-queries.js';
import type { RoundStore } from './round-store.js';
import { inBoth, isListOpen, type Round } from './round.js';

export interface DuplicateServiceDeps {
  readonly rounds: Pick<RoundStore, 'bySlug'>;
  readonly applications: ApplicationStore;
  readonly queries: Pick<ApplicationQueries, 'byRef'>;
  readonly isSeated: (personId: string, roundId: string) => Promise<boolean>;
  readonly notify: Notify;
  readonly clock: Clock;
}

export type DuplicateService = ReturnType<typeof createDuplicateService>;

/** What an admin does about people who applied twice. The applicant is told, with the reason. */
export function createDuplicateService(deps: DuplicateServiceDeps) {
  const { applications, clock } = deps;

  async function found(slug: string, ref: string): Promise<[Round, Application]> {
    const [round, application] = await Promise.all([
      deps.rounds.bySlug(slug),
      deps.queries.byRef(ref),
    ]);
    if (!round) throw new NotFound();
    if (application?.roundId !== round.id)
      throw new InvalidInput({ ref: { code: 'rounds.no_such_application' } });
    if (!isListOpen(round, clock.now())) throw new Conflict('rounds.list_frozen');
    return [round, application];
  }

  const tell = (what: 'set_aside' | 'taken_back', round: Round, application: Application) =>
    deps.notify({
      personId: application.personId,
      topic: 'round',
      key: `${what}:${application.id}:${clock.now().getTime()}`,
      text: `rounds.notices.${what}`,
      facts: { ref: application.ref, title: inBoth(round.title) },
      link: `/rounds/${round.slug}`,
    });

  return {
    async setAside(viewer: Viewer, slug: string, ref: string, reason: string): Promise<void> {
      const [round, application] = await found(slug, ref);
      if (await deps.isSeated(application.personId, round.id))
        throw new Conflict('rounds.applicant_has_seat');
      const setAside = { reason, byId: viewer.id, at: clock.now() };
      if (!(await applications.setAside(round.id, ref, setAside)))
        throw new Conflict('rounds.not_submitted');
      await tell('set_aside', round, application);
    },
    async takeBack(slug: string, ref: string): Promise<void> {
      const [round, application] = await found(slug, ref);
      if (!(await applications.takeBack(round.id, ref))) throw new Conflict('rounds.not_set_aside');
      await tell('taken_back', round, application);
    },
  };
}
