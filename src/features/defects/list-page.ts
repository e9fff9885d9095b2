import type { Page } from '../../kernel/page-request.js';
import type { DeviceModel, Build } from '../rounds/index.js';
import { DEFECT_KINDS, DEFECT_STATUSES, isOpenStatus, SEVERITIES } from './defect.js';
import { toneOf } from './defect-page.js';
import type { DefectFilter, DefectRow } from './defect-queries.js';
import { VOTE_BUDGET, type MyVote } from './support.js';

export interface ListFacts {
  readonly filter: DefectFilter;
  readonly defects: Page<DefectRow>;
  readonly after: string | undefined;
  readonly models: readonly DeviceModel[];
  /** Of the chosen model. */
  readonly builds: readonly Build[];
  /** Of the viewer; undefined for whoever has none to give. */
  readonly votes: readonly MyVote[] | undefined;
}

export function listModel({ filter, defects, after, models, builds, votes }: ListFacts) {
  const mine = new Set(votes?.map(({ defectId }) => defectId));
  const used = votes?.filter(({ isOpen }) => isOpen).length ?? 0;
  const statuses = DEFECT_STATUSES.filter(
    (status) => isOpenStatus(status) === (filter.shelf === 'open'),
  );
  return {
    filter,
    view: filter.shelf,
    isNarrowed: [filter.modelCode, filter.build, filter.kind, filter.severity, filter.status].some(
      (value) => value !== undefined,
    ),
    defects: defects.rows.map((row) => {
      const line = {
        ...row,
        tone: toneOf(row),
        isIdea: row.kind === 'suggestion',
        hasMyVote: mine.has(row.id),
        // The figure that the list is sorted by.
        score: filter.order === 'impact' ? row.score : undefined,
      };
      return { ...line, edition: JSON.stringify(line) };
    }),
    next: defects.next,
    after,
    votes: votes && { used, budget: VOTE_BUDGET },
    models: models.map(({ code, name }) => ({ value: code, label: `${name} (${code})` })),
    buildChoices: builds.map(({ version }) => ({ value: version, label: version })).reverse(),
    choices: { kinds: DEFECT_KINDS, severities: SEVERITIES, statuses },
  };
}
