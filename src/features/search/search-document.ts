import { readKeyParts, type CrashGroup } from '../crashes/index.js';
import type { Defect } from '../defects/index.js';
import { shownStatus, type Report } from '../reports/index.js';
import { MAX_TERMS, NO_FACETS, type Facets, type SearchEntry } from './search-entry.js';
import { facetTerm } from './search-query.js';
import { fold, termsOf } from './search-terms.js';

type Source = Pick<
  SearchEntry,
  'id' | 'noun' | 'ref' | 'title' | 'audience' | 'at' | 'changedAt'
> & {
  readonly facets: Facets;
  /** What it is found by besides its reference and title, the most telling first. */
  readonly words: readonly string[];
};

/**
 * What people wrote to each other in public, and what was found in the files: no line of a log, no
 * file name, and nothing that staff says among itself, as the author may search the entry.
 */
export const reportEntry = (report: Report): SearchEntry =>
  report.isPrivate ? foundByNothing(report) : wordsOf(report);

/** A private report: an entry without a term, in place of what stood there before it was private. */
const foundByNothing = (report: Report): SearchEntry =>
  toEntry({
    ...{ noun: 'report', id: report.id, ref: '', title: '', words: [], facets: NO_FACETS },
    audience: `person:${report.personId}`,
    at: report.createdAt,
    changedAt: report.updatedAt,
  });

const wordsOf = (report: Report): SearchEntry =>
  toEntry({
    noun: 'report',
    id: report.id,
    ref: report.ref,
    title: report.title,
    audience: `person:${report.personId}`,
    at: report.createdAt,
    changedAt: report.updatedAt,
    facets: {
      ...NO_FACETS,
      status: shownStatus(report),
      isOpen: report.isOpen,
      kind: report.kind,
      builds: report.build === null ? [] : [report.build],
      model: report.modelCode,
      unitRef: report.unitRef,
      roundId: report.roundId,
      assigneeId: report.assigneeId,
    },
    words: [
      report.unitRef,
      ...(report.defect ? [report.defect.ref, report.defect.title] : []),
      ...report.attachments.flatMap((file) => file.crashes.map(({ title }) => title)),
      report.text,
      ...report.messages.filter(({ internal }) => !internal).map(({ text }) => text),
    ],
  });

/**
 * Everything that the page of a defect says in words; of one under embargo, for staff alone. Reasons
 * about a merged one may be about what it was merged into, which may be under embargo.
 */
export const defectEntry = (defect: Defect): SearchEntry =>
  toEntry({
    noun: 'defect',
    id: defect.id,
    ref: defect.ref,
    title: defect.title,
    audience: defect.embargo ? 'staff' : 'public',
    at: defect.updatedAt,
    changedAt: defect.updatedAt,
    facets: {
      ...NO_FACETS,
      status: defect.status,
      isOpen: defect.isOpen,
      severity: defect.severity,
      builds: defect.fixBuild === null ? [] : [defect.fixBuild],
      model: defect.modelCode,
    },
    words: [
      defect.note,
      ...(defect.mergedInto === null ? defect.history.map(({ reason }) => reason) : []),
    ],
  });

/** Parts of a key that are names in code; its messages are words of a log. */
const NAMES: ReadonlySet<string> = new Set([
  'type',
  'frame',
  'framework',
  'outer',
  'cycle',
  'signal',
  'holder',
  'component',
]);

export const groupEntry = (group: CrashGroup): SearchEntry =>
  toEntry({
    noun: 'crashGroup',
    id: group.id,
    ref: group.ref,
    title: group.title,
    audience: 'staff',
    at: group.lastSeenAt,
    changedAt: group.updatedAt,
    facets: { ...NO_FACETS, kind: group.kind, builds: group.builds },
    words: [
      group.process ?? '',
      ...readKeyParts(group.parts)
        .filter(({ kind }) => NAMES.has(kind))
        .map(({ value }) => value),
    ],
  });

function toEntry({ words, ...source }: Source): SearchEntry {
  const titleTerms = termsOf([source.ref, source.title], MAX_TERMS);
  const facets = facetTerms(source.facets);
  const all = termsOf([source.ref, source.title, ...words], MAX_TERMS - facets.length);
  return { ...source, folded: fold(source.title), titleTerms, terms: [...facets, ...all] };
}

/** A group seen in very many builds is found by the first of them. */
const MAX_BUILDS = 50;

function facetTerms(facets: Facets): readonly string[] {
  const { status, isOpen, severity, kind, builds, model, unitRef, assigneeId } = facets;
  return [
    ...(status === null ? [] : [facetTerm('status', status)]),
    ...(isOpen === null ? [] : [facetTerm('is', isOpen ? 'open' : 'closed')]),
    ...(severity === null ? [] : [facetTerm('severity', severity)]),
    ...(kind === null ? [] : [facetTerm('kind', kind)]),
    ...builds.slice(0, MAX_BUILDS).map((build) => facetTerm('build', build)),
    ...(model === null ? [] : [facetTerm('model', model)]),
    ...(unitRef === null ? [] : [facetTerm('unit', unitRef)]),
    ...(assigneeId === null ? [] : [facetTerm('assignee', assigneeId)]),
  ];
}
