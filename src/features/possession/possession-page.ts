import type { Facts } from '../../kernel/errors.js';
import type { HeldUnit, UnitCard } from '../units/index.js';
import type { Challenge } from './challenge.js';
import { daysPast, isForStaff, type Reminder } from './due.js';

type Say = (key: string, facts?: Facts) => string;
type Names = ReadonlyMap<string, { readonly name: string; readonly handle: string }>;

/** The holder's page of one challenge. */
export function challengeModel(challenge: Challenge, now: Date) {
  const { code, unitRef, state, expiresAt, note, endedAt } = challenge;
  const isOver = state === 'open' && expiresAt <= now;
  return {
    ...{ code, unitRef, expiresAt, note, endedAt },
    state: isOver ? 'expired' : state,
    canAnswer: state === 'open' && !isOver,
  };
}

/** Everything that the admin's page shows. */
export interface Watch {
  readonly due: readonly HeldUnit[];
  readonly silent: readonly HeldUnit[];
  readonly answered: readonly Challenge[];
  readonly open: readonly Challenge[];
  readonly expired: readonly Challenge[];
  readonly expiredUnits: ReadonlyMap<string, UnitCard>;
  readonly reminders: ReadonlyMap<string, Reminder>;
  readonly names: Names;
  readonly now: Date;
  readonly zone: string;
}

export function watchModel(watch: Watch, say: Say) {
  const { names } = watch;
  const challengeRow = (challenge: Challenge) => ({
    code: challenge.code,
    ref: challenge.unitRef,
    holder: names.get(challenge.personId),
    reason: say(`possession.reasons.${challenge.reason}`),
    expiresAt: challenge.expiresAt,
    photo: challenge.photoId,
  });
  return {
    due: watch.due.map((unit) => dueRow(unit, watch, say)),
    answered: watch.answered.map(challengeRow),
    open: watch.open.map(challengeRow),
    unanswered: watch.expired
      .filter((challenge) => isStillSilent(challenge, watch.expiredUnits.get(challenge.unitId)))
      .map(challengeRow),
    silent: watch.silent.map(({ ref, holderId, lastSeenAt }) => ({
      ...{ ref, holder: names.get(holderId), lastSeenAt },
    })),
  };
}

function dueRow({ id, ref, holderId, returnBy }: HeldUnit, watch: Watch, say: Say) {
  const days = returnBy ? daysPast(returnBy, watch.now, watch.zone) : 0;
  const reminder = watch.reminders.get(id);
  return {
    ...{ ref, returnBy, holder: watch.names.get(holderId) },
    late: say('possession.watch.late', { count: days }),
    isForStaff: isForStaff(days),
    remindedAt: reminder?.at,
    remindedBy: reminder?.byId ? watch.names.get(reminder.byId) : undefined,
  };
}

/** Anything of the unit after the deadline is an answer, too; so is a unit that changed hands. */
const isStillSilent = ({ personId, expiresAt }: Challenge, unit: UnitCard | undefined): boolean =>
  unit?.holderId === personId && (unit.lastSeenAt === null || unit.lastSeenAt <= expiresAt);
