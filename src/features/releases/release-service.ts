import { readFile } from 'node:fs/promises';
import type { Clock } from '../../kernel/clock.js';
import { Conflict, InvalidInput, NotFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Bilingual, Viewer } from '../../kernel/people.js';
import { cleanText } from '../../kernel/text.js';
import { parseLocalTime } from '../../kernel/time-zone.js';
import type { Logger } from '../../platform/logger.js';
import type { Defects } from '../defects/index.js';
import type { Rounds } from '../rounds/index.js';
import { draftedAnew, staleIn, withKnownIssues } from './drafting.js';
import type { Drafting } from './drafting-service.js';
import { nextFriday } from './friday.js';
import { parseFiles } from './release-files.js';
import type { EditForm, FilesForm, LineForm } from './release-input.js';
import {
  itemsOf,
  nextReleaseState,
  versionOf,
  type Release,
  type ReleaseAction,
} from './release.js';
import type { ReleaseStep, ReleaseStore } from './release-store.js';

export interface ReleaseServiceDeps {
  readonly releases: ReleaseStore;
  readonly drafting: Pick<Drafting, 'fixesFor'>;
  readonly defects: Pick<Defects, 'openOf'>;
  readonly rounds: Pick<Rounds['service'], 'buildsOf' | 'modelByCode'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly programmeZone: string;
}

export type ReleaseService = ReturnType<typeof createReleaseService>;
export type ReleaseName = Pick<Release, 'modelCode' | 'build'>;
type By = Pick<Viewer, 'id'>;

/** Takes the step on the release as it was read; who took it, null for the clock. */
export type TakeStep = (
  release: Release,
  action: ReleaseAction,
  byId: string | null,
  changes: ReleaseStep['changes'],
  reason?: string,
) => Promise<Release>;

export const createTakeStep =
  (releases: Pick<ReleaseStore, 'take'>, clock: Clock): TakeStep =>
  async (release, action, byId, changes, reason = '') => {
    const state = nextReleaseState(release.state, action);
    if (!state) throw new Conflict(`releases.not_now_${release.state}`);
    const event = { at: clock.now(), byId, action, reason };
    const { entries = release.entries } = changes;
    const itemCount = itemsOf({ entries }).length;
    const step = { changes: { ...changes, state, itemCount }, event };
    const taken = await releases.take(release, step);
    if (!taken) throw new Conflict('releases.changed');
    return taken;
  };

