import type { Clock } from '../../kernel/clock.js';
import { Conflict, InvalidInput, NotFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { roundPhase, type Round, type Rounds } from '../rounds/index.js';
import type { CodeStore } from './code-store.js';
import { hashCode, newInviteCode, printCode, type InviteBatch } from './invite.js';

export interface IssueDeps {
  readonly codes: CodeStore;
  readonly rounds: { readonly service: Pick<Rounds['service'], 'roundBySlug'> };
  readonly secret: string;
  readonly clock: Clock;
}

export interface NewBatch {
  readonly slug: string;
  readonly count: number;
  readonly uses: number;
  readonly expiresAt: Date;
  readonly note: string;
}

export interface Issued {
  readonly round: Round;
  readonly batch: InviteBatch;
  /** As printed. They are nowhere else: the store keeps keyed hashes. */
  readonly codes: readonly string[];
}

export type IssueService = ReturnType<typeof createIssueService>;

export function createIssueService({ codes, rounds, secret, clock }: IssueDeps) {
  async function existing(slug: string): Promise<Round> {
    const round = await rounds.service.roundBySlug(slug);
    if (!round) throw new NotFound();
    return round;
  }

  return {
    existing,
    async issue(adminId: string, wanted: NewBatch): Promise<Issued> {
      const round = await existing(wanted.slug);
      const at = clock.now();
      if (!round.quotas.some(({ mode }) => mode === 'invite'))
        throw new Conflict('invites.no_seats_for_codes');
      if (roundPhase(round, at) === 'ended') throw new Conflict('invites.round_over');
      if (wanted.expiresAt <= at)
        throw new InvalidInput({ expiresAt: { code: 'invites.expiry_past' } });
      const batch: InviteBatch = {
        ...{ id: newId(at), roundId: round.id, count: wanted.count, maxUses: wanted.uses },
        ...{ expiresAt: wanted.expiresAt, note: wanted.note, issuedById: adminId },
        ...{ createdAt: at, revokedAt: null },
      };
      const plain = Array.from({ length: wanted.count }, newInviteCode);
      await codes.add(
        batch,
        plain.map((code) => ({
          ...{ id: newId(at), roundId: round.id, batchId: batch.id, redeemers: [] },
          ...{ hmac: hashCode(secret, code), maxUses: wanted.uses, usesLeft: wanted.uses },
          ...{ expiresAt: wanted.expiresAt, revokedAt: null },
        })),
      );
      return { round, batch, codes: plain.map(printCode) };
    },

    async revoke(slug: string, batchId: string): Promise<void> {
      const round = await existing(slug);
      if (!(await codes.revoke(round.id, batchId, clock.now())))
        throw new Conflict('invites.nothing_to_revoke');
    },
  };
}
