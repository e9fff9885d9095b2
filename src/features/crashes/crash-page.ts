import type { Page } from '../../kernel/page-request.js';
import type { ReportRow } from '../reports/index.js';
import type { CrashFrame } from './crash.js';
import { logHref } from './log-view.js';
import { readKeyParts, type Crash, type CrashGroup } from './crash-group.js';
import type { CrashGroupRow, CrashRow } from './crash-queries.js';

export const groupsModel = (groups: Page<CrashGroupRow>, after: string | undefined) => ({
  groups: groups.rows,
  next: groups.next,
  after,
});

export interface GroupFacts {
  readonly group: CrashGroup;
  /** Absent only while the group's first crash is being stored. */
  readonly latest: Crash | undefined;
  readonly crashes: Page<CrashRow>;
  readonly reports: ReadonlyMap<string, ReportRow>;
  readonly after: string | undefined;
}

export const groupModel = ({ group, latest, crashes, reports, after }: GroupFacts) => ({
  group,
  why: readKeyParts(group.parts),
  head: latest && headOf(latest),
  frames: latest?.frames.map((frame, index) => ({
    text: frameText(frame, index),
    isOurs: frame.inApp,
  })),
  thread: latest?.thread,
  regressionReport: group.regression && reports.get(group.regression.reportId)?.ref,
  seen: crashes.rows.map((row) => seenRow(row, reports.get(row.reportId))),
  next: crashes.next,
  after,
});

/** What the log says of the failure itself, before its frames. */
const headOf = (crash: Crash): string =>
  [crash.exception ?? crash.signal, crash.message].filter(Boolean).join(': ') || crash.title;

/** A frame as its own tools write it: `at` for managed code, `#00 pc` for native. */
export function frameText(frame: CrashFrame, index: number): string {
  if (frame.pc !== undefined) {
    const place = frame.function === '' ? '' : ` (${frame.function})`;
    return `    #${String(index).padStart(2, '0')} pc ${frame.pc}  ${frame.module}${place}`;
  }
  const name = [frame.module, frame.function].filter(Boolean).join('.');
  const source = [frame.file, frame.line].filter((part) => part !== undefined).join(':');
  return `    at ${name}${source === '' ? '' : `(${source})`}`;
}

const seenRow = (row: CrashRow, report: ReportRow | undefined) => ({
  cells: [
    report ? { text: report.ref, href: `/reports/${report.ref}` } : { text: '' },
    { text: report?.unitRef ?? '' },
    { text: row.device ?? row.modelCode },
    { text: row.build ?? '', mono: true },
    {
      text: [row.entry, row.line].filter((part) => part !== '').join(':'),
      ...(report ? { href: logHref(report.ref, row.n, row) } : { mono: true }),
    },
    { at: row.seenAt },
  ],
});
