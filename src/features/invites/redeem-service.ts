import { later, MINUTE, type Clock } from '../../kernel/clock.js';
import { Conflict, Forbidden, InvalidInput, NotFound, Unavailable } from '../../kernel/errors.js';
import type { News } from '../../kernel/news.js';
import type { Viewer } from '../../kernel/people.js';
import type { Throttle } from '../../platform/throttle.js';
import { canApply } from '../accounts/index.js';
import {
  quotasFor,
  roundPhase,
  type Application,
  type IneligibilityReason,
  type Quota,
  type Round,
  type Rounds,
} from '../rounds/index.js';
import type { CodeStore } from './code-store.js';
import {
  codeTrouble,
  freePlaces,
  hashCode,
  readCode,
  redemptionId,
  type InviteCode,
  type Redemption,
} from './invite.js';
import type { RedemptionStore } from './redemption-store.js';

export interface RedeemDeps {
  readonly codes: CodeStore;
  readonly redemptions: RedemptionStore;
  readonly rounds: {
    readonly service: Pick<Rounds['service'], 'roundBySlug'>;
    readonly applications: Pick<Rounds['applications'], 'ofPerson'>;
  };
  readonly reasonsAgainst: (
    round: Round,
    application: Application,
  ) => Promise<readonly IneligibilityReason[]>;
  readonly people: Throttle;
  readonly addresses: Throttle;
  readonly redeemed: News<{ readonly roundId: string }>;
  readonly secret: string;
  readonly clock: Clock;
}

/** What the page of a round's code shows that person. */
export interface CodeVisit {
  readonly round: Round;
  readonly application: Application | undefined;
  readonly redemption: Redemption | undefined;
  readonly isOver: boolean;
}

export type RedeemService = ReturnType<typeof createRedeemService>;

/** Each failed attempt means that others got every place that was free when it began. */
const ATTEMPTS = 5;
/** A redemption that is pending for so long was broken off. */
const BROKEN_OFF_MS = MINUTE;

/**
 * A place is reserved first, then the use is taken, then the place is confirmed. So a code is never
 * spent where no seat is left, and whatever breaks off in between is pending: the next try of the
 * same person or the sweeper brings it to its end, and can tell from the code whether its use was
 * taken. The other order would spend uses on nothing, with no record that tells.
 */
