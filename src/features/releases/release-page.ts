import type { Page } from '../../kernel/page-request.js';
import { hasRole, isStaff, type Language, type Viewer } from '../../kernel/people.js';
import { toLocalTime } from '../../kernel/time-zone.js';
import type { PersonCard } from '../accounts/index.js';
import type { DefectRow } from '../defects/index.js';
import type { ReportRow } from '../reports/index.js';
import type { Build, DeviceModel } from '../rounds/index.js';
import type { UnitCard } from '../units/index.js';
import { lineModel, type LinesModel, type Unnamed } from './release-lines.js';
import type { LatestRelease, ReleaseRow } from './release-queries.js';
import {
  distanceTo,
  FIX_SECTIONS,
  nextReleaseState,
  versionOf,
  type ChangelogEntry,
  type Distance,
  type Release,
  type ReleaseState,
} from './release.js';
import type { Voices } from './voices.js';

export type Say = (key: string) => string;
type People = ReadonlyMap<string, PersonCard>;

const TONES: Readonly<Record<ReleaseState, string>> = {
  draft: 'warn',
  frozen: 'info',
  published: 'ok',
  closed: 'ok',
};
const DISTANCE_TONES: Readonly<Record<Distance, string | undefined>> = {
  older: 'warn',
  same: 'ok',
  newer: 'info',
  apart: undefined,
  unknown: undefined,
};

const rowModel = (row: ReleaseRow) => ({
  ...row,
  href: `/releases/${versionOf(row)}`,
  tone: TONES[row.state],
  /** What the row shows follows from it. */
  mark: `${row.id} ${row.revision}`,
});

export interface ListFacts {
  readonly published: Page<ReleaseRow>;
  readonly unpublished: readonly ReleaseRow[];
  /** For QA: what a release may be drafted of. */
  readonly models: readonly (DeviceModel & { readonly builds: readonly Build[] })[];
  readonly taken: readonly Pick<Release, 'modelCode' | 'build'>[];
  readonly after: string | undefined;
  readonly language: Language;
}

export function listModel({ published, unpublished, models, taken, after, language }: ListFacts) {
  const versions = new Set(taken.map(versionOf));
  return {
    rows: published.rows.map(rowModel),
    unpublished: unpublished.map(rowModel),
    next: published.next,
    after,
    feed: `/releases/feed.xml?lang=${language}`,
    builds: models.flatMap(({ code, name, builds }) =>
      builds
        .map(({ version }) => ({
          value: versionOf({ modelCode: code, build: version }),
          label: `${name} ${version}`,
        }))
        .filter(({ value }) => !versions.has(value))
        .reverse(),
    ),
  };
}

export interface ShowFacts {
  readonly release: Release;
  readonly isEmptied: boolean;
  readonly lines: LinesModel;
  readonly voices: Voices;
  /** The position that was asked for; 0 for the first page. */
  readonly after: number;
  readonly viewer: Viewer | undefined;
  /** Those who took its steps, for staff. */
  readonly people: People;
  readonly builds: readonly Build[];
  readonly units: readonly UnitCard[];
  readonly reports: readonly ReportRow[];
}

export function showModel(facts: ShowFacts) {
  const { release, isEmptied, viewer, people, lines, voices, after } = facts;
  const canWork = hasRole(viewer, 'qa');
  const can = (action: Parameters<typeof nextReleaseState>[1]) =>
    canWork && nextReleaseState(release.state, action) !== undefined;
  return {
    release: { ...release, tone: TONES[release.state] },
    ...lines,
    after: after || undefined,
    isPublished: release.publishedAt !== null,
    voices: release.closesAt ? voices : undefined,
    isEmptied,
    isComing: release.state === 'frozen' && !isEmptied,
    isEmpty: release.itemCount === 0,
    yours: yoursIn(facts),
    history: isStaff(viewer)
      ? release.events.map((event) => ({ ...event, by: people.get(event.byId ?? '')?.name }))
      : undefined,
    canWork,
    canEditFiles: can('files'),
    canDiscard: canWork && release.state === 'draft',
    canFreeze: can('freeze'),
    canUnfreeze: can('unfreeze'),
    canPublish: can('publish') && !isEmptied,
    canRollBack: can('roll_back'),
  };
}

/** The units that the reader holds, and what they reported that the build brings. */
function yoursIn({ release, builds, units, reports }: ShowFacts) {
  if (units.length + reports.length === 0) return undefined;
  return {
    units: units.map(({ ref, build }) => {
      const distance = distanceTo(release.build, build, builds);
      return { ref, build, distance, tone: DISTANCE_TONES[distance] };
    }),
    reports: reports.map(({ ref, title, unitRef, defect }) => ({
      ...{ ref, title, unitRef },
      defectRef: defect?.ref,
    })),
  };
}

/** The newest release with its first lines, and when the next one is due. */
export type FrontModel = ReturnType<typeof frontModel>;
export function frontModel(
  latest: LatestRelease | undefined,
  people: People,
  unnamed: Unnamed,
  nextAt: Date,
) {
  const none = new Map<string, never>();
  const line = lineModel({ people, unnamed, defects: none, reactions: none, tried: none });
  return {
    latest: latest && { ...rowModel(latest), lines: latest.entries.map(line) },
    nextAt,
  };
}

export function editModel(release: Release, open: readonly DefectRow[], zone: string) {
  const known = release.entries.filter(({ section }) => section === 'known_issue');
  const choices = new Map(open.map(({ ref, title }) => [ref, title]));
  for (const { defectRef, text } of known) choices.set(defectRef, text.en);
  return {
    release,
    version: versionOf(release),
    publishZone: zone,
    publishAt: toLocalTime(release.publishAt, zone),
    choices: [...choices].map(([ref, title]) => ({ value: ref, label: `${ref} ${title}` })),
    chosen: known.map(({ defectRef }) => defectRef),
  };
}

export const lineFormModel = (
  release: Release,
  entry: ChangelogEntry,
  owners: readonly PersonCard[],
  say: Say,
) => ({
  release,
  version: versionOf(release),
  entry,
  engineers:
    entry.section === 'known_issue'
      ? []
      : owners.map(({ handle, name }) => ({ value: handle, label: name, hint: `@${handle}` })),
  chosen: owners.filter(({ id }) => entry.engineerIds.includes(id)).map(({ handle }) => handle),
  sections:
    entry.section === 'known_issue'
      ? []
      : FIX_SECTIONS.map((value) => ({ value, label: say(`releases.sections.${value}`) })),
});
