import type { Clock } from '../../kernel/clock.js';
import { Conflict, InvalidInput, NotFound } from '../../kernel/errors.js';
import type { Viewer } from '../../kernel/people.js';
import type { ReportRow, Reports } from '../reports/index.js';
import { branchOf, type Rounds } from '../rounds/index.js';
import type { Units } from '../units/index.js';
import { currentAnswer, refusalOf, type OwnCard } from './own-card.js';
import type { RetestDefects } from './retest-defects.js';
import type { RetestStore } from './retest-store.js';
import { answerOf, isSameAnswer, runsFix, type Answer, type Result } from './retest.js';

export interface RetestServiceDeps {
  readonly retests: RetestStore;
  readonly defects: Pick<RetestDefects, 'byIds'>;
  readonly reports: Pick<Reports, 'ofUnit'>;
  readonly rounds: Pick<Rounds['service'], 'buildsOf'>;
  readonly units: Pick<Units['service'], 'unitsHeldBy' | 'noteBuild'>;
  readonly settle: (fix: string) => Promise<void>;
  readonly clock: Clock;
}

export interface AnswerForm {
  readonly result: Result;
  /** Empty where it could not be tried. */
  readonly build: string;
  readonly reason: string;
  /** Empty, or the reference of a report about it. */
  readonly report: string;
}

export type RetestService = ReturnType<typeof createRetestService>;
type By = Pick<Viewer, 'id'>;

/** What the holder of a unit answers. */
export function createRetestService(deps: RetestServiceDeps) {
  const { retests, defects, reports, rounds, units, settle, clock } = deps;

  /** @throws NotFound for whoever does not hold the unit. */
  async function own(id: string, by: By): Promise<OwnCard> {
    const card = await retests.byId(id);
    const unit = card && (await units.unitsHeldBy(by.id)).find((one) => one.id === card.unitId);
    if (!unit) throw new NotFound();
    const [[defect], builds, written] = await Promise.all([
      defects.byIds([card.defectId]),
      rounds.buildsOf(card.modelCode),
      reports.ofUnit(unit.id, undefined),
    ]);
    if (!defect) throw new NotFound();
    const isNew = ({ personId, createdAt }: ReportRow) =>
      personId === by.id && createdAt >= card.createdAt;
    const text = defect.embargo?.twin.title ?? card.text;
    return {
      ...{ card: { ...card, text }, unit, defect, reports: written.rows.filter(isNew) },
      builds: branchOf(builds, card.fixBuild),
    };
  }

  function toAnswer({ card, builds, reports }: OwnCard, form: AnswerForm, by: By): Answer {
    const { result, build, reason, report } = form;
    const isTried = result !== 'cannot_test';
    if (isTried && !runsFix(builds, build, card.fixBuild))
      throw new InvalidInput({
        build: { code: 'retests.older_build', facts: { build: card.fixBuild } },
      });
    if (report !== '' && !reports.some(({ ref }) => ref === report))
      throw new InvalidInput({ report: { code: 'not_a_choice' } });
    return {
      ...{ result, reason, personId: by.id, at: clock.now() },
      build: isTried ? build : null,
      reportRef: report === '' ? null : report,
    };
  }

  /** The form sent twice at once: the other one may have said the same. */
  async function refuseOther(id: string, answer: Answer): Promise<void> {
    const now = await retests.byId(id);
    if (!now || !isSameAnswer(answerOf(now), answer)) throw new Conflict('retests.changed');
  }

  return {
    own,
    /**
     * Records the answer and what the unit runs. The same answer again changes nothing unless
     * the defect came back between; another one replaces it until the defect is verified.
     */
    async answer(id: string, form: AnswerForm, by: By): Promise<void> {
      const seen = await own(id, by);
      const { card, unit, defect } = seen;
      const answer = toAnswer(seen, form, by);
      if (isSameAnswer(currentAnswer(card, defect), answer)) return settle(card.fix);
      const refusal = refusalOf(card, defect);
      if (refusal) throw new Conflict(refusal);
      if (answer.build !== null) await units.noteBuild(unit.id, answer.build);
      if (!(await retests.answer(card, answer))) await refuseOther(id, answer);
      await settle(card.fix);
    },
  };
}
