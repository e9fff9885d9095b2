import { DAY, HOUR, later } from '../../kernel/clock.js';
import { hasRole, isStaff, type Language, type Viewer } from '../../kernel/people.js';
import type { PersonCard } from '../accounts/index.js';
import type { AnswerChoice, AnswerFacts } from '../canned-answers/index.js';
import { editionOf, missedBy } from './edition.js';
import { isLate } from './first-response.js';
import { PARK_AFTER_HOURS, REOPEN_DAYS, type Report } from './report.js';

type People = ReadonlyMap<string, PersonCard>;

/** What a canned answer can name of a report; `release` is the version that brought the fix. */
export const answerFactsOf = (
  report: Pick<Report, 'kind' | 'unitRef' | 'build' | 'defect'>,
  tester: string | undefined,
  release: string | undefined,
): AnswerFacts => ({
  kind: report.kind,
  values: {
    ...{ tester, release, unit: report.unitRef, build: report.build },
    fixBuild: report.defect?.fixBuild,
    defect: report.defect?.mergedInto ?? report.defect?.ref,
  },
});

export interface AnsweringFacts {
  readonly report: Report;
  readonly viewer: Viewer;
  readonly people: People;
  readonly choices: readonly AnswerChoice[];
  /** Of a form that was refused: what its page showed. */
  readonly edition: string | undefined;
  /** The canned answer that was chosen without a script, and in which language. */
  readonly answer?: string | undefined;
  readonly words?: string | undefined;
}

/** What stands around the box in which an engineer answers. */
export function answerModel(facts: AnsweringFacts) {
  const { report, viewer, people, choices, edition } = facts;
  const nameOf = (id: string | null) => (id ? (people.get(id)?.name ?? '') : '');
  const missed = isStaff(viewer) ? missedBy(report, edition, viewer) : undefined;
  const picked = choices.find(({ ref }) => ref === facts.answer);
  const language: Language =
    facts.words === 'en' || facts.words === 'zh-CN' ? facts.words : report.language;
  return {
    edition: editionOf(report),
    missed: missed && {
      messages: missed.messages.map(({ byId, at, text }) => ({ author: nameOf(byId), at, text })),
      moves: missed.events.map(({ action, byId, at }) => ({ action, by: nameOf(byId), at })),
      mergedInto: missed.mergedInto,
    },
    canned: choices.map(({ ref, name }) => ({ value: ref, label: name })),
    picked: picked && {
      ...{ ref: picked.ref, texts: picked.text, text: picked.text[language], language },
      missing: picked.missing.map((name) => `{{${name}}}`).join(' '),
    },
  };
}

/** What the author is told of where the report stands: what is asked, until when, and our fault. */
export function authorModel({
  report,
  viewer,
  now,
}: {
  report: Report;
  viewer: Viewer;
  now: Date;
}) {
  if (report.personId !== viewer.id) return {};
  const { status, statusAt, waiting, firstResponseAt } = report;
  const reopenUntil = later(statusAt, REOPEN_DAYS * DAY);
  return {
    asked:
      status === 'needs_info' ? { until: later(statusAt, PARK_AFTER_HOURS * HOUR) } : undefined,
    parked: status === 'parked' ? { until: reopenUntil, isOver: now > reopenUntil } : undefined,
    wasLate: (firstResponseAt !== null || waiting) && isLate(report, now),
  };
}

/** A private report for staff who did not take it: that it is there, and how to get to it. */
export const privateModel = (report: Report, viewer: Viewer, people: People) => ({
  ...{ ref: report.ref, kind: report.kind, createdAt: report.createdAt },
  due: report.waiting ? report.dueAt : undefined,
  assignee: report.assigneeId === null ? undefined : people.get(report.assigneeId)?.name,
  assigneeId: report.assigneeId,
  canTake: hasRole(viewer, 'qa'),
  canOpen: hasRole(viewer, 'admin'),
});
