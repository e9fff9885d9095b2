import { DAY, later, type Clock } from '../../kernel/clock.js';
import type { News } from '../../kernel/news.js';
import type { Notify } from '../../kernel/notice.js';
import type { Defect, Evidence, Sighting } from '../defects/index.js';
import type { Reports } from '../reports/index.js';
import type { RetestDefects } from './retest-defects.js';
import type { RetestQueries } from './retest-queries.js';
import type { RetestStore } from './retest-store.js';
import { cameBackAt, OPEN_DAYS, tallyOf, type Retest, type Trial } from './retest.js';
import { judge, newestBroken } from './verdict.js';

export interface VerdictDeps {
  readonly retests: RetestStore;
  readonly queries: RetestQueries;
  readonly defects: RetestDefects;
  readonly reports: Pick<Reports, 'ofDefects'>;
  readonly notify: Notify;
  readonly judged: News<FixJudged>;
  readonly clock: Clock;
}

/** What was answered about a fix of the defect was counted. */
export interface FixJudged {
  readonly defectId: string;
}

export type Verdicts = ReturnType<typeof createVerdicts>;

/** Judges fixes by what was answered, and keeps the figures of each. */
export function createVerdicts(deps: VerdictDeps) {
  const { retests, queries, defects, reports, notify, clock } = deps;
  const openSince = () => later(clock.now(), -OPEN_DAYS * DAY);

  /**
   * All who follow it; for answers to retests also those who work on it and those assigned to its
   * reports, who hear of a log with its group of crashes.
   */
  async function peopleOf(defectId: string, evidence: Evidence): Promise<ReadonlySet<string>> {
    const family = await defects.familyOf(defectId);
    const [concerned, linked, followers] = await Promise.all([
      defects.concerned(defectId),
      reports.ofDefects(family, undefined),
      defects.followersOf(defectId),
    ]);
    const engineers = new Set([
      ...concerned,
      ...linked.rows.flatMap(({ assigneeId }) => assigneeId ?? []),
    ]);
    return evidence === 'retest'
      ? new Set([...engineers, ...followers])
      : new Set(followers.filter((personId) => !engineers.has(personId)));
  }

  async function tell(defect: Defect, { build }: Sighting, evidence: Evidence): Promise<void> {
    const { id, ref } = defect;
    const fixBuild = defect.fixBuild ?? '';
    for (const personId of await peopleOf(id, evidence))
      await notify({
        personId,
        topic: 'defect',
        key: `contradicted:${id}:${fixBuild}`,
        text: `retests.notices.contradicted_${evidence}`,
        facts: { defect: ref, fixBuild, build },
        link: `/defects/${ref}`,
      });
  }

  /**
   * Opens the defect, or what stands for it, again whose fix the sighting speaks against, once for each build with a fix.
   * People are told first, once by the key: a process that dies between tells nobody twice.
   */
  async function contradict(
    defectId: string,
    sighting: Sighting,
    evidence: Evidence,
  ): Promise<boolean> {
    const root = await defects.rootOf(defectId);
    const defect = await defects.service.contradicted(root, sighting);
    if (!defect) return false;
    await tell(defect, sighting, evidence);
    return defects.service.contradict(defect.id, sighting, evidence);
  }

  async function follow(trial: Trial, cards: readonly Retest[], since: Date): Promise<void> {
    const verdict = judge(cards, trial.reporters, since);
    const broken = newestBroken(cards, since);
    if (verdict === 'verified')
      await defects.service.verifyByRetests(trial.defectId, trial.fixBuild);
    if (verdict === 'contradicted' && broken?.build)
      await contradict(trial.defectId, { build: broken.build, at: broken.at }, 'retest');
  }

  /** Counts the answers about the fix, judges by them, and asks nobody when it is no fix any more. */
  async function settle(fix: string): Promise<void> {
    const [trial, cards] = await Promise.all([retests.trial(fix), retests.ofFix(fix)]);
    if (!trial) return;
    const [claimed] = await defects.byIds([trial.defectId]);
    if (!claimed) return;
    if (isClaimed(trial, claimed)) await follow(trial, cards, cameBackAt(claimed));
    const [defect = claimed] = await defects.byIds([trial.defectId]);
    const isCurrent = isClaimed(trial, defect);
    if (isCurrent) await retests.ask(fix, openSince(), cameBackAt(defect));
    else await retests.askNobody(fix);
    const isInLogs = defect.history.some(
      ({ action, evidence, fixBuild }) =>
        action === 'contradict' && evidence === 'log' && fixBuild === trial.fixBuild,
    );
    await retests.saveTrial(fix, { ...tallyOf(cards, isInLogs), isCurrent });
    // Who read fewer answers may have written last.
    if (answersIn(await retests.ofFix(fix)) > answersIn(cards)) return settle(fix);
    await deps.judged.publish({ defectId: trial.defectId });
    await retests.settleDue(cards);
  }

  /** Trials whose defect was fixed elsewhere or opened again while nobody heard of it. */
  async function settleMissed(): Promise<void> {
    let trials: readonly Trial[] = [];
    do {
      trials = await queries.begunSince(openSince(), trials.at(-1));
      const fates = await defects.fates(trials.map(({ defectId }) => defectId));
      const byId = new Map(fates.map((fate) => [fate.id, fate]));
      for (const trial of trials)
        if (isClaimed(trial, byId.get(trial.defectId)) !== trial.isCurrent) await settle(trial.id);
    } while (trials.length > 0);
  }

  return {
    settle,
    contradict,
    async defectChanged(defectId: string): Promise<void> {
      for (const fix of await queries.fixesOf(defectId)) await settle(fix);
    },
    /** Whatever a killed process or a lost word left, and questions that are too old to be asked. */
    async sweep(): Promise<void> {
      for (const fix of await queries.dueFixes()) await settle(fix);
      await settleMissed();
      await retests.closeBefore(openSince());
    },
  };
}

/** Answers are only ever added. */
const answersIn = (cards: readonly Retest[]): number =>
  cards.reduce((sum, { answers }) => sum + answers.length, 0);

/** Whether the defect still claims the fix that is tried. */
const isClaimed = (
  { fixBuild }: Pick<Trial, 'fixBuild'>,
  defect: Pick<Defect, 'resolution' | 'fixBuild'> | undefined,
): boolean => defect?.resolution === 'fixed' && defect.fixBuild === fixBuild;
