import type { Clock } from '../../kernel/clock.js';
import type { Notify } from '../../kernel/notice.js';
import type { Rota } from '../rota/index.js';
import type { Drafting } from './drafting-service.js';
import type { ReleaseQueries } from './release-queries.js';
import { versionOf, type Release } from './release.js';

export interface WatchDeps {
  readonly queries: Pick<ReleaseQueries, 'frozen'>;
  readonly drafting: Pick<Drafting, 'isEmptied'>;
  readonly rota: Pick<Rota, 'onDutyAt'>;
  readonly notify: Notify;
  readonly clock: Clock;
}

export type Watch = ReturnType<typeof createWatch>;

/** Tells engineers of frozen releases with nothing left in them: once for each freeze, by the key. */
export function createWatch({ queries, drafting, rota, notify, clock }: WatchDeps) {
  async function tell(
    release: Release,
    what: 'emptied' | 'unpublished',
    people: readonly string[],
  ): Promise<void> {
    const { id, modelCode, build, publishAt, events } = release;
    const frozen = events.findLast(({ action }) => action === 'freeze');
    for (const personId of new Set(people))
      await notify({
        personId,
        topic: 'release',
        key: `${what}:${id}:${frozen?.at.getTime() ?? 0}`,
        text: `releases.notices.${what}`,
        facts: { model: modelCode, build, publishAt: publishAt.toISOString() },
        link: `/releases/${versionOf(release)}`,
      });
  }

  return {
    /** Those who worked on it can still do something before its time. */
    async tellEmptied(): Promise<void> {
      const now = clock.now();
      const coming = (await queries.frozen()).filter(({ publishAt }) => publishAt > now);
      for (const release of coming)
        if (await drafting.isEmptied(release)) await tell(release, 'emptied', workersOf(release));
    },
    /** Its time has come and it did not go out: also whoever is on duty then. */
    async tellUnpublished(release: Release): Promise<void> {
      const onDuty = await rota.onDutyAt(clock.now());
      await tell(release, 'unpublished', [...workersOf(release), ...onDuty]);
    },
  };
}

const workersOf = ({ events }: Release): readonly string[] =>
  events.flatMap(({ byId }) => byId ?? []);
