import type { FieldError } from '../../kernel/errors.js';
import { errorKey } from '../../platform/i18n.js';
import type { PersonCard } from '../accounts/index.js';
import type { BulkRequest } from './bulk.js';

/** What the pages of a bulk action show of one report. */
export interface BulkRow {
  readonly report: {
    readonly ref: string;
    readonly title: string;
    readonly isPrivate: boolean;
    readonly personId: string;
    readonly language: string;
    readonly status: string;
  };
  readonly plan: {
    readonly refusal: string | undefined;
    readonly words: string | undefined;
    readonly statusAfter: string;
  };
  readonly mark: string;
}

export interface BulkFacts {
  readonly items: readonly BulkRow[];
  readonly request: BulkRequest;
  readonly key: string;
  readonly people: ReadonlyMap<string, PersonCard>;
  readonly choices: object;
}

export function bulkModel({ items, request, key, people, choices }: BulkFacts) {
  const { action, to, answer, defect, words } = request;
  const isWordy = action === 'ask' || action === 'decline';
  const rows = items.map(({ report, plan, mark }) => ({
    ref: report.ref,
    title: report.isPrivate ? '' : report.title,
    tester: people.get(report.personId)?.name ?? '',
    status: report.status,
    ...plan,
    refusal: plan.refusal && errorKey(plan.refusal),
    language: report.language,
    seen: `${report.ref}:${mark}`,
  }));
  return {
    ...choices,
    ...{ action, to, answer, defect, key, rows },
    wordsEn: words.en,
    wordsZh: words['zh-CN'],
    needsWords: isWordy,
    needsForm: !['take', 'park'].includes(action),
    languages: isWordy ? [...new Set(items.map(({ report }) => report.language))] : [],
    count: rows.filter(({ refusal }) => refusal === undefined).length,
    /** What the form that does it sends along. */
    fields: Object.entries({
      ...{ action, to, answer, defect },
      words_en: words.en,
      words_zh: words['zh-CN'],
    }).map(([name, value]) => ({ name, value })),
  };
}

export interface OutcomeFacts {
  readonly action: string;
  readonly outcomes: readonly {
    readonly ref: string;
    readonly refusal: FieldError | undefined;
    readonly isDone: boolean;
    readonly report: { readonly title: string; readonly isPrivate: boolean } | undefined;
  }[];
}

export const outcomeModel = ({ action, outcomes }: OutcomeFacts) => ({
  action,
  doneCount: outcomes.filter(({ isDone }) => isDone).length,
  leftCount: outcomes.filter(({ isDone }) => !isDone).length,
  rows: outcomes.map(({ ref, report, isDone, refusal }) => ({
    ...{ ref, isDone },
    title: report && !report.isPrivate ? report.title : '',
    refusal: refusal && { key: errorKey(refusal.code), facts: refusal.facts },
  })),
});
