import { later, SECOND, type Clock } from '../../kernel/clock.js';
import type { Change } from '../../platform/changes.js';
import type { Defects } from '../defects/index.js';
import { isLate, type ReportEvidence, type Reports } from '../reports/index.js';
import type { Retests } from '../retests/index.js';
import type { Units } from '../units/index.js';
import { correctionsOf } from './credit.js';
import type { CreditStore } from './credit-store.js';
import { deservedBy, lateAnswer, type Deserved, type FamilyFacts } from './deserved.js';

export interface ReconcileDeps {
  readonly credit: CreditStore;
  readonly defects: Pick<Defects, 'givenTo' | 'changes'>;
  readonly reports: Pick<Reports, 'evidenceOf' | 'evidenceIn' | 'changes'>;
  readonly retests: Pick<Retests, 'answered'>;
  readonly units: Pick<Units['service'], 'cards'>;
  readonly clock: Clock;
}

/** A change is written a moment after the time that it carries. */
const SETTLED_MS = 5 * SECOND;
const BATCH = 100;
/** In one run: what is new comes by news, and a store without a ledger is followed over days. */
const BATCHES = 2;
/** Facts that change faster than that are looked at again at the next change. */
const ROUNDS = 5;

type Given = Awaited<ReturnType<Defects['givenTo']>>;

export type Reconciling = ReturnType<typeof createReconciling>;

/** Makes the ledger say what the facts deserve. Each run may be repeated, and two do no harm. */
export function createReconciling(deps: ReconcileDeps) {
  const { credit, defects, reports, retests, units, clock } = deps;

  async function factsOf({ family, confirmations, help }: Given): Promise<FamilyFacts> {
    const [linked, answered] = await Promise.all([
      reports.evidenceOf(family),
      retests.answered(family),
    ]);
    const phones = await units.cards([...linked, ...confirmations].map(({ unitId }) => unitId));
    const onPhone = <T extends { readonly unitId: string }>(fact: T) => ({
      ...fact,
      hardwareRevision: phones.get(fact.unitId)?.hardwareRevision ?? null,
    });
    return {
      reports: linked.flatMap((report) =>
        report.defectId === null ? [] : [onPhone({ ...report, defectId: report.defectId })],
      ),
      confirmations: confirmations.map(onPhone),
      retests: answered.flatMap(({ id, defectId, fixBuild, answers }) => {
        const tried = answers.find(({ result }) => result !== 'cannot_test');
        return tried ? [{ id, defectId, fixBuild, personId: tried.personId, at: tried.at }] : [];
      }),
      help,
    };
  }

  /** Writes until there is nothing to write: whoever read older facts puts it right itself. */
  async function settle(
    read: () => Promise<{ readonly deserved: readonly Deserved[]; readonly of: readonly string[] }>,
    subjects: readonly string[] = [],
  ): Promise<void> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { deserved, of } = await read();
      const names = [...subjects, ...deserved.map(({ subject }) => subject)];
      const known = await credit.about(of, names);
      const ours = known.filter(
        (entry) =>
          (entry.defectId !== null && of.includes(entry.defectId)) ||
          deserved.some(({ rule, subject }) => rule === entry.rule && subject === entry.subject) ||
          (entry.rule === 'late_answer' && subjects.includes(entry.subject)),
      );
      const corrections = correctionsOf(deserved, ours, clock.now());
      if (corrections.length === 0) return;
      await credit.add(corrections);
    }
  }

  async function defectChanged(defectId: string): Promise<void> {
    await settle(async () => {
      const given = await defects.givenTo(defectId);
      return { deserved: deservedBy(await factsOf(given)), of: given.family };
    });
  }

  /** Answers that came late; one that is in time by a newer calendar deserves nothing any more. */
  async function reportsChanged(changed: readonly ReportEvidence[]): Promise<void> {
    const late = changed.filter(
      (report) => report.firstResponseAt !== null && isLate(report, clock.now()),
    );
    const deserved = late.map(lateAnswer);
    await settle(
      () => Promise.resolve({ deserved, of: [] }),
      changed.map(({ id }) => id),
    );
  }

  /** The changes after the mark that are surely all written, a batch at a time. */
  async function follow(
    name: string,
    changes: (mark: Change | undefined, limit: number) => Promise<readonly Change[]>,
    hear: (ids: readonly string[]) => Promise<void>,
  ): Promise<void> {
    const until = later(clock.now(), -SETTLED_MS);
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const found = await changes(await credit.markOf(name), BATCH);
      const settled = found.filter(({ at }) => at <= until);
      const last = settled.at(-1);
      if (!last) return;
      await hear(settled.map(({ id }) => id));
      await credit.setMark(name, last);
    }
  }

  return {
    defectChanged,
    /** Follows what nobody was told of, each minute a part of what is new. */
    async followAll(): Promise<void> {
      await follow('defects', defects.changes, async (ids) => {
        for (const id of ids) await defectChanged(id);
      });
      await follow('reports', reports.changes, async (ids) => {
        const changed = await reports.evidenceIn(ids);
        await reportsChanged(changed);
        for (const id of new Set(changed.flatMap(({ defectId }) => defectId ?? [])))
          await defectChanged(id);
      });
    },
  };
}
