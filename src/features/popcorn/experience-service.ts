import type { Clock } from '../../kernel/clock.js';
import { InvalidInput, NotFound } from '../../kernel/errors.js';
import type { Viewer } from '../../kernel/people.js';
import { itemsOf, type Release } from '../releases/index.js';
import type { Asking } from './asking-service.js';
import type { Answers } from './experience.js';
import type { Reaction } from './reaction.js';
import type { VoiceStore } from './voice-store.js';

export interface ExperienceServiceDeps {
  readonly asking: Pick<Asking, 'forSpeaker'>;
  readonly voices: Pick<VoiceStore, 'keepExperience' | 'react'>;
  readonly clock: Clock;
}

export type ExperienceService = ReturnType<typeof createExperienceService>;

/** What people who use a build say of it, changeable until the close. */
export function createExperienceService({ asking, voices, clock }: ExperienceServiceDeps) {
  return {
    async tell(version: string, answers: Answers, viewer: Viewer): Promise<void> {
      const release = await asking.forSpeaker(version, viewer);
      const lines = new Set(refsOf(release));
      for (const field of ['liked', 'annoyed'] as const)
        if (!answers[field].every((ref) => lines.has(ref)))
          throw new InvalidInput({ [field]: { code: 'not_a_choice' } });
      await voices.keepExperience(
        { releaseId: release.id, personId: viewer.id },
        answers,
        clock.now(),
      );
    },
    /** Another reaction takes the place of the one before; undefined takes it back. */
    async react(
      version: string,
      line: string,
      reaction: Reaction | undefined,
      viewer: Viewer,
    ): Promise<void> {
      const release = await asking.forSpeaker(version, viewer);
      if (!refsOf(release).includes(line)) throw new NotFound();
      await voices.react({ releaseId: release.id, personId: viewer.id }, line, reaction);
    },
  };
}

const refsOf = (release: Pick<Release, 'entries'>): readonly string[] =>
  itemsOf(release).map(({ defectRef }) => defectRef);
