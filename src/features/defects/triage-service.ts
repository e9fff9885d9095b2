import type { Clock } from '../../kernel/clock.js';
import { Conflict, Forbidden, InvalidInput, NotFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { StandingFeature } from '../standing/index.js';
import type { By } from './deed-service.js';
import type { Defect } from './defect.js';
import type { FamilyQueries } from './family-queries.js';
import type { MergeService } from './merge-service.js';
import { rootOf } from './merge.js';
import type { SpreadService } from './spread-service.js';
import { HELP_MAX, mayHelp, type Help, type HelpKind } from './triage.js';
import type { TriageStore } from './triage-store.js';

export interface TriageDeps {
  readonly triage: TriageStore;
  readonly family: FamilyQueries;
  readonly merges: Pick<MergeService, 'merge'>;
  readonly standing: Pick<StandingFeature, 'statesOf'>;
  readonly spreading: Pick<SpreadService, 'around'>;
  readonly clock: Clock;
}

export interface HelpWords {
  readonly kind: HelpKind;
  readonly other: string;
  readonly text: string;
}

export interface HelpDecision {
  readonly isAccepted: boolean;
  /** What is published of accepted steps, and why something is refused or merged. */
  readonly text: string;
}

export type TriageService = ReturnType<typeof createTriage>;

/** Testers of good standing suggest, QA decides; what was accepted is a fact for credit. */
export function createTriage(deps: TriageDeps) {
  const { triage, family, merges, standing, spreading, clock } = deps;

  async function defectOf(ref: string): Promise<Defect> {
    const around = await family.byRef(ref);
    if (!around) throw new NotFound();
    return around.defect;
  }

  async function mustFit(defect: Defect, { kind, other }: HelpWords): Promise<void> {
    if (kind !== 'duplicate') return;
    const around = other === '' ? undefined : await family.byRef(other);
    const refused = (code: string) => new InvalidInput({ other: { code } });
    if (!around) throw refused('defects.no_such_defect');
    if (around.defect.id === defect.id) throw refused('defects.same');
    if (around.defect.modelCode !== defect.modelCode) throw refused('defects.other_model');
  }

  /** They may be one already: merged by hand meanwhile, or by a decision that was broken off. */
  async function mergeOnce(ref: string, otherRef: string, reason: string, by: By): Promise<void> {
    const [one, other] = await Promise.all([family.byRef(ref), family.byRef(otherRef)]);
    if (one && other && rootOf(one).id === rootOf(other).id) return;
    await merges.merge(ref, otherRef, reason, by);
  }

  const isInGoodStanding = async (personId: string): Promise<boolean> =>
    mayHelp((await standing.statesOf([personId])).get(personId)?.state);

  return {
    mayHelp: isInGoodStanding,
    async suggest(ref: string, words: HelpWords, by: By): Promise<void> {
      const defect = await defectOf(ref);
      if (!(await isInGoodStanding(by.id))) throw new Forbidden('defects.help_standing');
      await mustFit(defect, words);
      if ((await triage.openBy(by.id, defect.id)) >= HELP_MAX)
        throw new Conflict('defects.help_full', { count: HELP_MAX });
      const at = clock.now();
      const { kind, other, text } = words;
      const isAdded = await triage.add({
        ...{ id: newId(at), defectId: defect.id, personId: by.id, kind, at, text },
        ...{ otherRef: kind === 'duplicate' ? other : null, state: 'open' },
        ...{ decidedById: null, decidedAt: null, reason: '' },
      });
      if (!isAdded) throw new Conflict('defects.help_known');
    },
    /**
     * An accepted duplicate is merged, for that reason; accepted steps are public in these words.
     * The page of a defect asks also for what was suggested about those merged into it.
     */
    async decide(ref: string, id: string, { isAccepted, text }: HelpDecision, by: By) {
      const [around, help] = await Promise.all([family.byRef(ref), triage.byId(id)]);
      const all = around ? [around.defect, ...around.merged] : [];
      const defect = all.find((one) => one.id === help?.defectId);
      if (!defect || !help) throw new NotFound();
      if (help.state !== 'open') throw new Conflict('defects.help_decided');
      if (isAccepted && help.otherRef !== null)
        await mergeOnce(defect.ref, help.otherRef, text, by);
      const isPublished = isAccepted && help.kind === 'steps';
      await spreading.around(defect.id, async () => {
        const decided = await triage.decide(id, {
          state: isAccepted ? 'accepted' : 'refused',
          ...(isPublished ? { text, reason: '' } : { text: help.text, reason: text }),
          ...{ decidedById: by.id, decidedAt: clock.now() },
        });
        if (!decided) throw new Conflict('defects.help_decided');
      });
    },
    openOf: (defectIds: readonly string[]): Promise<readonly Help[]> =>
      triage.of(defectIds, 'open'),
    /** Steps that QA published. */
    async stepsOf(defectIds: readonly string[]): Promise<readonly Help[]> {
      return (await triage.of(defectIds, 'accepted')).filter(({ kind }) => kind === 'steps');
    },
  };
}
