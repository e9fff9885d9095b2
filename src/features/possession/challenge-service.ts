import type { Clock } from '../../kernel/clock.js';
import { Conflict, InvalidInput, NotFound, Unavailable } from '../../kernel/errors.js';
import { newCode, newId, normaliseCode } from '../../kernel/ids.js';
import type { Notify } from '../../kernel/notice.js';
import type { Logger } from '../../platform/logger.js';
import type { Sighting } from '../crashes/index.js';
import type { StandingFeature } from '../standing/index.js';
import { isHeld, type HeldUnit, type TakenFile, type Units } from '../units/index.js';
import {
  CODE_LENGTH,
  expiryOf,
  nextFor,
  retryUntil,
  type Challenge,
  type ChallengeReason,
} from './challenge.js';
import type { ChallengeStore, Proven } from './challenge-store.js';
import type { PossessionQueries } from './possession-queries.js';

export interface ChallengeServiceDeps {
  readonly challenges: ChallengeStore;
  readonly queries: PossessionQueries;
  readonly units: Pick<Units['service'], 'heldPage' | 'cards' | 'unitByRef' | 'markSeen'>;
  readonly photos: Pick<Units['photos'], 'take'>;
  readonly notify: Notify;
  readonly standing: Pick<StandingFeature['service'], 'noteUnanswered'>;
  readonly clock: Clock;
  readonly log: Logger;
}

type Asked = Pick<HeldUnit, 'id' | 'ref' | 'holderId'>;

export type ChallengeService = ReturnType<typeof createChallengeService>;

const CODE_ATTEMPTS = 5;