export function createRedeemService(deps: RedeemDeps) {
  const { codes, redemptions, rounds, clock, secret } = deps;

  async function visibleRound(slug: string): Promise<Round> {
    const round = await rounds.service.roundBySlug(slug);
    const hasCodes = round?.quotas.some(({ mode }) => mode === 'invite');
    if (!round || !hasCodes || roundPhase(round, clock.now()) === 'draft') throw new NotFound();
    return round;
  }

  async function applicantOf(round: Round, viewer: Viewer): Promise<Application> {
    const application = await rounds.applications.ofPerson(round.id, viewer.id);
    if (application?.state !== 'submitted') throw new Conflict('invites.apply_first');
    if ((await deps.reasonsAgainst(round, application)).length > 0)
      throw new Conflict('invites.not_eligible');
    return application;
  }

  /** Guesses are counted by person and by address until one is right. */
  async function codeTyped(
    round: Round,
    viewer: Viewer,
    typed: string,
    ip: string,
  ): Promise<InviteCode> {
    await deps.people.take(viewer.id);
    await deps.addresses.take(ip);
    const plain = readCode(typed);
    const code = plain && (await codes.byHash(round.id, hashCode(secret, plain)));
    if (!code) throw new InvalidInput({ code: { code: 'invites.unknown_code' } });
    await deps.people.forget(viewer.id);
    const trouble = codeTrouble(code, viewer.id, clock.now());
    if (trouble) throw new InvalidInput({ code: { code: `invites.${trouble}` } });
    return code;
  }

  async function placesIn(round: Round, { key, seats }: Quota): Promise<readonly number[]> {
    const openings = await redemptions.countOpenings(round.id, key);
    const taken = await redemptions.taken(round.id, key);
    return freePlaces(
      taken.map(({ place }) => place),
      seats + openings,
    );
  }

  /** @returns undefined when no fitting quota has a place left */
  async function reserve(
    round: Round,
    application: Application,
    code: InviteCode,
  ): Promise<Redemption | undefined> {
    const lanes = quotasFor(round, application).filter(({ mode }) => mode === 'invite');
    if (lanes.length === 0) throw new Conflict('invites.no_quota');
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      let isFull = true;
      for (const lane of lanes)
        for (const place of await placesIn(round, lane)) {
          isFull = false;
          const fresh = pendingAt(lane, place, application, code);
          const fate = await redemptions.reserve(fresh);
          if (fate === 'kept') return fresh;
          if (fate === 'person_has_one')
            return redemptions.ofPerson(round.id, application.personId);
        }
      if (isFull) return undefined;
    }
    throw new Unavailable();
  }

  const pendingAt = (
    { key: quota }: Quota,
    place: number,
    { id: applicationId, personId, roundId }: Application,
    { id: codeId }: InviteCode,
  ): Redemption => ({
    ...{ id: redemptionId(roundId, quota, place), roundId, quota, place, personId },
    ...{ applicationId, codeId, at: clock.now(), state: 'pending', allocationId: null },
  });

  /** Brings a pending redemption to its end. False: its code had no use for the person. */
  async function settle(redemption: Redemption): Promise<boolean> {
    const { codeId, personId } = redemption;
    if (!(await codes.takeUse(codeId, personId, clock.now()))) {
      await redemptions.cancel(redemption);
      return false;
    }
    if (await redemptions.confirm(redemption)) return true;
    await codes.giveBack(codeId, personId);
    throw new Unavailable();
  }

  return {
    /** @throws NotFound for a draft and for a round without seats for codes */
    async visit(viewer: Viewer, slug: string): Promise<CodeVisit> {
      const round = await visibleRound(slug);
      const [application, redemption] = await Promise.all([
        rounds.applications.ofPerson(round.id, viewer.id),
        redemptions.ofPerson(round.id, viewer.id),
      ]);
      const isDone = redemption && redemption.state !== 'pending';
      return {
        ...{ round, application },
        redemption: isDone ? redemption : undefined,
        isOver: roundPhase(round, clock.now()) === 'ended',
      };
    },

    /**
     * Redeems the code. Whoever has redeemed one for this round gets the same answer again and
     * spends nothing.
     * @throws InvalidInput for a code that is unknown, expired, revoked or used up, Conflict when
     * there is no application or no seat, TooManyRequests for guessing
     */
    async redeem(viewer: Viewer, slug: string, typed: string, ip: string): Promise<Redemption> {
      if (!canApply(viewer)) throw new Forbidden('rounds.staff_cannot_apply');
      const round = await visibleRound(slug);
      if (roundPhase(round, clock.now()) === 'ended') throw new Conflict('invites.round_over');
      const had = await redemptions.ofPerson(round.id, viewer.id);
      if (had && had.state !== 'pending') return had;
      const application = await applicantOf(round, viewer);
      const code = await codeTyped(round, viewer, typed, ip);
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const reserved = await reserve(round, application, code);
        if (!reserved) throw new Conflict('invites.seats_gone');
        // One that was broken off with another code is settled with that one first.
        if (reserved.state !== 'pending' || (await settle(reserved))) {
          await deps.redeemed.publish({ roundId: round.id });
          return reserved;
        }
        if (reserved.codeId === code.id) break;
      }
      throw new InvalidInput({ code: { code: 'invites.used_up' } });
    },

    /** The applicant's place among those who came with codes; undefined without a redeemed one. */
    async placeOf(applicationId: string): Promise<number | undefined> {
      const redemption = await redemptions.ofApplication(applicationId);
      return redemption?.state === 'pending' ? undefined : redemption?.place;
    },

    /** Ends what was broken off: with the use if it was taken or still can be, else without. */
    async sweep(): Promise<void> {
      const stale = await redemptions.pendingSince(later(clock.now(), -BROKEN_OFF_MS));
      for (const redemption of stale) await settle(redemption);
    },
  };
}
