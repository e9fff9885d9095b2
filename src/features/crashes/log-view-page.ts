import type { CopyEntry } from '../redaction/index.js';
import {
  lastLineOf,
  type FindResult,
  type LineOfEntry,
  type LogWindow,
  type OpenLog,
} from './log-reading.js';
import {
  LOG_LEVELS,
  logHref,
  markWords,
  SHOWN_CHARS,
  shownText,
  type LogLine,
  type LogRequest,
} from './log-view.js';

/** More texts than that are reached by a search or from their crashes. */
const LISTED_ENTRIES = 200;

export interface LogFacts {
  readonly log: OpenLog;
  readonly asked: LogRequest;
  readonly window: LogWindow;
  /** What a search came to that found nothing. */
  readonly find?: Exclude<FindResult, { kind: 'found' }> | undefined;
  readonly seesGroups: boolean;
}

type Query = Readonly<Record<string, string | number | undefined>>;

const withQuery = (path: string, query: Query): string => {
  const values = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(values.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? path : `${path}?${text}`;
};

const pathOf = ({ report, file }: OpenLog): string => `/reports/${report.ref}/files/${file.n}/log`;
const keptOf = ({ level, tag, q, wrap }: LogRequest): Query => ({
  ...{ level, tag, q, wrap: wrap ? 'yes' : undefined },
});

/** Where a search leads that found something. */
export const foundHref = (log: OpenLog, asked: LogRequest, at: LineOfEntry): string =>
  `${withQuery(pathOf(log), { ...keptOf(asked), ...at })}#L${at.line}`;

export function logModel({ log, asked, window, find, seesGroups }: LogFacts) {
  const { report, file, name, copy } = log;
  const path = pathOf(log);
  const { entry, line, reading } = window;
  const at = entry?.entry ?? asked.entry;
  const { level, tag, q, wrap } = asked;
  const kept = { ...keptOf(asked), entry: at };
  const place = entry && placeOf(entry, reading.looked);
  const rows = reading.lines.map((one) =>
    rowModel(one, entry?.firstLine ?? 1, { line, q, path, kept }),
  );
  return {
    ...{ ref: report.ref, n: file.n, name, entry: at, path, rows, level, tag, q, wrap, place },
    total: entry?.lines ?? 0,
    isFiltered: level !== undefined || tag !== undefined,
    isCut: place !== undefined && rows.length === 0 && place.next !== undefined,
    find: find && findModel(find, path, kept),
    findFrom: q && line ? line + 1 : (place?.from ?? 1),
    levels: LOG_LEVELS,
    links: place && {
      first: place.previous && withQuery(path, { ...kept, from: 1 }),
      previous: place.previous && withQuery(path, { ...kept, before: place.previous }),
      next: place.next && withQuery(path, { ...kept, from: place.next }),
      last: place.next && withQuery(path, { ...kept, before: (entry?.lines ?? 0) + 1 }),
    },
    entries: copy.entries.slice(0, LISTED_ENTRIES).map((one) => ({
      name: one.entry,
      lines: one.lines,
      href: withQuery(path, { entry: one.entry, from: 1 }),
      isCurrent: one.firstLine === entry?.firstLine && one.lines === entry.lines,
    })),
    moreEntries: Math.max(0, copy.entries.length - LISTED_ENTRIES),
    crashes: file.crashes.map((crash) => ({
      ...crash,
      groupRef: seesGroups ? crash.groupRef : null,
      href: logHref(report.ref, file.n, crash),
    })),
  };
}

/** What was looked at, in numbers of the entry; `previous` and `next` where there is more. */
function placeOf(entry: CopyEntry, looked: LogWindow['reading']['looked']) {
  const from = looked.from - entry.firstLine + 1;
  const to = looked.to - entry.firstLine + 1;
  return {
    ...{ from, to },
    previous: from > 1 ? from : undefined,
    next: looked.to < lastLineOf(entry) ? to + 1 : undefined,
  };
}

interface RowFacts {
  readonly line: number | undefined;
  readonly q: string | undefined;
  readonly path: string;
  readonly kept: Query;
}

function rowModel({ n, text, level }: LogLine, firstLine: number, facts: RowFacts) {
  const number = n - firstLine + 1;
  const isAsked = number === facts.line;
  const shown = shownText(text, isAsked ? Infinity : SHOWN_CHARS);
  return {
    n: number,
    level: level?.toLowerCase(),
    isAsked,
    parts: markWords(shown.text, facts.q),
    more: shown.more,
    wholeHref:
      shown.more > 0 && `${withQuery(facts.path, { ...facts.kept, line: number })}#L${number}`,
  };
}

const findModel = (find: NonNullable<LogFacts['find']>, path: string, kept: Query) =>
  find.kind === 'none'
    ? { isOver: true, href: withQuery(path, { ...kept, entry: undefined, find: 1 }) }
    : {
        isOver: false,
        at: find.from,
        href: withQuery(path, { ...kept, entry: find.from.entry, find: find.from.line }),
      };
