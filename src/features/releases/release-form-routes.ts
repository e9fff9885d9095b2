import { InvalidInput, NotFound, Refusal } from '../../kernel/errors.js';
import type { FileVault } from '../../platform/file-vault.js';
import type { Translations } from '../../platform/i18n.js';
import { page, redirect, text, type Reply } from '../../web/reply.js';
import { get, post, type Receiver, type RequestFacts, type Route } from '../../web/route.js';
import { createUploads } from '../../web/upload.js';
import { uploadLimits, type UploadSettings } from '../../web/upload-limits.js';
import type { Accounts, PersonCard } from '../accounts/index.js';
import type { Defects } from '../defects/index.js';
import { filesText, LIST_MAX_KB } from './release-files.js';
import * as input from './release-input.js';
import { editModel, lineFormModel } from './release-page.js';
import type { ReleaseName, ReleaseService } from './release-service.js';
import {
  nextReleaseState,
  parseVersion,
  versionOf,
  type ChangelogEntry,
  type Release,
} from './release.js';

export interface ListIntakeDeps {
  /** Lists lie there while they are read. */
  readonly vault: Pick<FileVault, 'newPath' | 'freeBytes'>;
  readonly limits: UploadSettings;
}

export interface ReleaseFormDeps extends ListIntakeDeps {
  readonly service: ReleaseService;
  readonly accounts: Pick<Accounts, 'cards' | 'withRole'>;
  readonly defects: Pick<Defects, 'openOf'>;
  readonly translations: Translations;
  readonly programmeZone: string;
}

export const pathOf = (name: ReleaseName): string => `/releases/${versionOf(name)}`;

/** The release that a refused form was about; its path was readable, or nothing is drawn again. */
export function nameIn(params: Readonly<Record<string, string>>): ReleaseName {
  const name = parseVersion(params['version'] ?? '');
  if (!name) throw new NotFound();
  return name;
}

/** Reads a list of checksums as a file, field `list`; of one too large, what was typed is kept. */
function listReceiver({ vault, limits }: ListIntakeDeps): Receiver {
  const uploads = createUploads({
    limits: uploadLimits(limits, { busyCode: 'releases.busy', fileBytes: LIST_MAX_KB * 1024 }),
    ...vault,
    admit: () => Promise.resolve(() => Promise.resolve()),
  });
  // Any file of the site may begin to arrive: one refused before would take the fields with it.
  const receiver = uploads.receiver({ field: 'list', files: 1, filesBytes: limits.fileBytes });
  const tooLarge = { code: 'releases.list_too_large', facts: { kb: LIST_MAX_KB } };
  return {
    ...receiver,
    async receive(req, res, viewer) {
      await receiver.receive(req, res, viewer).catch((error: unknown) => {
        const isTooLarge = error instanceof Refusal && error.code === 'too_large';
        throw isTooLarge ? new InvalidInput({ list: tooLarge }) : error;
      });
    },
  };
}

/** What is written in a release before it is published; a form that comes back is drawn whatever happened meanwhile. */
export function releaseFormRoutes(deps: ReleaseFormDeps): readonly Route[] {
  const { service, accounts, defects, translations, programmeZone } = deps;

  async function draftOf(name: ReleaseName): Promise<Release> {
    const release = await service.byName(name);
    if (release.state !== 'draft') throw new NotFound();
    return release;
  }
  async function editPage(release: Release): Promise<Reply> {
    const open = await defects.openOf(release.modelCode);
    const model = editModel(release, open, programmeZone);
    return page('releases/edit', text('releases.edit.title', { build: release.build }), model);
  }
  /** Everybody of QA, and whoever has the line already. */
  async function ownersFor(entry: ChangelogEntry): Promise<readonly PersonCard[]> {
    const [staff, owners] = await Promise.all([
      accounts.withRole('qa'),
      accounts.cards(entry.engineerIds),
    ]);
    return [...new Map([...staff, ...owners.values()].map((one) => [one.id, one])).values()];
  }
  async function idsOf(
    name: ReleaseName,
    ref: string,
    handles: readonly string[],
  ): Promise<readonly string[]> {
    const { entries } = await service.byName(name);
    const entry = entries.find(({ defectRef }) => defectRef === ref);
    const owners = entry && handles.length > 0 ? await ownersFor(entry) : [];
    const chosen = owners.filter(({ handle }) => handles.includes(handle));
    if (entry && chosen.length < new Set(handles).size)
      throw new InvalidInput({ engineers: { code: 'not_a_choice' } });
    return chosen.map(({ id }) => id);
  }
  async function linePage(release: Release, ref: string, facts: RequestFacts): Promise<Reply> {
    const entry = release.entries.find(({ defectRef }) => defectRef === ref);
    if (!entry) throw new NotFound();
    const say = (key: string) => translations.translate(facts.language, key);
    const model = lineFormModel(release, entry, await ownersFor(entry), say);
    return page('releases/line', text('releases.line.title', { ref }), model);
  }
  const filesPage = (release: Release): Reply =>
    page('releases/files', text('releases.files.edit', { build: release.build }), {
      ...{ release, version: versionOf(release) },
      ...{ listed: filesText(release.files), maxBytes: LIST_MAX_KB * 1024 },
    });

  return [
    get('/releases/:version/edit', {
      access: 'qa',
      input: input.showEdit,
      handle: async ({ input: { version } }) => editPage(await draftOf(version)),
    }),
    post('/releases/:version/edit', {
      access: 'qa',
      input: input.edit,
      retry: async ({ params }) => editPage(await service.byName(nameIn(params))),
      async handle({ input: { version, ...form }, viewer }) {
        await service.edit(version, form, viewer);
        return redirect(pathOf(version), 'releases.said.saved');
      },
    }),
    get('/releases/:version/lines/:ref', {
      access: 'qa',
      input: input.showLine,
      handle: async ({ input: { version, ref }, facts }) =>
        linePage(await draftOf(version), ref, facts),
    }),
    post('/releases/:version/lines/:ref', {
      access: 'qa',
      input: input.editLine,
      retry: async ({ params, facts }) =>
        linePage(await service.byName(nameIn(params)), params['ref'] ?? '', facts),
      async handle({ input: { version, ref, engineers, ...form }, viewer }) {
        const engineerIds = await idsOf(version, ref, engineers);
        await service.editLine(version, ref, { ...form, engineerIds }, viewer);
        return redirect(pathOf(version), 'releases.said.saved');
      },
    }),
    get('/releases/:version/files', {
      access: 'qa',
      input: input.showEdit,
      async handle({ input: { version } }) {
        const release = await service.byName(version);
        if (nextReleaseState(release.state, 'files') === undefined) throw new NotFound();
        return filesPage(release);
      },
    }),
    post('/releases/:version/files', {
      access: 'qa',
      input: input.editFiles,
      receive: listReceiver(deps),
      retry: async ({ params }) => filesPage(await service.byName(nameIn(params))),
      async handle({ input: { version, ...form }, viewer, files: [list] }) {
        await service.editFiles(version, form, viewer, list);
        return redirect(pathOf(version), 'releases.said.saved');
      },
    }),
  ];
}
