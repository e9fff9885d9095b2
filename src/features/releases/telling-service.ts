import type { Notify } from '../../kernel/notice.js';
import type { Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import { distanceTo, thanksIn, versionOf, type Release } from './release.js';
import type { ReleaseStore } from './release-store.js';

export interface TellingDeps {
  readonly releases: Pick<ReleaseStore, 'endTelling'>;
  readonly rounds: Pick<Rounds['service'], 'buildsOf'>;
  readonly units: Pick<Units['service'], 'heldPage'>;
  readonly notify: Notify;
}

export type Tell = (release: Release) => Promise<void>;

const HELD_SIZE = 200;
/** Lines that a notice names; the page shows them all. */
const REFS_NAMED = 5;

/** Tells of a publication; safe to repeat, as each person's notice is keyed by the release. */
export function createTell({ releases, rounds, units, notify }: TellingDeps): Tell {
  /** Whom it thanks, with the lines that name them. */
  async function thank(release: Release): Promise<void> {
    for (const [personId, refs] of thanksIn(release)) {
      const named = refs.slice(0, REFS_NAMED).join(', ');
      const facts = {
        ...{ ...factsOf(release), count: refs.length },
        refs: refs.length > REFS_NAMED ? `${named} …` : named,
      };
      await notify({ ...noticeOf(release, personId), text: 'releases.notices.thanked', facts });
    }
  }

  /** Whoever has a unit that can go to the build; those thanked have their notice already. */
  async function tellHolders(release: Release): Promise<void> {
    const builds = await rounds.buildsOf(release.modelCode);
    const facts = { ...factsOf(release), count: release.itemCount };
    let after: string | undefined;
    do {
      const { rows, next } = await units.heldPage(after, HELD_SIZE);
      const concerned = rows.filter(
        ({ modelCode, build }) =>
          modelCode === release.modelCode &&
          ['older', 'unknown'].includes(distanceTo(release.build, build, builds)),
      );
      for (const { holderId } of concerned)
        await notify({ ...noticeOf(release, holderId), text: 'releases.notices.out', facts });
      after = next;
    } while (after !== undefined);
  }

  return async (release) => {
    await thank(release);
    await tellHolders(release);
    await releases.endTelling(release.id);
  };
}

/** Every line names an engineer, so each release has its vote. */
const factsOf = ({ build, closesAt }: Release) => ({
  build,
  closesAt: closesAt?.toISOString() ?? '',
});

const noticeOf = (release: Release, personId: string) => ({
  personId,
  topic: 'release' as const,
  key: `release:${release.id}`,
  link: `/releases/${versionOf(release)}`,
});
