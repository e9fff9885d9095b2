import { Conflict, InvalidInput, NotFound, Refusal } from '../../kernel/errors.js';
import type { Crashes } from '../crashes/index.js';
import type { Reports } from '../reports/index.js';
import type { By } from './deed-service.js';
import { summaryOf, type Defect } from './defect.js';
import type { DefectStore } from './defect-store.js';
import type { SpreadService } from './spread-service.js';

export interface TieDeps {
  readonly defects: Pick<DefectStore, 'byRef' | 'tie' | 'endTie' | 'tying'>;
  readonly spreading: Pick<SpreadService, 'around'>;
  readonly crashes: Pick<Crashes, 'reportsOfGroup'>;
  readonly reports: Pick<Reports, 'cards' | 'linkDefect'>;
}

const SWEEP_SIZE = 10;
/** What somebody waits for; the job does the rest. */
const PAGES_AT_ONCE = 3;

export type TieService = ReturnType<typeof createTies>;

/** Links every report that has crashes of a group, and is linked to nothing, to one defect. */
export function createTies({ defects, spreading, crashes, reports }: TieDeps) {
  async function linkPage(defect: Defect, ids: readonly string[], by: By): Promise<void> {
    const cards = await reports.cards(ids);
    for (const { id, defect: linked, modelCode } of cards.values())
      if (linked === null && modelCode === defect.modelCode)
        await reports
          .linkDefect(id, summaryOf(defect, defect), by, null)
          .catch((error: unknown) => {
            // Withdrawn, or private: it is for who has it to say where it belongs.
            if (!(error instanceof Refusal)) throw error;
          });
  }

  /** Each page is counted, so that it may be broken off anywhere and begun again. */
  async function linkPages(defect: Defect, groupRef: string, by: By, pages: number) {
    let after: string | undefined;
    for (let n = 0; n < pages; n += 1) {
      const page = await crashes.reportsOfGroup(groupRef, after);
      await spreading.around(defect.id, () => linkPage(defect, page.ids, by));
      if (page.next === undefined) {
        await defects.endTie(defect.id, groupRef);
        return;
      }
      after = page.next;
    }
  }

  return {
    async tie(groupRef: string, defectRef: string, by: By): Promise<void> {
      const defect = await defects.byRef(defectRef);
      if (!defect) throw new InvalidInput({ defect: { code: 'defects.no_such_defect' } });
      if (defect.mergedInto !== null)
        throw new InvalidInput({ defect: { code: 'defects.merged_choose' } });
      if (!(await crashes.reportsOfGroup(groupRef, undefined)).isKnown) throw new NotFound();
      if (!(await defects.tie(defect.id, groupRef, by.id)))
        throw new Conflict('defects.tied_already');
      await linkPages(defect, groupRef, by, PAGES_AT_ONCE);
    },
    /** Links the rest of large groups, and what a crash broke off. */
    async sweep(): Promise<void> {
      for (const { defect, groupRef, byId } of await defects.tying(SWEEP_SIZE))
        await linkPages(defect, groupRef, { id: byId }, Infinity);
    },
  };
}
