import type { Clock } from '../../kernel/clock.js';
import { Conflict, InvalidInput } from '../../kernel/errors.js';
import { newCode, newId } from '../../kernel/ids.js';
import type { RoundCard } from '../rounds/index.js';
import { readPostAddress } from './post-url.js';
import { FUTURE_TOLERANCE_MS, type SharePost } from './share-post.js';
import type { ShareStore } from './share-store.js';
import { CODE_LENGTH, LINKS_PER_PERSON, type TrackedLink } from './tracked-link.js';

export interface ShareServiceDeps {
  readonly shares: ShareStore;
  /** The rounds that a person applied to: what they may share about. */
  readonly roundsOf: (personId: string) => Promise<readonly RoundCard[]>;
  readonly clock: Clock;
}

export type ShareService = ReturnType<typeof createShareService>;

const CODE_TRIES = 5;

export function createShareService({ shares, roundsOf, clock }: ShareServiceDeps) {
  async function roundOf(personId: string, slug: string): Promise<RoundCard> {
    const round = (await roundsOf(personId)).find((one) => one.slug === slug);
    if (!round) throw new InvalidInput({ round: { code: 'not_a_choice' } });
    return round;
  }

  return {
    /** Reads only the address. InvalidInput on `url` when it is no post or is registered already. */
    async registerPost(
      personId: string,
      { round: slug, url }: { readonly round: string; readonly url: string },
    ): Promise<SharePost> {
      const round = await roundOf(personId, slug);
      const address = readPostAddress(url);
      if (typeof address === 'string') throw new InvalidInput({ url: { code: address } });
      const now = clock.now();
      const latest = now.getTime() + FUTURE_TOLERANCE_MS;
      if (address.postedAt && address.postedAt.getTime() > latest)
        throw new InvalidInput({ url: { code: 'shares.not_a_post' } });
      const post = { id: newId(now), personId, roundId: round.id, ...address, createdAt: now };
      await shares.addPost(post);
      return post;
    },

    /** Conflict `shares.too_many_links` at the limit, which two requests at once may pass by one. */
    async makeLink(
      personId: string,
      { round: slug, landing }: { readonly round: string; readonly landing: string },
    ): Promise<TrackedLink> {
      const round = await roundOf(personId, slug);
      if ((await shares.countLinks(personId)) >= LINKS_PER_PERSON)
        throw new Conflict('shares.too_many_links', { max: LINKS_PER_PERSON });
      const createdAt = clock.now();
      for (let tries = 0; tries < CODE_TRIES; tries += 1) {
        const code = newCode(CODE_LENGTH);
        const link = {
          id: newId(createdAt),
          code,
          personId,
          roundId: round.id,
          landing,
          createdAt,
        };
        if (await shares.addLink(link)) return link;
      }
      throw new Error('No free code was found');
    },
  };
}