/** The life of a release up to its publication, and the note that takes it back. */
export function createReleaseService(deps: ReleaseServiceDeps) {
  const { releases, drafting, defects, rounds, clock, log, programmeZone } = deps;
  const take = createTakeStep(releases, clock);

  async function byName(name: ReleaseName): Promise<Release> {
    const release = await releases.byBuild(name);
    if (!release) throw new NotFound();
    return release;
  }

  async function draft({ modelCode, build }: ReleaseName, by: By): Promise<Release> {
    const [model, builds] = await Promise.all([
      rounds.modelByCode(modelCode),
      rounds.buildsOf(modelCode),
    ]);
    if (!model || !builds.some(({ version }) => version === build))
      throw new InvalidInput({ version: { code: 'not_a_choice' } });
    const now = clock.now();
    const title = `${model.name} ${build}`;
    const entries = draftedAnew([], await drafting.fixesFor({ modelCode, build }));
    const release: Release = {
      ...{ id: newId(now), modelCode, build, state: 'draft' },
      title: { en: title, 'zh-CN': title },
      notes: { en: '', 'zh-CN': '' },
      ...{ entries, files: [] },
      itemCount: itemsOf({ entries }).length,
      shipped: [],
      publishAt: nextFriday(now, programmeZone),
      publishedAt: null,
      closesAt: null,
      rollbackNote: null,
      ...{ revision: 0, isTelling: false },
      events: [{ at: now, byId: by.id, action: 'draft', reason: '' }],
      ...{ createdAt: now, updatedAt: now },
    };
    if (!(await releases.add(release)))
      throw new InvalidInput({ version: { code: 'releases.taken' } });
    return release;
  }

  /** A form that was made from an older state of the release must not overwrite the newer. */
  async function editable(name: ReleaseName, revision: number): Promise<Release> {
    const release = await byName(name);
    if (release.revision !== revision) throw new Conflict('releases.changed');
    return release;
  }

  async function edit(name: ReleaseName, form: EditForm, by: By): Promise<void> {
    const release = await editable(name, form.revision);
    const publishAt = parseLocalTime(form.publishAt, programmeZone);
    if (publishAt <= clock.now())
      throw new InvalidInput({ publishAt: { code: 'releases.in_past' } });
    const chosen = new Set(form.known);
    const open = await defects.openOf(release.modelCode);
    const stands = release.entries
      .filter(({ section }) => section === 'known_issue')
      .map(({ defectId, defectRef, text }) => ({ id: defectId, ref: defectRef, title: text.en }));
    const choices = new Map([...stands, ...open].map((one) => [one.ref, one]));
    await take(release, 'edit', by.id, {
      title: both(form.title_en, form.title_zh),
      notes: both(form.notes_en, form.notes_zh),
      publishAt,
      entries: withKnownIssues(
        release.entries,
        [...choices.values()].filter(({ ref }) => chosen.has(ref)),
      ),
    });
  }

  async function editLine(name: ReleaseName, ref: string, form: LineForm, by: By): Promise<void> {
    const release = await editable(name, form.revision);
    if (!release.entries.some(({ defectRef }) => defectRef === ref)) throw new NotFound();
    const text = both(form.text_en, form.text_zh);
    const entries = release.entries.map((entry) => {
      if (entry.defectRef !== ref) return entry;
      if (entry.section === 'known_issue') return { ...entry, text };
      const { section = entry.section, engineerIds = [] } = form;
      const owners = engineerIds.length > 0 ? engineerIds : entry.engineerIds;
      return { ...entry, text, section, engineerIds: owners };
    });
    await take(release, 'edit', by.id, { entries });
  }

  /** From what was typed, or from a file in its place. */
  async function editFiles(
    name: ReleaseName,
    form: FilesForm,
    by: By,
    list?: { readonly path: string },
  ): Promise<void> {
    const release = await editable(name, form.revision);
    const files = parseFiles(list ? cleanText(await readFile(list.path, 'utf8')) : form.files);
    if ('code' in files) throw new InvalidInput({ [list ? 'list' : 'files']: files });
    await take(release, 'files', by.id, { files });
  }

  /** Only the log remembers it; its build is free for another draft. */
  async function discard(name: ReleaseName, reason: string, by: By): Promise<void> {
    const release = await byName(name);
    if (release.state !== 'draft') throw new Conflict(`releases.not_now_${release.state}`);
    if (!(await releases.discard(release))) throw new Conflict('releases.changed');
    log.info({ version: versionOf(name), byId: by.id, reason }, 'a draft was discarded');
  }

  async function redraft(name: ReleaseName, by: By): Promise<void> {
    const release = await byName(name);
    const entries = draftedAnew(release.entries, await drafting.fixesFor(release));
    await take(release, 'redraft', by.id, { entries });
  }

  /** Names everybody who reported by now; what is not fixed any more must go first. */
  async function freeze(name: ReleaseName, by: By): Promise<void> {
    const release = await byName(name);
    const lines = new Set(release.entries.map(({ defectId }) => defectId));
    const fixes = (await drafting.fixesFor(release)).filter(({ defectId }) => lines.has(defectId));
    const stale = staleIn(release.entries, fixes);
    if (stale.length > 0)
      throw new Conflict('releases.stale', {
        refs: stale.map(({ defectRef }) => defectRef).join(', '),
      });
    const entries = draftedAnew(release.entries, fixes);
    if (itemsOf({ entries }).length === 0) throw new Conflict('releases.no_items');
    const now = clock.now();
    // A Friday that went by while it was a draft is not one that the scheduler missed.
    const publishAt = release.publishAt > now ? release.publishAt : nextFriday(now, programmeZone);
    await take(release, 'freeze', by.id, { entries, publishAt });
  }

  return {
    byName,
    draft,
    edit,
    editLine,
    editFiles,
    discard,
    redraft,
    freeze,
    async unfreeze(name: ReleaseName, reason: string, by: By): Promise<void> {
      await take(await byName(name), 'unfreeze', by.id, {}, reason);
    },
    async rollBack(name: ReleaseName, note: Bilingual, by: By): Promise<void> {
      await take(await byName(name), 'roll_back', by.id, { rollbackNote: note });
    },
  };
}

export const both = (en: string, zh: string): Bilingual => ({ en, 'zh-CN': zh });
