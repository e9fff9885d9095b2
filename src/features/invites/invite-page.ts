import { DAY, later } from '../../kernel/clock.js';
import type { Page } from '../../kernel/page-request.js';
import { toLocalTime } from '../../kernel/time-zone.js';
import type { Round } from '../rounds/index.js';
import { BATCH_MAX_CODES, CODE_MAX_USES } from './invite.js';
import type { BatchRow } from './invite-queries.js';

/** `redeemed`: they have a place; `apply`: a code needs an application; `over`; `redeem`: the form. */
export type CodeDoor = 'redeemed' | 'over' | 'apply' | 'redeem';

export interface CodeVisitLike {
  readonly round: Round;
  readonly application: { readonly state: string; readonly ref: string } | undefined;
  readonly redemption: { readonly place: number; readonly quota: string } | undefined;
  readonly isOver: boolean;
}

export function codeModel(visit: CodeVisitLike, code: string) {
  const { redemption, application, isOver } = visit;
  const door: CodeDoor = redemption
    ? 'redeemed'
    : isOver
      ? 'over'
      : application?.state === 'submitted'
        ? 'redeem'
        : 'apply';
  return { ...visit, code, door };
}

type BatchState = 'open' | 'expired' | 'revoked' | 'used_up';
const TONES: Record<BatchState, string> = { open: 'ok', expired: '', revoked: 'err', used_up: '' };

function stateOf({ revokedAt, expiresAt, used, count, maxUses }: BatchRow, now: Date): BatchState {
  if (revokedAt) return 'revoked';
  if (used >= count * maxUses) return 'used_up';
  return expiresAt <= now ? 'expired' : 'open';
}

const DEFAULT_DAYS = 14;

export interface BatchesView {
  readonly round: Round;
  readonly page: Page<BatchRow>;
  readonly after: string | undefined;
  readonly names: ReadonlyMap<string, { readonly name: string }>;
  readonly zone: string;
  readonly labels: Readonly<Record<string, string>>;
}

export function batchesModel(view: BatchesView, now: Date) {
  const { round, page, after, names, zone, labels } = view;
  return {
    ...{ round, after, labels, next: page.next, wide: true },
    seats: round.quotas
      .filter(({ mode }) => mode === 'invite')
      .reduce((sum, { seats }) => sum + seats, 0),
    maxCodes: BATCH_MAX_CODES,
    maxUses: CODE_MAX_USES,
    expiresAt: toLocalTime(later(now, DEFAULT_DAYS * DAY), zone),
    rows: page.rows.map((row) => {
      const state = stateOf(row, now);
      return {
        ...row,
        state,
        tone: TONES[state],
        uses: row.count * row.maxUses,
        issuer: names.get(row.issuedById)?.name ?? '',
        canRevoke: state === 'open',
      };
    }),
  };
}
