import { trusted, type Connection } from 'mongoose';
import { later } from '../../kernel/clock.js';
import { Conflict } from '../../kernel/errors.js';
import { isDuplicateKey } from '../../platform/duplicate-key.js';
import { fromStored, toStored } from '../../platform/records.js';
import {
  APPEAL_MS,
  nextCaseState,
  statesBefore,
  type AppealDecision,
  type CaseAction,
  type CaseState,
  type Decision,
  type UnitCase,
} from './case.js';
import { caseModel, type CaseRecord } from './case-schema.js';

export type CaseStore = ReturnType<typeof createCaseStore>;

/** What an approval or a turned refusal sets besides the state. */
export type Ruling = Pick<UnitCase, 'holds' | 'effect' | 'terms' | 'isOpen'>;

/** Each change is one conditional update; undefined when the case is no longer where it has to be. */
export function createCaseStore(connection: Connection) {
  const cases = caseModel(connection);
  const found = (record: CaseRecord | null): UnitCase | undefined =>
    record ? fromStored(record) : undefined;

  async function move(
    id: string,
    action: CaseAction,
    only: object,
    set: Partial<UnitCase>,
  ): Promise<UnitCase | undefined> {
    const to = nextCaseState(statesBefore(action)[0] ?? 'closed', action);
    try {
      const record = await cases
        .findOneAndUpdate(
          { ...only, _id: id, state: trusted({ $in: [...statesBefore(action)] }) },
          { $set: { ...set, state: to, isTold: false } },
          { returnDocument: 'after' },
        )
        .lean();
      return found(record);
    } catch (error) {
      throw asConflict(error);
    }
  }

  return {
    async add(fresh: UnitCase): Promise<UnitCase> {
      try {
        await cases.create(toStored(fresh));
        return fresh;
      } catch (error) {
        throw asConflict(error);
      }
    },
    async byRef(ref: string): Promise<UnitCase | undefined> {
      return found(await cases.findOne({ ref }).lean());
    },
    withdraw: (id: string, openedById: string) =>
      move(id, 'withdraw', { openedById }, { isOpen: false }),
    /** Only by somebody who neither opened it nor holds the unit. */
    decide: (id: string, decision: Decision, ruling: Ruling) =>
      move(
        id,
        decision.verdict === 'approved' ? 'approve' : 'refuse',
        { openedById: other(decision.byId), holderId: other(decision.byId) },
        { decision, ...ruling },
      ),
    /** Only by the holder and within its time. */
    appeal: (id: string, holderId: string, text: string, at: Date) =>
      move(
        id,
        'appeal',
        { holderId, 'decision.at': trusted({ $gt: later(at, -APPEAL_MS) }) },
        { appeal: { text, at }, isOpen: true },
      ),
    /** Only by a third person, and while the unit has followed as far as when it was read. */
    decideAppeal: (
      { id, effect }: Pick<UnitCase, 'id' | 'effect'>,
      appealDecision: AppealDecision,
      ruling: Partial<Ruling>,
    ) =>
      move(
        id,
        appealDecision.outcome === 'upheld' ? 'uphold' : 'overturn',
        {
          effect,
          openedById: other(appealDecision.byId),
          holderId: other(appealDecision.byId),
          'decision.byId': other(appealDecision.byId),
        },
        { appealDecision, ...ruling },
      ),
    /** Whether the unit has followed (`done`) or not (`due`) is part of the condition. */
    close: (id: string, effect: 'due' | 'done') =>
      move(id, 'close', { holds: true, effect }, { holds: false, isOpen: false, effect: 'none' }),

    /** The unit has followed; an appeal, also of this very moment, keeps the case open. */
    async recordEffect(id: string, replacementUnitId: string | null): Promise<void> {
      const isOpen = { $in: ['$state', WAITING] };
      await cases.updateOne(
        { _id: id, effect: 'due' },
        [{ $set: { effect: 'done', replacementUnitId, isOpen } }],
        { updatePipeline: true },
      );
    },
    async markTold(id: string, state: CaseState): Promise<void> {
      await cases.updateOne({ _id: id, state }, { $set: { isTold: true } });
    },
  };
}

const other = (personId: string) => trusted({ $ne: personId });

const WAITING: readonly CaseState[] = ['proposed', 'appealed'];

const asConflict = (error: unknown): unknown =>
  isDuplicateKey(error, 'open_unit_kind_unique') ? new Conflict('cases.already_open') : error;
