import type { Clock } from '../../kernel/clock.js';
import { Conflict, Forbidden, NotFound } from '../../kernel/errors.js';
import type { Reports } from '../reports/index.js';
import type { By, TakeDeed } from './deed-service.js';
import type { Defect, Severity } from './defect.js';
import type { DefectStore } from './defect-store.js';
import { DEFAULT_TWIN, type Embargo, type Twin } from './embargo.js';
import type { FamilyQueries } from './family-queries.js';
import { idsOf } from './merge.js';

export interface EmbargoDeps {
  readonly defects: Pick<DefectStore, 'byRef'>;
  readonly family: Pick<FamilyQueries, 'of'>;
  readonly reports: Pick<Reports, 'privateCountOf'>;
  readonly take: TakeDeed;
  readonly clock: Clock;
}

export interface HideWords {
  readonly twin: Twin;
  readonly until: Date | null;
  readonly reason: string;
}

export type EmbargoService = ReturnType<typeof createEmbargoes>;

/** What of a defect is for everybody, and how severe it is: decided by staff, each with a reason. */
export function createEmbargoes({ defects, family, reports, take, clock }: EmbargoDeps) {
  async function byRef(ref: string): Promise<Defect> {
    const defect = await defects.byRef(ref);
    if (!defect) throw new NotFound();
    return defect;
  }

  async function hidden(ref: string): Promise<{ defect: Defect; embargo: Embargo }> {
    const defect = await byRef(ref);
    if (!defect.embargo) throw new Conflict('defects.not_hidden');
    return { defect, embargo: defect.embargo };
  }

  return {
    /** How many private reports stand behind it and what was merged into it. */
    async privateCountOf({ id }: Pick<Defect, 'id'>): Promise<number> {
      const around = await family.of(id);
      return around ? reports.privateCountOf(idsOf(around)) : 0;
    },
    /** From now on everybody reads the twin; said anew, a proposal to lift falls. */
    async hide(ref: string, { twin, until, reason }: HideWords, by: By): Promise<void> {
      const { title, note } = twin;
      const words = {
        title: {
          en: title.en || DEFAULT_TWIN.title.en,
          'zh-CN': title['zh-CN'] || DEFAULT_TWIN.title['zh-CN'],
        },
        note,
      };
      const embargo = { until, twin: words, lift: null };
      await take(await byRef(ref), { action: 'hide', reason, changes: { embargo } }, by);
    },
    /** The first of the two who end an embargo. */
    async proposeLift(ref: string, by: By): Promise<void> {
      const { defect, embargo } = await hidden(ref);
      if (embargo.lift) throw new Conflict('defects.lift_proposed');
      const lift = { byId: by.id, at: clock.now() };
      const changes = { embargo: { ...embargo, lift } };
      await take(defect, { action: 'ask_lift', reason: '', changes }, by);
    },
    /** The second, who has seen what becomes public. */
    async lift(ref: string, by: By): Promise<void> {
      const { defect, embargo } = await hidden(ref);
      if (!embargo.lift) throw new Conflict('defects.lift_not_proposed');
      if (embargo.lift.byId === by.id) throw new Forbidden('defects.second_person');
      await take(defect, { action: 'lift', reason: '', changes: { embargo: null } }, by);
    },

    /** Somebody looked at the severity: another one, or the same for a reason. */
    async judgeSeverity(ref: string, severity: Severity, reason: string, by: By): Promise<void> {
      const defect = await byRef(ref);
      const action = severity === defect.severity ? 'keep' : 'raise';
      const changes = { severity, severityAt: clock.now(), alarm: null };
      await take(defect, { action, reason, changes }, by);
    },
  };
}