/** Asking holders to show their units, and what counts as an answer. */
export function createChallengeService(deps: ChallengeServiceDeps) {
  const { challenges, queries, units, photos, notify, clock, log } = deps;

  const fresh = (unit: Asked, reason: ChallengeReason, askedById: string | null): Challenge => {
    const now = clock.now();
    const isTakeover = reason === 'takeover';
    return {
      id: newId(now),
      code: isTakeover ? null : newCode(CODE_LENGTH),
      ...{ unitId: unit.id, unitRef: unit.ref, personId: unit.holderId, reason, askedById },
      state: isTakeover ? 'passed' : 'open',
      isOpen: !isTakeover,
      ...{ photoId: null, proofs: [], decidedById: null, note: '' },
      passedBy: isTakeover ? 'takeover' : null,
      expiresAt: isTakeover ? now : expiryOf(now),
      endedAt: isTakeover ? now : null,
      isTold: false,
      createdAt: now,
    };
  };

  /** Undefined when the unit is being asked already. */
  async function ask(
    unit: Asked,
    reason: ChallengeReason,
    askedById: string | null,
  ): Promise<Challenge | undefined> {
    for (let attempt = 0; attempt < CODE_ATTEMPTS; attempt += 1) {
      const challenge = fresh(unit, reason, askedById);
      const refused = await challenges.add(challenge);
      if (refused === 'open') return undefined;
      if (refused === undefined) return challenge;
    }
    throw new Unavailable();
  }

  const tell = (challenge: Challenge, what: 'asked' | 'refused' | 'unanswered') =>
    notify({
      personId: challenge.personId,
      topic: 'possession',
      // Each refused photo is said; everything else once.
      key: `possession:${what}:${challenge.id}${what === 'refused' ? `:${challenge.proofs.length}` : ''}`,
      text: `possession.notices.${what}`,
      facts: {
        unit: challenge.unitRef,
        expiresAt: challenge.expiresAt.toISOString(),
        note: challenge.note,
      },
      link: `/possession/${challenge.code ?? ''}`,
    });

  async function ownChallenge(personId: string, code: string): Promise<Challenge> {
    const challenge = await challenges.byCode(normaliseCode(code));
    if (challenge?.personId !== personId) throw new NotFound();
    return challenge;
  }

  function assertAnswerable({ state, expiresAt }: Challenge): void {
    if (state === 'answered') throw new Conflict('possession.waiting');
    if (state === 'expired' || (state === 'open' && expiresAt <= clock.now()))
      throw new Conflict('possession.expired');
    if (state !== 'open') throw new Conflict('possession.used');
  }

  const photoUsed = () => new InvalidInput({ photos: { code: 'possession.photo_used' } });
  const decided = (proven: Proven): Challenge => {
    if (!proven || proven === 'used') throw new Conflict('possession.not_waiting');
    return proven;
  };

  /** Nobody answered. What fails on the way is done by the next turn; all of it is done once. */
  async function followUp(challenge: Challenge): Promise<void> {
    const { id: challengeId, unitRef, personId, endedAt, expiresAt } = challenge;
    try {
      await tell(challenge, 'unanswered');
      const at = endedAt ?? expiresAt;
      await deps.standing.noteUnanswered({ challengeId, personId, unitRef, at });
      await challenges.markTold(challengeId);
    } catch (err) {
      log.error({ err, unit: unitRef }, 'an unanswered challenge is still without its follow-up');
    }
  }

  return {
    ownChallenge,
    openOf: queries.openOf,

    /** On doubt, by an admin. */
    async askByHand(ref: string, admin: { readonly id: string }): Promise<Challenge> {
      const unit = await units.unitByRef(ref);
      const { holderId } = unit;
      const [card] = (await units.cards([unit.id])).values();
      if (holderId === null || !card || !isHeld(card.state))
        throw new Conflict('possession.not_held', { ref });
      const challenge = await ask({ ...card, holderId }, 'doubt', admin.id);
      if (!challenge) throw new Conflict('possession.already_asked', { ref });
      await tell(challenge, 'asked');
      return challenge;
    },

    /** The photo waits for an admin. One that was proof before is refused. */
    async answer(
      personId: string,
      code: string,
      typed: string,
      files: readonly TakenFile[],
    ): Promise<void> {
      const challenge = await ownChallenge(personId, code);
      assertAnswerable(challenge);
      if (normaliseCode(typed) !== challenge.code)
        throw new InvalidInput({ typed: { code: 'possession.wrong_code' } });
      const [file] = files;
      if (!file) throw new InvalidInput({ photos: { code: 'required' } });
      if (await challenges.isProof(file.sha256)) throw photoUsed();
      const matter = { byId: personId, partyIds: [personId], about: `possession:${challenge.id}` };
      const [photo] = await photos.take([file], matter);
      const proven = photo && (await challenges.answer(challenge.id, photo.id, file.sha256));
      if (proven === 'used') throw photoUsed();
      if (!proven) throw new Conflict('possession.used');
    },

    async confirm(code: string, admin: { readonly id: string }): Promise<void> {
      const { unitId } = decided(await challenges.confirm(code, admin.id, clock.now()));
      await units.markSeen(unitId, clock.now());
    },
    /** Opens the challenge again, with time for a better photo. */
    async reject(code: string, note: string, admin: { readonly id: string }): Promise<void> {
      const challenge = await challenges.byCode(code);
      if (!challenge) throw new NotFound();
      const until = retryUntil(challenge.expiresAt, clock.now());
      await tell(decided(await challenges.reject(code, admin.id, note, until)), 'refused');
    },

    /**
     * A log in which the unit names itself: the unit is seen, an open challenge is passed, and
     * without one the month begins anew. The same file counts once.
     */
    async seen(sighting: Sighting): Promise<void> {
      const { unitId, personId, sha256, at } = sighting;
      await units.markSeen(unitId, at);
      if (await challenges.passByLog(sighting, at)) return;
      const [latest] = (await queries.latestOf([{ id: unitId, holderId: personId }])).values();
      if (latest) await challenges.noteProof(latest.id, sha256, at);
    },

    /** The monthly round over all units in hand. */
    async askAll(): Promise<void> {
      let after: string | undefined;
      do {
        const page = await units.heldPage(after);
        const latest = await queries.latestOf(page.rows);
        for (const unit of page.rows) {
          const known = latest.get(unit.id);
          const next = nextFor(known, clock.now());
          if (next === 'begin') await challenges.add(fresh(unit, 'takeover', null));
          const asked = next === 'ask' ? await ask(unit, 'monthly', null) : known;
          // Once more for one that was stored by a process that died before it told.
          if (asked?.state === 'open') await tell(asked, 'asked');
        }
        after = page.next;
      } while (after);
    },

    /** Ends what nobody answered, tells the holder and writes it down in their standing. */
    async expireAll(): Promise<void> {
      const now = clock.now();
      const overdue = await challenges.overdue(now);
      const cards = await units.cards(overdue.map(({ unitId }) => unitId));
      for (const { id, unitId, personId } of overdue) {
        const card = cards.get(unitId);
        const isStillTheirs =
          card !== undefined && isHeld(card.state) && card.holderId === personId;
        await challenges.end(id, isStillTheirs ? 'expired' : 'dropped', now);
      }
      for (const challenge of await challenges.untold()) await followUp(challenge);
    },
  };
}
